import { randomUUID } from 'node:crypto';
import { deserialize, EJSON, serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { type RunningMongo, startMongo } from '../../../../embedded/mongodb/server.js';
import { type Loose, removeFolder, temporaryFolder } from '../mongo-fixture.js';
import type { Place } from './case.js';

/** A text that is equal for values of equal BSON, types of numbers and order of fields included. */
export const canonical = (value: unknown): string =>
  EJSON.stringify(deserialize(serialize({ value }), { promoteValues: false }), undefined, 2, {
    relaxed: false,
  });

/** The embedded server or, where `url` is given, the MongoDB there, in a database that is dropped afterwards. */
export const useTarget = (url: string | undefined) => {
  const directory = temporaryFolder();
  const database = `leadline_semantics_${randomUUID().replaceAll('-', '')}`;
  let embedded: RunningMongo | undefined;
  let client: MongoClient | undefined;
  let collections = 0;

  beforeAll(async () => {
    if (url === undefined) embedded = await startMongo({ directory });
    client = await MongoClient.connect(url ?? embedded?.url ?? '', { promoteValues: false });
  });
  afterAll(async () => {
    await client?.db(database).dropDatabase();
    await client?.close();
    await embedded?.stop();
    removeFolder(directory);
  });

  /** A new, empty collection. */
  return (): Place => {
    if (client === undefined) throw new Error('the client is not connected');
    const db = client.db(database);
    return { db, collection: db.collection<Loose>(`c${++collections}`) };
  };
};
