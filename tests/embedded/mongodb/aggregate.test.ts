import { Decimal128, Double, Long, ObjectId } from 'mongodb';
import { expect, test } from 'vitest';
import { errorOf, useMongo } from './mongo-fixture.js';

const mongo = useMongo();

const id = new ObjectId('0123456789abcdef01234567');
const at = new Date('2024-02-29T13:45:10.007Z');

/** Written by its entries, because an object with `then` looks like a promise. */
const branch = (test: object, result: unknown) =>
  Object.fromEntries([
    ['case', test],
    ['then', result],
  ]);

const expressions: readonly (readonly [expression: unknown, expected: unknown])[] = [
  [{ $add: [1, 2.5] }, 3.5],
  [{ $add: [at, 1000] }, new Date(at.getTime() + 1000)],
  [{ $add: [1, null] }, null],
  [{ $subtract: [at, new Date(at.getTime() - 5)] }, Long.fromNumber(5)],
  [{ $multiply: [Decimal128.fromString('1.1'), 3] }, Decimal128.fromString('3.3')],
  [{ $divide: [7, 2] }, 3.5],
  [{ $mod: [7, 4] }, 3],
  [{ $round: [2.346, 2] }, 2.35],
  [{ $round: [2.5] }, 2],
  [{ $trunc: -1.7 }, -1],
  [{ $floor: -1.2 }, -2],
  [{ $gt: ['a', 5] }, true],
  [{ $eq: [new Double(1), 1] }, true],
  [{ $lt: ['$missing', null] }, true],
  [{ $cmp: [1, 2] }, -1],
  [{ $and: [1, 'x', {}] }, true],
  [{ $or: [0, null, '$missing'] }, false],
  [{ $not: [0] }, true],
  [{ $cond: [{ $gt: ['$n', 1] }, 'big', 'small'] }, 'big'],
  [{ $ifNull: ['$missing', null, 'x'] }, 'x'],
  [{ $switch: { branches: [branch({ $eq: ['$n', 9] }, 'nine')], default: 'other' } }, 'other'],
  [{ $let: { vars: { x: 2 }, in: { $multiply: ['$$x', '$n'] } } }, 4],
  [{ $literal: '$n' }, '$n'],
  ['$list.x', [1, 2]],
  [{ $size: '$list' }, 2],
  [{ $arrayElemAt: ['$list.x', -1] }, 2],
  [{ $in: [2, '$list.x'] }, true],
  [{ $concatArrays: [[1], [2, 3]] }, [1, 2, 3]],
  [{ $slice: [[1, 2, 3], -2] }, [2, 3]],
  [{ $map: { input: '$list', as: 'each', in: { $add: ['$$each.x', '$n'] } } }, [3, 4]],
  [{ $filter: { input: [1, 2, 3], cond: { $gte: ['$$this', 2] } } }, [2, 3]],
  [{ $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  [{ $sortArray: { input: '$list', sortBy: { x: -1 } } }, [{ x: 2 }, { x: 1 }]],
  [
    {
      $setUnion: [
        [2, 1],
        [2, 3],
      ],
    },
    [1, 2, 3],
  ],
  [{ $max: [1, 'x', 3] }, 'x'],
  [{ $sum: '$list.x' }, 3],
  [{ $concat: ['a', 'b'] }, 'ab'],
  [{ $concat: ['a', null] }, null],
  [{ $toUpper: 'abc' }, 'ABC'],
  [{ $substrCP: ['h\u{1F600}llo', 1, 2] }, '\u{1F600}l'],
  [{ $split: ['a,b', ','] }, ['a', 'b']],
  [{ $trim: { input: '  a ' } }, 'a'],
  [{ $regexMatch: { input: 'abc', regex: '^A', options: 'i' } }, true],
  [{ $replaceAll: { input: 'a.b.c', find: '.', replacement: '-' } }, 'a-b-c'],
  [{ $type: '$missing' }, 'missing'],
  [{ $toString: id }, id.toHexString()],
  [{ $toInt: '12' }, 12],
  [{ $toDate: '2024-02-29T13:45:10.007Z' }, at],
  [{ $mergeObjects: [{ a: 1 }, null, { b: 2 }] }, { a: 1, b: 2 }],
  [{ $objectToArray: { a: 1 } }, [{ k: 'a', v: 1 }]],
  [{ $arrayToObject: [[['a', 1]]] }, { a: 1 }],
  [{ $year: at }, 2024],
  [{ $dayOfWeek: at }, 5],
  [{ $dayOfYear: { date: at } }, 60],
  [{ $dateToString: { date: at, format: '%Y-%m-%d %H:%M:%S.%L' } }, '2024-02-29 13:45:10.007'],
  [{ $dateToString: { date: '$missing', onNull: 'none' } }, 'none'],
  [{ $dateTrunc: { date: at, unit: 'week', startOfWeek: 'monday' } }, new Date('2024-02-26T00:00:00Z')],
  [{ $dateTrunc: { date: at, unit: 'quarter' } }, new Date('2024-01-01T00:00:00Z')],
  [{ $dateAdd: { startDate: at, unit: 'year', amount: 1 } }, new Date('2025-02-28T13:45:10.007Z')],
  [
    { $dateDiff: { startDate: at, endDate: new Date('2024-03-01T00:00:00Z'), unit: 'day' } },
    Long.fromNumber(1),
  ],
];

test.each(expressions)('%j', async (expression, expected) => {
  const collection = mongo.collection();
  await collection.insertOne({ _id: 1, n: 2, list: [{ x: 1 }, { x: 2 }] });
  const [result] = await collection.aggregate([{ $project: { _id: 0, value: expression } }]).toArray();
  expect(result).toEqual({ value: expected });
});

test.each([
  [{ $add: ['x', 1] }, 14, '$add'],
  [{ $divide: [1, 0] }, 2, '$divide'],
  [{ $toInt: 'x' }, 241, 'int'],
  [{ $cond: [1] }, 16020, '$cond'],
  [{ $eq: [1] }, 16020, '$eq'],
  ['$$unheardOf', 17276, 'unheardOf'],
  [{ $dateToString: { date: at, timezone: 'Europe/Berlin' } }, 238, 'timezone'],
  [{ $map: { input: [], in: 1, unheardOf: 1 } }, 9, 'unheardOf'],
])('refuses %j', async (expression, code, named) => {
  const collection = mongo.collection();
  await collection.insertOne({ _id: 1 });
  const error = await errorOf(collection.aggregate([{ $project: { value: expression } }]).toArray());
  expect(error).toMatchObject({ code });
  expect(error['message']).toContain(named);
});

test('a leading match and sort use indexes', async () => {
  const collection = mongo.collection();
  await collection.insertMany(Array.from({ length: 100 }, (_, _id) => ({ _id, a: _id % 10 })));
  await collection.createIndex({ a: 1, _id: 1 });
  const pipeline = [{ $match: { a: 3 } }, { $sort: { _id: -1 } }, { $limit: 2 }];
  expect(await collection.aggregate(pipeline).toArray()).toEqual([
    { _id: 93, a: 3 },
    { _id: 83, a: 3 },
  ]);
  const { executionStats } = await mongo
    .db()
    .command({ explain: { aggregate: collection.collectionName, pipeline, cursor: {} } });
  expect(executionStats).toMatchObject({ totalDocsExamined: 2 });
});
