import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Collection,
  type Db,
  type Document,
  MongoClient,
  type MongoClientOptions,
  type ObjectId,
} from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { type MongoOptions, type RunningMongo, startMongo } from '../../../embedded/mongodb/server.js';
import { givenUrl } from '../../support/given-servers.js';

/** Documents with an `_id` of any type. */
export interface Loose extends Document {
  _id: ObjectId | number | string;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'leadline-mongo-'));

export const removeFolder = (directory: string): void => rmSync(directory, { recursive: true, force: true });

/** One server for a test file, the given one where there is one; each call of `collection` gives a new, empty collection. */
export const useMongo = (
  options: Partial<MongoOptions> = {},
  values: Pick<MongoClientOptions, 'promoteLongs' | 'promoteValues'> = { promoteLongs: false },
) => {
  const directory = temporaryFolder();
  const given = givenUrl('MONGODB_URL');
  const name = given === undefined ? 'test' : `test-${randomUUID()}`;
  let mongo: RunningMongo | undefined;
  let client: MongoClient | undefined;
  let collections = 0;

  beforeAll(async () => {
    mongo = given === undefined ? await startMongo({ directory, ...options }) : undefined;
    client = await MongoClient.connect(given ?? mongo?.url ?? '', values);
  });
  afterAll(async () => {
    if (given !== undefined) await client?.db(name).dropDatabase();
    await client?.close();
    await mongo?.stop();
    removeFolder(directory);
  });

  const running = (): RunningMongo => {
    if (!mongo) throw new Error('the server is not running here');
    return mongo;
  };
  const db = (): Db => {
    if (!client) throw new Error('the client is not connected');
    return client.db(name);
  };
  return {
    db,
    running,
    url: (): string => given ?? running().url,
    collection: (): Collection<Loose> => db().collection(`c${++collections}`),
  };
};

/** The error of a promise that must be rejected. */
export const errorOf = async (promise: Promise<unknown>): Promise<Record<string, unknown>> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return { ...error, message: error.message };
    throw error;
  }
  throw new Error('expected an error');
};
