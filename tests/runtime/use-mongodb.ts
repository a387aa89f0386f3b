import { randomUUID } from 'node:crypto';
import { type Db, type MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import type { OnUpsertMiss } from '../../embedded/mongodb/commands/steps.js';
import { type RunningMongo, startMongo } from '../../embedded/mongodb/server.js';
import { collectionName } from '../../projections/read-model.js';
import { openMongodb } from '../../runtime/mongodb.js';
import type { Collections } from '../../runtime/read-models.js';
import { temporaryFolder } from '../support/leadline.js';

/** Another client that is always faster: it inserts what an upsert that has found nothing is about to insert. */
export const rivalOf =
  (client: () => MongoClient): OnUpsertMiss =>
  async ({ namespace, doc }) => {
    const [database, ...name] = namespace.split('.');
    await client()
      .db(database)
      .collection(name.join('.'))
      // What the server makes up it makes up anew for another client.
      .insertOne({ ...doc, ...(typeof doc['_id'] === 'object' && { _id: new ObjectId() }) });
  };

/** One embedded server for a test file, without or with a rival; each call gives a new, empty database. */
export const useMongodb = ({ rival = false } = {}): (() => Db) => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: RunningMongo;
  let client: MongoClient;
  beforeAll(async () => {
    folder = await temporaryFolder();
    server = await startMongo({
      directory: folder.path,
      ...(rival && { onUpsertMiss: rivalOf(() => client) }),
    });
    ({ client } = openMongodb(server.url));
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
