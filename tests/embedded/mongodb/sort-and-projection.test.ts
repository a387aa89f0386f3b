import { Binary, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { expect, test } from 'vitest';
import { errorOf, useMongo } from './mongo-fixture.js';

const mongo = useMongo();

const inTypeOrder: readonly unknown[] = [
  new MinKey(),
  [],
  null,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  -1,
  Decimal128.fromString('0.5'),
  new Double(1),
  Long.fromNumber(2),
  'A',
  'a',
  { x: 1 },
  { x: 1, y: 1 },
  new Binary(Buffer.from('x')),
  new ObjectId('000000000000000000000001'),
  new ObjectId('f00000000000000000000001'),
  false,
  true,
  new Date(0),
  new Timestamp({ t: 1, i: 1 }),
  /x/,
  new MaxKey(),
];

const sorted = async (values: readonly unknown[], direction: 1 | -1, index: boolean): Promise<unknown[]> => {
  const collection = mongo.collection();
  await collection.insertMany(values.map((a, _id) => ({ _id, a })).toReversed());
  if (index) await collection.createIndex({ a: 1 });
  const found = await collection.find({}).sort({ a: direction }).toArray();
  return found.map(({ _id }) => _id);
};

test.each([false, true])('sorts by the order of types (index: %s)', async (index) => {
  const numbers = inTypeOrder.map((_, at) => at);
  expect(await sorted(inTypeOrder, 1, index)).toEqual(numbers);
  expect(await sorted(inTypeOrder, -1, index)).toEqual(numbers.toReversed());
});

test.each([false, true])(
  'an array sorts by its least element upwards and its greatest downwards (index: %s)',
  async (index) => {
    const values = [[5, 1], 2, [9, 0]];
    expect(await sorted(values, 1, index)).toEqual([2, 0, 1]);
    expect(await sorted(values, -1, index)).toEqual([2, 0, 1]);
  },
);

test('missing sorts like null, then by the next field', async () => {
  const collection = mongo.collection();
  await collection.insertMany([
    { _id: 1, b: 2 },
    { _id: 2, a: null, b: 1 },
    { _id: 3, a: 0, b: 0 },
  ]);
  const found = await collection.find().sort({ a: 1, b: 1 }).toArray();
  expect(found.map(({ _id }) => _id)).toEqual([2, 1, 3]);
});

test('skip and limit cut the sorted result', async () => {
  const collection = mongo.collection();
  await collection.insertMany([3, 1, 2, 5, 4].map((_id) => ({ _id })));
  const found = await collection.find().sort({ _id: -1 }).skip(1).limit(2).toArray();
  expect(found.map(({ _id }) => _id)).toEqual([4, 3]);
});

type Case = readonly [projection: object, expected: object];

const projections: readonly Case[] = [
  [{ a: 1 }, { _id: 1, a: 1 }],
  [{ a: 1, _id: 0 }, { a: 1 }],
  [
    { a: 0, d: 0 },
    { _id: 1, b: { x: 1, y: 2 }, c: [{ x: 1, y: 2 }, 5, { y: 3 }] },
  ],
  [{ _id: 0 }, { a: 1, b: { x: 1, y: 2 }, c: [{ x: 1, y: 2 }, 5, { y: 3 }], d: null }],
  [{ 'b.x': 1 }, { _id: 1, b: { x: 1 } }],
  [{ b: { x: 1 } }, { _id: 1, b: { x: 1 } }],
  [{ 'c.x': 1 }, { _id: 1, c: [{ x: 1 }, {}] }],
  [
    { 'c.x': 0, a: 0, b: 0, d: 0 },
    { _id: 1, c: [{ y: 2 }, 5, { y: 3 }] },
  ],
  [{ nothing: 1 }, { _id: 1 }],
  [
    { a: true, sum: { $add: ['$a', '$b.y'] } },
    { _id: 1, a: 1, sum: 3 },
  ],
];

test.each(projections)('projects %j', async (projection, expected) => {
  const collection = mongo.collection();
  await collection.insertOne({ _id: 1, a: 1, b: { x: 1, y: 2 }, c: [{ x: 1, y: 2 }, 5, { y: 3 }], d: null });
  expect(await collection.findOne({}, { projection })).toEqual(expected);
});

test.each([
  [{ a: 1, b: 0 }, 31254, 'b'],
  [{ a: 0, b: 1 }, 31253, 'b'],
  [{ a: 1, 'a.b': 1 }, 31249, 'a.b'],
  [{ c: { $slice: 1 } }, 238, '$slice'],
  [{ c: { $elemMatch: { x: 1 } } }, 238, '$elemMatch'],
  [{ 'c.$': 1 }, 238, 'c.$'],
])('refuses the projection %j', async (projection, code, named) => {
  const error = await errorOf(mongo.collection().find({}, { projection }).toArray());
  expect(error).toMatchObject({ code });
  expect(error['message']).toContain(named);
});

test('values keep their BSON types', async () => {
  const collection = mongo.collection();
  const stored = {
    _id: 1,
    int: 1,
    double: new Double(2),
    long: Long.fromNumber(3),
    big: 2 ** 40,
    decimal: Decimal128.fromString('1.50'),
  };
  await collection.insertOne(stored);
  const typed = await collection
    .aggregate([
      {
        $project: {
          _id: 0,
          int: { $type: '$int' },
          double: { $type: '$double' },
          long: { $type: '$long' },
          big: { $type: '$big' },
        },
      },
    ])
    .toArray();
  expect(typed).toEqual([{ int: 'int', double: 'double', long: 'long', big: 'double' }]);
  expect((await collection.findOne())?.['decimal']).toEqual(Decimal128.fromString('1.50'));
});
