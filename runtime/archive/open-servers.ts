import { mkdir } from 'node:fs/promises';
import type { Db } from 'mongodb';
import { startDatabases } from '../databases.js';
import { untilItAnswers } from '../given-server.js';
import { createLog } from '../log.js';
import { openMongodb } from '../mongodb.js';
import { type Client, connectEventStore, ping } from '../own-log.js';
import { type Names, type Place, renamed } from './read-place.js';

interface OpenServers {
  readonly client: Client;
  readonly db: Db;
  readonly close: () => Promise<void>;
}

/** In seconds. */
const patience = 10;

/**
 * Opens the servers of a Leadline that does not run.
 * @param onFailure called when an embedded server has ended by itself
 * @throws Error where it does, as a data folder has one owner, and where a server does not answer
 */
export const openServers = async (
  place: Place,
  onFailure: (error: Error) => void,
  names: Names = {},
): Promise<OpenServers> => {
  if (place.eventStoreUrl === undefined || place.mongodbUrl === undefined)
    await mkdir(place.dataDir, { recursive: true });
  const log = createLog('silent');
  const databases = await startDatabases(place, { log, onFailure });
  const closing = [databases.stop];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0)) await end();
  };
  try {
    const { eventStoreUrl, mongodbUrl } = databases;
    const client = connectEventStore(eventStoreUrl, place.eventStoreStreamPrefix);
    closing.unshift(() => client.dispose());
    const { client: mongodb, db } = openMongodb(mongodbUrl);
    closing.unshift(() => mongodb.close());
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
    throw renamed(error, names);
  }
};
