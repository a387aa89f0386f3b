import type { Document } from 'mongodb';
import { expect, test } from 'vitest';
import { errorOf, useMongo } from './mongo-fixture.js';

const mongo = useMongo();

const planOf = async (cursor: { explain(): Promise<Document> }) => {
  const { queryPlanner, executionStats } = await cursor.explain();
  return {
    plan: JSON.stringify(queryPlanner.winningPlan),
    stage: queryPlanner.winningPlan.stage,
    stats: executionStats,
  };
};

const numbers = (count: number) =>
  Array.from({ length: count }, (_, _id) => ({ _id, a: _id % 10, b: _id, c: { d: _id % 7 } }));

test('equality, range and sort use one compound index', async () => {
  const collection = mongo.collection();
  await collection.insertMany(numbers(100));
  await collection.createIndex({ a: 1, b: -1 });
  const { plan, stats } = await planOf(collection.find({ a: 3, b: { $gte: 50 } }).sort({ b: -1 }));
  expect(plan).toContain('"indexName":"a_1_b_-1"');
  expect(plan).not.toContain('SORT');
  expect(stats).toMatchObject({ nReturned: 5, totalDocsExamined: 5 });
  const backward = await planOf(collection.find({ a: 3 }).sort({ b: 1 }));
  expect(backward.plan).toContain('"direction":"backward"');
  const other = await planOf(collection.find({ a: 3 }).sort({ 'c.d': 1 }));
  expect(other.plan).toContain('SORT');
});

test('a sorted page is read from the index of the sort and stops at the limit', async () => {
  const collection = mongo.collection();
  await collection.insertMany(numbers(500));
  await collection.createIndex({ b: 1 });
  const { stats } = await planOf(collection.find().sort({ b: -1 }).skip(5).limit(10));
  expect(stats).toMatchObject({ nReturned: 15, totalDocsExamined: 15 });
});

test('$in with a sort merges the ranges', async () => {
  const collection = mongo.collection();
  await collection.insertMany(numbers(200));
  await collection.createIndex({ a: 1, b: 1 });
  const query = collection
    .find({ a: { $in: [1, 5] } })
    .sort({ b: 1 })
    .limit(4);
  expect((await query.clone().toArray()).map(({ b }) => b)).toEqual([1, 5, 11, 15]);
  const { stats } = await planOf(query);
  expect(stats.totalDocsExamined).toBeLessThanOrEqual(6);
});

test('$or is a union of index scans, without duplicates', async () => {
  const collection = mongo.collection();
  await collection.insertMany(numbers(200));
  await collection.createIndexes([{ key: { a: 1 } }, { key: { b: 1 } }]);
  const query = collection.find({ $or: [{ a: 1 }, { b: { $lt: 12 } }] });
  expect((await query.clone().toArray()).map(({ _id }) => _id).sort()).toHaveLength(30);
  const { stage, stats } = await planOf(query);
  expect(stage).toBe('OR');
  expect(stats.totalDocsExamined).toBeLessThanOrEqual(32);
});

test('two fields of an array may be met by two elements, in one compound index too', async () => {
  const collection = mongo.collection();
  await collection.createIndex({ 'a.x': 1, 'a.y': 1 });
  await collection.insertOne({
    _id: 1,
    a: [
      { x: 1, y: 2 },
      { x: 2, y: 1 },
    ],
  });
  expect(await collection.find({ 'a.x': 1, 'a.y': 1 }, { hint: 'a.x_1_a.y_1' }).toArray()).toHaveLength(1);
  expect(await collection.countDocuments({ a: { $elemMatch: { x: 1, y: 1 } } })).toBe(0);
});

test('a prefix of a text uses the index', async () => {
  const collection = mongo.collection();
  await collection.insertMany(['abc', 'abd', 'b', 'Abc'].map((name, _id) => ({ _id, name })));
  await collection.createIndex({ name: 1 });
  const { stats } = await planOf(collection.find({ name: /^ab/ }));
  expect(stats).toMatchObject({ nReturned: 2, totalDocsExamined: 2 });
  expect((await planOf(collection.find({ name: { $regex: '^ab', $options: 's' } }))).plan).toContain(
    'IXSCAN',
  );
  expect((await planOf(collection.find({ name: /^ab/i }))).stage).toBe('COLLSCAN');
});

