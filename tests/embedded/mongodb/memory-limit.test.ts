import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningMongo, startMongo } from '../../../embedded/mongodb/server.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { errorOf, type Loose, removeFolder, temporaryFolder } from './mongo-fixture.js';

needsEmbedded('MONGODB_URL', 'fills its memory');

const gigabyte = 1024 ** 3;
const full = { code: 146, codeName: 'ExceededMemoryLimit' };
let directory: string;
let usedBytes = 0;
let mongo: RunningMongo | undefined;
let client: MongoClient | undefined;

beforeEach(() => {
  directory = temporaryFolder();
  usedBytes = gigabyte;
});
const stop = async (): Promise<void> => {
  await client?.close();
  await mongo?.stop();
};
afterEach(async () => {
  await stop();
  removeFolder(directory);
});

const start = async () => {
  mongo = await startMongo({ directory, memory: () => ({ usedBytes, limitBytes: 2 * gigabyte }) });
  client = await MongoClient.connect(mongo.url);
  return client.db('test').collection<Loose>('c');
};

test('takes what makes less, and nothing that may make more, while memory is full', async () => {
  const collection = await start();
  await collection.insertMany([{ _id: 1 }, { _id: 2 }]);
  usedBytes = 1.9 * gigabyte;
  const more: readonly (() => Promise<unknown>)[] = [
    () => collection.insertOne({ _id: 3 }),
    () => collection.updateOne({ _id: 1 }, { $set: { a: 1 } }),
    () => collection.findOneAndUpdate({ _id: 1 }, { $set: { a: 1 } }),
    () => collection.createIndex({ a: 1 }),
    () => collection.db.createCollection('other'),
  ];
  for (const attempt of more) expect(await errorOf(attempt())).toMatchObject(full);
  expect(await collection.find().toArray()).toEqual([{ _id: 1 }, { _id: 2 }]);
  await collection.deleteOne({ _id: 1 });
  usedBytes = gigabyte;
  await collection.insertOne({ _id: 3 });
  expect(await collection.countDocuments()).toBe(2);
});

test('does not start with documents that its memory cannot hold, and says so', async () => {
  const collection = await start();
  for (let _id = 0; _id < 9; _id++) await collection.insertOne({ _id, text: 'x'.repeat(1_000_000) });
  await stop();
  usedBytes = 1.9 * gigabyte;
  expect(await errorOf(start())).toMatchObject({
    message: expect.stringMatching(
      /The document database .* cannot be used: .* fill the memory .* 1946 MB are in use/,
    ),
  });
  usedBytes = gigabyte;
  expect(await (await start()).countDocuments()).toBe(9);
});
