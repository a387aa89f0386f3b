import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Decimal128, Double, Long, MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMongo } from '../../../embedded/mongodb/server.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { errorOf, type Loose, removeFolder, temporaryFolder } from './mongo-fixture.js';

needsEmbedded('MONGODB_URL', 'stops it');

// The built file: a worker thread knows no TypeScript.
const builtWorker = new URL('../../../dist/embedded/mongodb/worker.js', import.meta.url);
let directory = '';
beforeEach(() => {
  directory = temporaryFolder();
});
afterEach(() => removeFolder(directory));

const withServer = async <A>(use: (client: MongoClient) => Promise<A>): Promise<A> => {
  const mongo = await startMongo({ directory });
  const client = await MongoClient.connect(mongo.url, { promoteLongs: false, promoteValues: false });
  try {
    return await use(client);
  } finally {
    await client.close();
    await mongo.stop();
  }
};

test('a restart keeps documents with their types, indexes, names and natural order', async () => {
  const docs: Loose[] = [
    {
      _id: 'z',
      a: new Double(1),
      long: Long.fromNumber(2),
      decimal: Decimal128.fromString('1.10'),
      at: new Date(5),
    },
    { _id: 'a', list: [1, { x: null }], bytes: Buffer.from('x') },
  ];
  const indexes = await withServer(async (client) => {
    const db = client.db('kept');
    await db.collection<Loose>('old').insertMany(docs);
    await db
      .collection('old')
      .createIndex({ a: 1 }, { unique: true, partialFilterExpression: { a: { $exists: true } } });
    await db.collection('old').createIndex({ list: 1 });
    await db.collection('old').rename('new');
    await db.collection('gone').insertOne({ x: 1 });
    await db.collection('gone').drop();
    await db.createCollection('empty');
    return db.collection('new').indexes();
  });
  await withServer(async (client) => {
    const db = client.db('kept');
    const found = await db.collection<Loose>('new').find().toArray();
    expect(found.map(({ _id }) => _id)).toEqual(['z', 'a']);
    expect(found[0]).toMatchObject({
      a: new Double(1),
      long: Long.fromNumber(2),
      decimal: Decimal128.fromString('1.10'),
    });
    expect(await db.collection('new').indexes()).toEqual(indexes);
    expect(await errorOf(db.collection('new').insertOne({ a: 1 }))).toMatchObject({
      message: expect.stringContaining('E11000'),
    });
    const names = await db.listCollections({}, { nameOnly: true }).toArray();
    expect(names.map(({ name }) => name).sort()).toEqual(['empty', 'new']);
  });
});

test('updates and deletes outlive a restart, and records are not mixed up', async () => {
  await withServer(async (client) => {
    const collection = client.db('kept').collection<Loose>('c');
    await collection.insertMany([1, 2, 3].map((_id) => ({ _id, n: _id })));
    await collection.updateOne({ _id: 2 }, { $set: { n: 20 } });
    await collection.deleteOne({ _id: 3 });
  });
  await withServer(async (client) => {
    const collection = client.db('kept').collection<Loose>('c');
    await collection.insertOne({ _id: 4, n: 4 });
  });
  await withServer(async (client) => {
    const found = await client.db('kept').collection<Loose>('c').find({}, { promoteValues: true }).toArray();
    expect(found).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 20 },
      { _id: 4, n: 4 },
    ]);
  });
});

test('a stop waits for the writes that are under way', async () => {
  const mongo = await startMongo({ directory });
  const client = await MongoClient.connect(mongo.url, { retryWrites: false, serverSelectionTimeoutMS: 200 });
  const collection = client.db('kept').collection<Loose>('c');
  await collection.insertOne({ _id: 0 });
  const writes = Array.from({ length: 50 }, (_, at) => collection.insertOne({ _id: at + 1 }));
  await writes[0];
  await mongo.stop();
  const outcomes = await Promise.allSettled(writes);
  await client.close();
  const acknowledged = outcomes.filter(({ status }) => status === 'fulfilled').length;
  await withServer(async (second) => {
    const stored = await second.db('kept').collection('c').find().toArray();
    expect(stored.length).toBeGreaterThanOrEqual(acknowledged + 1);
  });
});

test('a folder has one owner', async () => {
  const mongo = await startMongo({ directory });
  expect((await errorOf(startMongo({ directory })))['message']).toContain('in use');
  await mongo.stop();
  await (await startMongo({ directory })).stop();
});

test('a port that is taken is an error, and the folder is free again', async () => {
  const other = temporaryFolder();
  const mongo = await startMongo({ directory: other });
  expect(await errorOf(startMongo({ directory, port: mongo.port }))).toMatchObject({ code: 'EADDRINUSE' });
  await (await startMongo({ directory })).stop();
  await mongo.stop();
  removeFolder(other);
});

const nextMessage = async (worker: Worker): Promise<unknown> => (await once(worker, 'message'))[0];

test('serves from a thread of its own until it is told to stop', async () => {
  const worker = new Worker(builtWorker, { workerData: { directory } });
  const listening = await nextMessage(worker);
  expect(listening).toEqual({
    type: 'listening',
    url: expect.stringMatching(/^mongodb:\/\/127\.0\.0\.1:\d+\/\?directConnection=true$/),
  });
  const { url } = Object.fromEntries(Object.entries(listening ?? {}));
  const client = await MongoClient.connect(String(url));
  await client.db('threaded').collection('c').insertOne({ a: 1 });
  const second = new Worker(builtWorker, { workerData: { directory } });
  expect(await nextMessage(second)).toEqual({ type: 'failed', message: expect.stringContaining('in use') });
  const exited = once(worker, 'exit');
  worker.postMessage('stop');
  expect(await nextMessage(worker)).toEqual({ type: 'stopped' });
  expect(await exited).toEqual([0]);
  await client.close();
});
