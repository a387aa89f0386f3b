import { mkdir } from 'node:fs/promises';
import type { Db } from 'mongodb';
import { startDatabases } from '../databases.js';
import { untilItAnswers } from '../given-server.js';
import { createLog } from '../log.js';
import { openMongodb } from '../mongodb.js';
import { type Client, connectEventStore, ping } from '../own-log.js';

/** Where the log and the documents are; what is not named is embedded in the data folder. */
export interface Place {
  readonly dataDir: string;
  readonly eventStoreUrl: string | undefined;
  /** Stands before the names of the streams. */
  readonly streamPrefix: string | undefined;
  readonly mongodbUrl: string | undefined;
}

interface OpenServers {
  readonly client: Client;
  readonly db: Db;
  readonly close: () => Promise<void>;
}

/** In seconds. */
const patience = 10;

/**
 * Opens the servers of a Leadline that does not run.
 * @throws Error where it does, as a data folder has one owner, and where a server does not answer
 */
export const openServers = async (place: Place, onFailure: (error: Error) => void): Promise<OpenServers> => {
  await mkdir(place.dataDir, { recursive: true });
  const databases = await startDatabases(place, onFailure);
  const closing = [databases.stop];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0)) await end();
  };
  try {
    const { eventStoreUrl, mongodbUrl } = databases;
    const client = connectEventStore(eventStoreUrl, place.streamPrefix ?? '');
    closing.unshift(() => client.dispose());
    const { client: mongodb, db } = openMongodb(mongodbUrl);
    closing.unshift(() => mongodb.close());
    const log = createLog('silent');
    const askMongodb = () => db.command({ ping: 1 });
    await untilItAnswers(
      { name: 'EventStoreDB', url: eventStoreUrl, ask: () => ping(client) },
      patience,
      log,
    );
    await untilItAnswers({ name: 'MongoDB', url: mongodbUrl, ask: askMongodb }, patience, log);
    return { client, db, close };
  } catch (error) {
    await close();
    throw error;
  }
};
