import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Catcher, startCatcher } from '../embedded/catcher/server.js';
import type { Config } from './config.js';

interface EmbeddedServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Where the servers that Leadline needs are: given ones, or stand-ins started here. */
export interface Servers {
  readonly eventStoreUrl: string;
  readonly mongodbUrl: string;
  readonly smtpUrl: string;
  /** Present where mail is caught instead of sent. */
  readonly catcher: Catcher | undefined;
  readonly embedded: readonly ('eventstore' | 'mongodb' | 'smtp')[];
  readonly stop: () => Promise<void>;
}

const textIn = (message: unknown, key: string): string => {
  const value: unknown =
    typeof message === 'object' && message !== null ? Reflect.get(message, key) : undefined;
  return typeof value === 'string' ? value : '';
};

/** Runs a server in a worker thread, so that its work does not hold up the API's. */
const startInWorker = (
  file: string,
  directory: string,
  onFailure: (error: Error) => void,
): Promise<EmbeddedServer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(file, import.meta.url), { workerData: { directory } });
    let stopping = false;
    const ended = new Promise<void>((done) => {
      worker.once('exit', () => done());
    });
    const fail = (error: Error): void => {
      reject(error);
      onFailure(error);
    };
    worker.on('error', fail);
    worker.on('exit', (code) => {
      if (!stopping) fail(new Error(`${file} ended with code ${code}`));
    });
    worker.on('message', (message: unknown) => {
      const type = textIn(message, 'type');
      if (type === 'failed') {
        stopping = true;
        reject(new Error(textIn(message, 'message')));
      }
      if (type === 'listening')
        resolve({
          url: textIn(message, 'url'),
          stop: async () => {
            stopping = true;
            worker.postMessage('stop');
            await ended;
          },
        });
    });
  });

/** The catcher; where one of its ports is taken, the error says which variable to set. */
const catchMail = async ({ dataDir, catcher }: Config): Promise<Catcher> => {
  try {
    return await startCatcher({ directory: join(dataDir, 'caught'), ...catcher });
  } catch (error) {
    if (!(error instanceof Error && 'port' in error && 'code' in error) || error.code !== 'EADDRINUSE')
      throw error;
    const { port } = error;
    const variable = port === catcher.smtpPort ? 'CATCHER_SMTP_PORT' : 'CATCHER_HTTP_PORT';
    throw new Error(`the port ${port} is taken: set ${variable} to another one`);
  }
};

/** Starts a stand-in for each server that the configuration does not name. */
export const startServers = async (config: Config, onFailure: (error: Error) => void): Promise<Servers> => {
  const { dataDir } = config;
  const started: { readonly stop: () => Promise<void> }[] = [];
  const keep = <S extends { readonly stop: () => Promise<void> }>(server: S): S => {
    started.unshift(server);
    return server;
  };
  const stop = async (): Promise<void> => {
    for (const server of started) await server.stop();
  };
  const embed = async (name: string): Promise<string> => {
    const server = await startInWorker(`../embedded/${name}/worker.js`, join(dataDir, name), onFailure);
    return keep(server).url;
  };
  try {
    const eventStoreUrl = config.eventStoreUrl ?? (await embed('eventstore'));
    const mongodbUrl = config.mongodbUrl ?? (await embed('mongodb'));
    const catcher = config.smtpUrl === undefined ? keep(await catchMail(config)) : undefined;
    return {
      eventStoreUrl,
      mongodbUrl,
      smtpUrl: config.smtpUrl ?? catcher?.smtpUrl ?? '',
      catcher,
      embedded: [
        ...(config.eventStoreUrl === undefined ? (['eventstore'] as const) : []),
        ...(config.mongodbUrl === undefined ? (['mongodb'] as const) : []),
        ...(catcher === undefined ? [] : (['smtp'] as const)),
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
