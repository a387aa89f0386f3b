import { randomUUID } from 'node:crypto';
import { type Db, type MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import type { OnUpsertMiss } from '../../embedded/mongodb/commands/steps.js';
import { startMongo } from '../../embedded/mongodb/server.js';
import { collectionName } from '../../projections/read-model.js';
import { openMongodb } from '../../runtime/mongodb.js';
import type { Collections } from '../../runtime/read-models.js';
import { givenUrl } from '../support/given-servers.js';
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

/** The given server, or an embedded one in a folder of its own; one with a rival is embedded always. */
const startServer = async (rival: OnUpsertMiss | undefined) => {
  const given = givenUrl('MONGODB_URL');
  if (given !== undefined && rival === undefined) return { url: given, stop: async () => undefined };
  const folder = await temporaryFolder();
  const server = await startMongo({
    directory: folder.path,
    ...(rival !== undefined && { onUpsertMiss: rival }),
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
};

/** One server for a test file, without or with a rival; each call gives a new, empty database. */
export const useMongodb = ({ rival = false } = {}): (() => Db) => {
  const databases: Db[] = [];
  let server: Awaited<ReturnType<typeof startServer>>;
  let client: MongoClient;
  beforeAll(async () => {
    server = await startServer(rival ? rivalOf(() => client) : undefined);
    ({ client } = openMongodb(server.url));
  });
  afterAll(async () => {
    for (const db of databases.splice(0)) await db.dropDatabase();
    await client.close();
    await server.stop();
  });
  return () => {
    const db = client.db(`test-${randomUUID()}`);
    databases.push(db);
    return db;
  };
};

/** Every read model in its first generation. */
export const firstGenerations = (db: Db): Collections => ({ db, nameOf: collectionName });
