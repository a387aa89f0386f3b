import { Decimal128, Double, Long, ObjectId } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { errorOf, type Loose, useMongo } from './mongo-fixture.js';

const mongo = useMongo();

type Case = readonly [name: string, docs: readonly object[], pipeline: object[], expected: readonly object[]];

const people = [
  { a: 'x', n: 1, tags: ['p', 'q'] },
  { a: 'y', n: 5, tags: [] },
  { a: 'x', n: 3, tags: ['q'] },
  { a: null, n: 2 },
];
const noId = { $project: { _id: 0 } };

const stages: readonly Case[] = [
  [
    '$match, $sort, $skip and $limit',
    people,
    [
      { $match: { n: { $gt: 1 } } },
      { $sort: { n: -1 } },
      { $skip: 1 },
      { $limit: 1 },
      { $project: { _id: 0, n: 1 } },
    ],
    [{ n: 3 }],
  ],
  [
    '$limit before $match',
    people,
    [{ $limit: 2 }, { $match: { a: 'x' } }, { $project: { _id: 0, n: 1 } }],
    [{ n: 1 }],
  ],
  [
    '$group sums by key',
    people,
    [
      { $group: { _id: '$a', n: { $sum: '$n' }, all: { $push: '$n' }, first: { $first: '$n' } } },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: null, n: 2, all: [2], first: 2 },
      { _id: 'x', n: 4, all: [1, 3], first: 1 },
      { _id: 'y', n: 5, all: [5], first: 5 },
    ],
  ],
  [
    '$group of everything',
    people,
    [
      {
        $group: {
          _id: null,
          low: { $min: '$n' },
          high: { $max: '$n' },
          mean: { $avg: '$n' },
          count: { $count: {} },
        },
      },
    ],
    [{ _id: null, low: 1, high: 5, mean: 2.75, count: 4 }],
  ],
  [
    '$group by several keys',
    people,
    [
      { $group: { _id: { a: '$a', big: { $gt: ['$n', 2] } }, n: { $sum: 1 } } },
      { $sort: { n: -1, '_id.a': 1, '_id.big': 1 } },
      { $limit: 2 },
    ],
    [
      { _id: { a: null, big: false }, n: 1 },
      { _id: { a: 'x', big: false }, n: 1 },
    ],
  ],
  [
    '$group puts equal ids of different types together',
    [{ k: 1 }, { k: new Double(1) }, { k: Long.fromNumber(1) }],
    [{ $group: { _id: null, kinds: { $addToSet: '$k' } } }],
    [{ _id: null, kinds: [1] }],
  ],
  [
    '$group $addToSet',
    people,
    [{ $unwind: '$tags' }, { $group: { _id: null, tags: { $addToSet: '$tags' } } }],
    [{ _id: null, tags: ['p', 'q'] }],
  ],
  [
    '$sortByCount',
    people,
    [{ $match: { a: { $ne: null } } }, { $sortByCount: '$a' }],
    [
      { _id: 'x', count: 2 },
      { _id: 'y', count: 1 },
    ],
  ],
  ['$count', people, [{ $match: { n: { $lt: 4 } } }, { $count: 'many' }], [{ many: 3 }]],
  ['$count of nothing', people, [{ $match: { n: 99 } }, { $count: 'many' }], []],
  [
    '$unwind',
    people,
    [{ $unwind: '$tags' }, { $project: { _id: 0, tags: 1 } }],
    [{ tags: 'p' }, { tags: 'q' }, { tags: 'q' }],
  ],
  [
    '$unwind keeps empty ones and positions when asked',
    people.slice(1, 3),
    [{ $unwind: { path: '$tags', includeArrayIndex: 'at', preserveNullAndEmptyArrays: true } }, noId],
    [
      { a: 'y', n: 5, at: null },
      { a: 'x', n: 3, tags: 'q', at: 0 },
    ],
  ],
  [
    '$addFields and $unset',
    [{ a: { b: 1 }, c: 2 }],
    [{ $addFields: { 'a.d': { $add: ['$a.b', '$c'] } } }, { $unset: ['c', 'a.b'] }, noId],
    [{ a: { d: 3 } }],
  ],
  [
    '$addFields inside an array',
    [{ a: [{ x: 1 }, { x: 2 }] }],
    [{ $addFields: { 'a.y': '$a.x' } }, noId],
    [
      {
        a: [
          { x: 1, y: [1, 2] },
          { x: 2, y: [1, 2] },
        ],
      },
    ],
  ],
  [
    '$replaceRoot',
    [{ a: { x: 1 } }],
    [{ $replaceRoot: { newRoot: { $mergeObjects: ['$a', { y: 2 }] } } }],
    [{ x: 1, y: 2 }],
  ],
  [
    '$facet',
    people,
    [
      {
        $facet: {
          few: [{ $match: { n: 5 } }, { $count: 'n' }],
          sum: [{ $group: { _id: null, n: { $sum: '$n' } } }],
        },
      },
    ],
    [{ few: [{ n: 1 }], sum: [{ _id: null, n: 11 }] }],
  ],
  [
    '$project computes, renames and removes',
    [{ a: 1, b: 2 }],
    [{ $project: { _id: 0, c: '$a', d: { e: '$b' }, gone: '$$REMOVE' } }],
    [{ c: 1, d: { e: 2 } }],
  ],
];

describe('stages', () => {
  test.each(stages)('%s', async (_name, docs, pipeline, expected) => {
    const collection = mongo.collection();
    await collection.insertMany(docs.map((doc, _id): Loose => ({ _id, ...doc })));
    expect(await collection.aggregate(pipeline).toArray()).toEqual(expected);
  });
});

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