test('a unique index refuses duplicates in a form that drivers know', async () => {
  const collection = mongo.collection();
  await collection.createIndex({ 'e.mail': 1, kind: 1 }, { unique: true });
  await collection.insertOne({ _id: 1, e: { mail: 'x' }, kind: 1 });
  const error = await errorOf(collection.insertOne({ _id: 2, e: { mail: 'x' }, kind: 1 }));
  expect(error).toMatchObject({
    code: 11000,
    keyPattern: { 'e.mail': 1, kind: 1 },
    keyValue: { 'e.mail': 'x', kind: 1 },
  });
  expect(error['message']).toMatch(
    /^E11000 duplicate key error collection: test\S*\.c\d+ index: e\.mail_1_kind_1 dup key: /,
  );
  await collection.insertOne({ _id: 2, e: { mail: 'x' }, kind: 2 });
  expect(await errorOf(collection.updateOne({ _id: 2 }, { $set: { kind: 1 } }))).toMatchObject({
    code: 11000,
  });
  expect(await errorOf(collection.insertOne({ _id: 1 }))).toMatchObject({
    code: 11000,
    keyPattern: { _id: 1 },
  });
  expect(await collection.countDocuments()).toBe(2);
});

test('a unique index cannot be built over duplicates', async () => {
  const collection = mongo.collection();
  await collection.insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 1 },
  ]);
  const both = [{ key: { b: 1 } }, { key: { a: 1 }, unique: true }];
  expect(await errorOf(collection.createIndexes(both))).toMatchObject({ code: 11000 });
  expect(await collection.indexes()).toHaveLength(1);
});

test('indexes are listed and dropped', async () => {
  const collection = mongo.collection();
  await collection.createIndexes([
    { key: { a: 1 }, unique: true },
    { key: { b: -1 }, sparse: true, name: 'mine' },
    { key: { at: 1 }, expireAfterSeconds: 60 },
    { key: { c: 1 }, partialFilterExpression: { c: { $gt: 1 } } },
  ]);
  expect(await collection.indexes()).toEqual([
    { v: 2, key: { _id: 1 }, name: '_id_' },
    { v: 2, key: { a: 1 }, name: 'a_1', unique: true },
    { v: 2, key: { b: -1 }, name: 'mine', sparse: true },
    { v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 },
    { v: 2, key: { c: 1 }, name: 'c_1', partialFilterExpression: { c: { $gt: 1 } } },
  ]);
  await collection.dropIndex('mine');
  expect(await errorOf(collection.dropIndex('mine'))).toMatchObject({ code: 27 });
  expect(await errorOf(collection.dropIndex('_id_'))).toMatchObject({ code: 72 });
  await collection.dropIndexes();
  expect(await collection.indexes()).toHaveLength(1);
});

test('a hint chooses the index, and an unknown one is refused', async () => {
  const collection = mongo.collection();
  await collection.insertMany(numbers(20));
  await collection.createIndexes([{ key: { a: 1 } }, { key: { b: 1 } }]);
  expect((await planOf(collection.find({ a: 1 }).hint({ b: 1 }))).plan).toContain('"indexName":"b_1"');
  expect((await planOf(collection.find({ a: 1 }).hint({ $natural: 1 }))).stage).toBe('COLLSCAN');
  const error = await errorOf(collection.find({ a: 1 }).hint('nothing').toArray());
  expect(error).toMatchObject({ code: 2 });
});

test('writes are explained without being done', async () => {
  const collection = mongo.collection();
  await collection.insertMany(numbers(20));
  const command = { update: collection.collectionName, updates: [{ q: { _id: 1 }, u: { $set: { a: 99 } } }] };
  const { queryPlanner } = await mongo.db().command({ explain: command, verbosity: 'queryPlanner' });
  expect(JSON.stringify(queryPlanner)).toContain('"indexName":"_id_"');
  expect(await collection.findOne({ _id: 1 })).toMatchObject({ a: 1 });
});
