import { once } from 'node:events';
import { connect } from 'node:net';
import { Long, MongoBulkWriteError, MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { errorOf, type Loose, useMongo } from './mongo-fixture.js';

const mongo = useMongo();

const bulkError = async (promise: Promise<unknown>): Promise<MongoBulkWriteError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof MongoBulkWriteError) return error;
  throw new Error('expected a bulk write error');
};

describe('bulk writes', () => {
  const docs: readonly Loose[] = [{ _id: 1 }, { _id: 1 }, { _id: 2 }];

  test('an ordered one stops at the first error', async () => {
    const collection = mongo.collection();
    const error = await bulkError(collection.insertMany(docs));
    expect(error.result.insertedCount).toBe(1);
    expect(error.code).toBe(11000);
    expect(await collection.countDocuments()).toBe(1);
  });

  test('an unordered one does the rest', async () => {
    const collection = mongo.collection();
    const error = await bulkError(collection.insertMany(docs, { ordered: false }));
    expect(error.result.insertedCount).toBe(2);
    expect(error.result.getWriteErrors().map(({ index, code }) => [index, code])).toEqual([[1, 11000]]);
    expect(await collection.countDocuments()).toBe(2);
  });

  test('all kinds of writes in one', async () => {
    const collection = mongo.collection();
    const result = await collection.bulkWrite([
      { insertOne: { document: { _id: 1, a: 1 } } },
      { updateOne: { filter: { _id: 1 }, update: { $inc: { a: 1 } } } },
      { updateOne: { filter: { _id: 2 }, update: { $set: { a: 5 } }, upsert: true } },
      { updateMany: { filter: {}, update: { $set: { b: 1 } } } },
      { replaceOne: { filter: { _id: 2 }, replacement: { c: 1 } } },
      { deleteOne: { filter: { _id: 1 } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 4,
      modifiedCount: 4,
      deletedCount: 1,
      upsertedCount: 1,
      upsertedIds: { 2: 2 },
    });
    expect(await collection.find().toArray()).toEqual([{ _id: 2, c: 1 }]);
  });

  test('unacknowledged writes are done', async () => {
    const collection = mongo.collection();
    await collection.insertOne({ _id: 1 }, { writeConcern: { w: 0 } });
    await collection.insertOne({ _id: 2 });
    await expect.poll(() => collection.countDocuments()).toBe(2);
  });

  test('concurrent upserts of one key make one document', async () => {
    const collection = mongo.collection();
    const upserts = Array.from({ length: 50 }, () =>
      collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { upsert: true }),
    );
    await Promise.all(upserts);
    expect(await collection.find().toArray()).toEqual([{ _id: 1, n: 50 }]);
  });
});

describe('cursors', () => {
  const filled = async (count: number) => {
    const collection = mongo.collection();
    await collection.insertMany(Array.from({ length: count }, (_, _id) => ({ _id, a: _id % 3 })));
    return collection;
  };

  test('give everything in many batches', async () => {
    const collection = await filled(1000);
    for (const batchSize of [7, 100, 1000, 5000]) {
      const found = await collection.find({}, { batchSize }).toArray();
      expect(found.map(({ _id }) => _id)).toEqual(Array.from({ length: 1000 }, (_, at) => at));
    }
    expect(await collection.aggregate([{ $match: { a: 0 } }], { batchSize: 10 }).toArray()).toHaveLength(334);
  });

  test('are a snapshot: writes between batches do not disturb them', async () => {
    const collection = await filled(30);
    const cursor = collection.find({}, { batchSize: 10 });
    expect(await cursor.next()).toMatchObject({ _id: 0 });
    await collection.deleteMany({});
    expect(await cursor.toArray()).toHaveLength(29);
  });

  test('can be killed', async () => {
    const collection = await filled(30);
    const command = { find: collection.collectionName, batchSize: 10 };
    const { cursor } = await mongo.db().command(command);
    const killed = await mongo
      .db()
      .command({ killCursors: collection.collectionName, cursors: [Long.fromNumber(cursor.id)] });
    expect(killed).toMatchObject({ cursorsKilled: [cursor.id], cursorsNotFound: [] });
    const more = mongo.db().command({ getMore: cursor.id, collection: collection.collectionName });
    expect(await errorOf(more)).toMatchObject({ code: 43 });
  });

  test('batchSize 0 opens a cursor without reading', async () => {
    const collection = await filled(3);
    const { cursor } = await mongo.db().command({ find: collection.collectionName, batchSize: 0 });
    expect(cursor.firstBatch).toEqual([]);
    expect(cursor.id).not.toEqual(Long.ZERO);
    const more = await mongo.db().command({ getMore: cursor.id, collection: collection.collectionName });
    expect(more['cursor'].nextBatch).toHaveLength(3);
  });

  test('a batch stays below 16 MiB', async () => {
    const collection = mongo.collection();
    const text = 'x'.repeat(6 * 1024 * 1024);
    for (const _id of [1, 2, 3, 4]) await collection.insertOne({ _id, text });
    const { cursor } = await mongo.db().command({ find: collection.collectionName });
    expect(cursor.firstBatch).toHaveLength(2);
    expect(
      await collection
        .find()
        .map(({ _id }) => _id)
        .toArray(),
    ).toEqual([1, 2, 3, 4]);
  });
});

describe('limits', () => {
  test('a document above 16 MiB is refused', async () => {
    const collection = mongo.collection();
    await collection.insertOne({ _id: 1, text: 'x'.repeat(15 * 1024 * 1024) });
    expect(
      await errorOf(collection.updateOne({ _id: 1 }, { $set: { more: 'x'.repeat(2 * 1024 * 1024) } })),
    ).toMatchObject({ code: 10334 });
    expect(await collection.countDocuments({ more: { $exists: true } })).toBe(0);
  });

  test('documents may be nested deeply, but not without end', async () => {
    const nested = (depth: number): Loose => ({
      _id: depth,
      a: Array.from({ length: depth }).reduce<object>((inner) => ({ a: inner }), {}),
    });
    const collection = mongo.collection();
    await collection.insertOne(nested(150));
    expect(await collection.findOne()).toEqual(nested(150));
    expect(await errorOf(collection.insertOne(nested(250)))).toMatchObject({ code: 15 });
  });

  test('100,000 writes in one batch', async () => {
    const collection = mongo.collection();
    await collection.insertMany(Array.from({ length: 100_000 }, (_, _id) => ({ _id })));
    expect(await collection.estimatedDocumentCount()).toBe(100_000);
    expect((await collection.deleteMany({ _id: { $gte: 10 } })).deletedCount).toBe(99_990);
  });
});

describe('broken frames', () => {
  needsEmbedded('MONGODB_URL', 'tries to break it');

  const frames: readonly (readonly [string, Buffer])[] = [
    ['of no size', Buffer.alloc(16)],
    ['of a size too large', Buffer.from([0xff, 0xff, 0xff, 0x7f, ...Buffer.alloc(12)])],
    ['of an unknown operation', Buffer.from([16, 0, 0, 0, ...Buffer.alloc(8), 1, 2, 3, 4])],
    [
      'with garbage inside',
      Buffer.from([26, 0, 0, 0, ...Buffer.alloc(8), 0xdd, 7, 0, 0, ...Buffer.alloc(4), 0, 9, 9, 9, 9, 9]),
    ],
  ];

  test.each(frames)('%s close their connection only', async (_name, frame) => {
    const socket = connect(mongo.running().port, '127.0.0.1');
    socket.write(frame);
    await once(socket, 'close');
    expect(await mongo.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});

test('collections and databases are listed, renamed and dropped', async () => {
  const client = await MongoClient.connect(mongo.url());
  const db = client.db(`${mongo.db().databaseName}-rooms`);
  await db.createCollection('one');
  expect(await errorOf(db.createCollection('one'))).toMatchObject({ code: 48 });
  await db.collection('two').createIndex({ a: 1 }, { unique: true });
  await db.collection('two').insertOne({ a: 1 });
  const names = async () =>
    (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();
  expect(await names()).toEqual(['one', 'two']);
  expect(await db.listCollections({ name: 'two' }).toArray()).toHaveLength(1);
  expect(await errorOf(db.collection('two').rename('one'))).toMatchObject({ code: 48 });
  await db.collection('two').rename('one', { dropTarget: true });
  expect(await names()).toEqual(['one']);
  expect(await errorOf(db.collection('one').insertOne({ a: 1 }))).toMatchObject({ code: 11000 });
  expect((await client.db().admin().listDatabases()).databases.map(({ name }) => name)).toContain(
    db.databaseName,
  );
  await db.dropDatabase();
  expect(await names()).toEqual([]);
  await client.close();
});

test('counts and distinct values', async () => {
  const collection = mongo.collection();
  await collection.insertMany([
    { _id: 1, a: [1, 2], b: { c: 'x' } },
    { _id: 2, a: 2 },
    { _id: 3, b: [{ c: 'y' }, { c: 'x' }] },
  ]);
  expect(await collection.countDocuments({ a: 2 }, { skip: 1 })).toBe(1);
  expect(await collection.estimatedDocumentCount()).toBe(3);
  expect(await collection.distinct('a')).toEqual([1, 2]);
  expect(await collection.distinct('b.c', { _id: { $gt: 1 } })).toEqual(['y', 'x']);
});
