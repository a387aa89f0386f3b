import { randomUUID } from 'node:crypto';
import type { Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { type RunningMongo, startMongo } from '../../embedded/mongodb/server.js';
import { collectionName } from '../../projections/read-model.js';
import { type Collections, connectMongodb } from '../../runtime/read-models.js';
import { temporaryFolder } from '../support/leadline.js';

/** One embedded server for a test file; each call gives a new, empty database. */
export const useMongodb = (): (() => Db) => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: RunningMongo;
  let client: MongoClient;
  beforeAll(async () => {
    folder = await temporaryFolder();
    server = await startMongo({ directory: folder.path });
    ({ client } = await connectMongodb(server.url));
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
    await folder.remove();
  });
  return () => client.db(`test-${randomUUID()}`);
};

/** Every read model in its first generation. */
export const firstGenerations = (db: Db): Collections => ({ db, nameOf: collectionName });
