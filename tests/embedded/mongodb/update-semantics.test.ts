import { Decimal128, Double, Long } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { errorOf, useMongo } from './mongo-fixture.js';

const mongo = useMongo();

type Case = readonly [name: string, before: object, update: object, after: object];

const fields: readonly Case[] = [
  ['$set makes documents on the way', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
  ['$set keeps the place of a field', { a: 1, b: 2 }, { $set: { a: 9 } }, { a: 9, b: 2 }],
  ['$set adds fields in the order of their names', {}, { $set: { z: 1, a: 2 } }, { a: 2, z: 1 }],
  ['$set by position pads with null', { a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }],
  ['$set of a __proto__ field', {}, { $set: { 'a.__proto__': 1 } }, JSON.parse('{"a":{"__proto__":1}}')],
  ['$unset', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '', x: '' } }, { b: { d: 2 } }],
  ['$unset leaves the place in an array', { a: [1, 2, 3] }, { $unset: { 'a.1': '' } }, { a: [1, null, 3] }],
  ['$inc sets a missing field', {}, { $inc: { a: 2 } }, { a: 2 }],
  ['$inc adds', { a: 1 }, { $inc: { a: -3 } }, { a: -2 }],
  [
    '$inc widens an int that overflows',
    { a: 2147483647 },
    { $inc: { a: 1 } },
    { a: Long.fromNumber(2147483648) },
  ],
  [
    '$inc of a decimal is exact',
    { a: Decimal128.fromString('0.1') },
    { $inc: { a: Decimal128.fromString('0.2') } },
    { a: Decimal128.fromString('0.3') },
  ],
  ['$mul of a missing field is 0', {}, { $mul: { a: 5 } }, { a: 0 }],
  ['$mul', { a: 3 }, { $mul: { a: 1.5 } }, { a: 4.5 }],
  ['$min', { a: 5, b: 5 }, { $min: { a: 3, b: 9, c: 1 } }, { a: 3, b: 5, c: 1 }],
  ['$max compares by the order of types', { a: 5, b: 'x' }, { $max: { a: 'y', b: 100 } }, { a: 'y', b: 'x' }],
  ['$rename', { a: 1, b: 2 }, { $rename: { a: 'c.d', x: 'y' } }, { b: 2, c: { d: 1 } }],
  [
    '$setOnInsert does nothing to what exists',
    { a: 1 },
    { $setOnInsert: { a: 2 }, $set: { b: 1 } },
    { a: 1, b: 1 },
  ],
  [
    'several operators',
    { a: 1 },
    { $set: { b: 1 }, $inc: { a: 1 }, $push: { c: 1 } },
    { a: 2, b: 1, c: [1] },
  ],
];

