import { join } from 'node:path';
import type { Config } from './config.js';
import { startInWorker } from './embedded-worker.js';
import type { Log } from './log.js';

/** Where the log and the documents are: given servers, or embedded ones. */
export interface Databases {
  readonly eventStoreUrl: string;
  readonly mongodbUrl: string;
  readonly embedded: readonly ('eventstore' | 'mongodb')[];
  readonly stop: () => Promise<void>;
}

export interface DatabasePorts {
  readonly log: Log;
  /** Called when an embedded server has ended by itself. */
  readonly onFailure: (error: Error) => void;
}

/** Starts an embedded server for each database that the configuration does not name. */
export const startDatabases = async (
  config: Pick<Config, 'dataDir' | 'eventStoreUrl' | 'mongodbUrl' | 'embeddedMemoryMb'>,
  { log, onFailure }: DatabasePorts,
): Promise<Databases> => {
  const { dataDir, embeddedMemoryMb: memoryMb } = config;
  const started: { readonly stop: () => Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const server of started) await server.stop();
  };
  const embed = async (called: string, folder: 'eventstore' | 'mongodb'): Promise<string> => {
    const file = new URL(`../embedded/${folder}/worker.js`, import.meta.url);
    const directory = join(dataDir, folder);
    const server = await startInWorker({ called, file, directory, memoryMb, log, onFailure });
    started.unshift(server);
    return server.url;
  };
  try {
    return {
      eventStoreUrl: config.eventStoreUrl ?? (await embed('the embedded EventStoreDB', 'eventstore')),
      mongodbUrl: config.mongodbUrl ?? (await embed('the embedded MongoDB', 'mongodb')),
      embedded: [
        ...(config.eventStoreUrl === undefined ? (['eventstore'] as const) : []),
        ...(config.mongodbUrl === undefined ? (['mongodb'] as const) : []),
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