const arrays: readonly Case[] = [
  ['$push makes an array', {}, { $push: { a: 1 } }, { a: [1] }],
  ['$push of an array is one element', { a: [] }, { $push: { a: [1, 2] } }, { a: [[1, 2]] }],
  [
    '$push $each $position',
    { a: [1, 4] },
    { $push: { a: { $each: [2, 3], $position: 1 } } },
    { a: [1, 2, 3, 4] },
  ],
  [
    '$push $each $slice keeps the last',
    { a: [1, 2] },
    { $push: { a: { $each: [3], $slice: -2 } } },
    { a: [2, 3] },
  ],
  [
    '$push $each $sort by a field',
    { a: [{ x: 2 }] },
    { $push: { a: { $each: [{ x: 1 }], $sort: { x: 1 } } } },
    { a: [{ x: 1 }, { x: 2 }] },
  ],
  ['$push $sort of whole elements', { a: [3, 1] }, { $push: { a: { $each: [], $sort: -1 } } }, { a: [3, 1] }],
  [
    '$addToSet compares by value',
    { a: [1, { x: 1 }] },
    { $addToSet: { a: { $each: [new Double(1), { x: 1 }, 2] } } },
    { a: [1, { x: 1 }, 2] },
  ],
  ['$pull a value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ['$pull by operators', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  [
    '$pull documents by a query',
    { a: [{ x: 1, y: 1 }, { x: 2 }] },
    { $pull: { a: { x: 1 } } },
    { a: [{ x: 2 }] },
  ],
  ['$pull with $in', { a: ['x', 'y', 'z'] }, { $pull: { a: { $in: ['x', 'z'] } } }, { a: ['y'] }],
  ['$pull of a missing field', {}, { $pull: { a: 1 } }, {}],
  ['$pullAll', { a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['$pop', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
  ['all positions', { a: [{ x: 1 }, { x: 2 }] }, { $inc: { 'a.$[].x': 10 } }, { a: [{ x: 11 }, { x: 12 }] }],
];

const pipelines: readonly Case[] = [
  ['a pipeline computes from the document', { a: 1 }, [{ $set: { b: { $add: ['$a', 1] } } }], { a: 1, b: 2 }],
  ['a pipeline unsets', { a: 1, b: 1 }, [{ $unset: 'a' }], { b: 1 }],
  ['a pipeline replaces and keeps _id', { a: { x: 1 } }, [{ $replaceWith: '$a' }], { x: 1 }],
];

describe.each([
  ['fields', fields],
  ['arrays', arrays],
  ['pipelines', pipelines],
])('%s', (_group, cases) => {
  test.each(cases)('%s', async (_name, before, update, after) => {
    const collection = mongo.collection();
    await collection.insertOne({ _id: 1, ...before });
    await collection.updateOne({ _id: 1 }, update);
    const found = await collection.findOne({ _id: 1 });
    expect(found).toEqual({ _id: 1, ...after });
    expect(Object.keys(found ?? {})).toEqual(['_id', ...Object.keys(after)]);
  });
});

type Refusal = readonly [update: object, code: number, named: string];

const refusals: readonly Refusal[] = [
  [{ $set: { _id: 2 } }, 66, '_id'],
  [{ $set: { a: 1 }, $inc: { a: 1 } }, 40, "'a'"],
  [{ $set: { a: 1, 'a.b': 1 } }, 40, "'a'"],
  [{ $inc: { s: 1 } }, 14, "'s'"],
  [{ $inc: { n: 'x' } }, 14, 'non-numeric argument'],
  [{ $push: { n: 1 } }, 2, "'n'"],
  [{ $set: { 'n.x': 1 } }, 28, "'x'"],
  [{ $set: { 'list.x': 1 } }, 28, "'x'"],
  [{ $set: { '': 1 } }, 56, 'empty'],
  [{ $bit: { n: { and: 1 } } }, 9, '$bit'],
  [{ $push: { list: { $each: [1], $unknown: 1 } } }, 2, '$unknown'],
  [{ $set: { 'list.$': 1 } }, 2, 'positional'],
  [{ $set: { 'list.$[x]': 1 } }, 2, "'x'"],
  [[{ $match: { a: 1 } }], 72, '$match'],
];

test.each(refusals)('refuses %j', async (update, code, named) => {
  const collection = mongo.collection();
  await collection.insertOne({ _id: 1, n: 1, s: 'text', list: [1] });
  const error = await errorOf(collection.updateOne({ _id: 1 }, update));
  expect(error).toMatchObject({ code });
  expect(error['message']).toContain(named);
  expect(await collection.findOne()).toEqual({ _id: 1, n: 1, s: 'text', list: [1] });
});

test('the position is the element that matched', async () => {
  const collection = mongo.collection();
  await collection.insertOne({
    _id: 1,
    a: [
      { x: 1, n: 0 },
      { x: 2, n: 0 },
    ],
    b: [5, 6, 7],
  });
  await collection.updateOne({ 'a.x': 2 }, { $inc: { 'a.$.n': 1 } });
  await collection.updateOne({ b: { $gt: 5 } }, { $set: { 'b.$': 60 } });
  await collection.updateOne({ a: { $elemMatch: { x: 1, n: 0 } } }, { $set: { 'a.$.n': 9 } });
  expect(await collection.findOne()).toEqual({
    _id: 1,
    a: [
      { x: 1, n: 9 },
      { x: 2, n: 1 },
    ],
    b: [5, 60, 7],
  });
});

test('array filters choose the elements', async () => {
  const collection = mongo.collection();
  await collection.insertOne({ _id: 1, a: [{ x: 1 }, { x: 5 }], b: [1, 5] });
  const arrayFilters = [{ 'item.x': { $gt: 2 } }, { number: { $lt: 2 } }];
  await collection.updateOne(
    { _id: 1 },
    { $set: { 'a.$[item].big': true, 'b.$[number]': 0 } },
    { arrayFilters },
  );
  expect(await collection.findOne()).toEqual({ _id: 1, a: [{ x: 1 }, { x: 5, big: true }], b: [0, 5] });
  const unused = await errorOf(collection.updateOne({ _id: 1 }, { $set: { c: 1 } }, { arrayFilters }));
  expect(unused).toMatchObject({ code: 9 });
});

test('counts what it matched and what it changed', async () => {
  const collection = mongo.collection();
  await collection.insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
  ]);
  const result = await collection.updateMany({}, { $set: { a: 1 } });
  expect(result).toMatchObject({ matchedCount: 2, modifiedCount: 1 });
});

test('a number of another type is a change', async () => {
  const collection = mongo.collection();
  await collection.insertOne({ _id: 1, a: 1 });
  expect(await collection.updateOne({ _id: 1 }, { $set: { a: new Double(1) } })).toMatchObject({
    modifiedCount: 1,
  });
  expect(await collection.countDocuments({ a: { $type: 'double' } })).toBe(1);
});

test('$currentDate sets the time of the server', async () => {
  const collection = mongo.collection();
  await collection.insertOne({ _id: 1 });
  await collection.updateOne({ _id: 1 }, { $currentDate: { at: true } });
  expect((await collection.findOne())?.['at']).toBeInstanceOf(Date);
});

type Upsert = readonly [filter: object, update: object, inserted: object];

const upserts: readonly Upsert[] = [
  [{ _id: 1, a: 2 }, { $set: { b: 3 } }, { _id: 1, a: 2, b: 3 }],
  [{ _id: 1, 'a.b': { $eq: 2 }, c: { $gt: 1 } }, { $setOnInsert: { d: 1 } }, { _id: 1, a: { b: 2 }, d: 1 }],
  [{ $and: [{ _id: 1 }, { a: 1 }] }, { $inc: { n: 1 } }, { _id: 1, a: 1, n: 1 }],
  [{ $or: [{ a: 1 }, { a: 2 }], _id: 1 }, { $set: { x: 1 } }, { _id: 1, x: 1 }],
  [{ _id: 1, a: { $in: [1, 2] } }, { $push: { l: 1 } }, { _id: 1, l: [1] }],
  [{ _id: 1 }, [{ $set: { a: { $concat: ['x', 'y'] } } }], { _id: 1, a: 'xy' }],
];

test.each(upserts)('upserts %j with %j', async (filter, update, inserted) => {
  const collection = mongo.collection();
  const result = await collection.updateOne(filter, update, { upsert: true });
  expect(result).toMatchObject({ upsertedCount: 1, upsertedId: 1, matchedCount: 0 });
  expect(await collection.findOne()).toEqual(inserted);
});

test('a replacement keeps the _id and only the _id of the filter', async () => {
  const collection = mongo.collection();
  await collection.replaceOne({ _id: 1, a: 1 }, { b: 1 }, { upsert: true });
  expect(await collection.findOne()).toEqual({ _id: 1, b: 1 });
  await collection.replaceOne({ b: 1 }, { c: 1 });
  expect(await collection.findOne()).toEqual({ _id: 1, c: 1 });
  expect(await errorOf(collection.replaceOne({ c: 1 }, { _id: 2, c: 2 }))).toMatchObject({ code: 66 });
});

test('an upsert that names a field twice or another _id is refused', async () => {
  const collection = mongo.collection();
  const upsert = { upsert: true };
  expect(
    await errorOf(collection.updateOne({ $and: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }, upsert)),
  ).toMatchObject({ code: 54 });
  expect(await errorOf(collection.updateOne({ _id: 1 }, { $set: { _id: 2 } }, upsert))).toMatchObject({
    code: 66,
  });
});

test('findOneAndUpdate gives the document before or after, or nothing', async () => {
  const collection = mongo.collection();
  await collection.insertMany([
    { _id: 1, n: 1 },
    { _id: 2, n: 2 },
  ]);
  const before = await collection.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: -1 } });
  expect(before).toEqual({ _id: 2, n: 2 });
  const after = await collection.findOneAndUpdate(
    { _id: 2 },
    { $inc: { n: 1 } },
    { returnDocument: 'after', projection: { _id: 0 } },
  );
  expect(after).toEqual({ n: 13 });
  expect(await collection.findOneAndUpdate({ _id: 9 }, { $set: { n: 1 } })).toBeNull();
  expect(
    await collection.findOneAndUpdate(
      { _id: 9 },
      { $set: { n: 1 } },
      { upsert: true, returnDocument: 'after' },
    ),
  ).toEqual({ _id: 9, n: 1 });
  expect(await collection.findOneAndReplace({ _id: 9 }, { m: 1 }, { returnDocument: 'after' })).toEqual({
    _id: 9,
    m: 1,
  });
  expect(await collection.findOneAndDelete({ _id: 9 })).toEqual({ _id: 9, m: 1 });
  expect(await collection.countDocuments()).toBe(2);
});
