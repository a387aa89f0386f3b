import { BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { useMongo } from './mongo-fixture.js';

const mongo = useMongo();

/** The values of a field `a` in documents numbered from 0, a filter, and the numbers of those that match. */
type Case = readonly [name: string, values: readonly unknown[], filter: object, expected: readonly number[]];

const missing = Symbol('missing');
const early = new ObjectId('000000000000000000000001');
const late = new ObjectId('f00000000000000000000001');

const equality: readonly Case[] = [
  [
    'a number matches every numeric type',
    [1, new Double(1), Long.fromNumber(1), Decimal128.fromString('1.0'), '1'],
    { a: 1 },
    [0, 1, 2, 3],
  ],
  [
    'large longs are not mixed up',
    [Long.fromString('9007199254740993'), Long.fromString('9007199254740992')],
    { a: Long.fromString('9007199254740993') },
    [0],
  ],
  ['null also means missing', [null, missing, 0, [null], []], { a: null }, [0, 1, 3]],
  ['$ne null wants a value', [null, missing, 0, ''], { a: { $ne: null } }, [2, 3]],
  ['an array matches by an element', [[1, 2], 2, [[2]], [3]], { a: 2 }, [0, 1]],
  ['an array matches as a whole and in order', [[1, 2], [2, 1], [[1, 2]], 1], { a: [1, 2] }, [0, 2]],
  [
    'an embedded document matches exactly, in order',
    [{ x: 1, y: 2 }, { y: 2, x: 1 }, { x: 1 }],
    { a: { x: 1, y: 2 } },
    [0],
  ],
  ['an empty document matches only an empty one', [{}, { x: 1 }, null], { a: {} }, [0]],
  [
    'ObjectIds match by value',
    [early, late, early.toHexString()],
    { a: new ObjectId(early.toHexString()) },
    [0],
  ],
  ['dates match by instant', [new Date(5), 5, new Date(6)], { a: new Date(5) }, [0]],
  ['a regular expression in the place of a value', ['abc', 'xabc', ['x', 'abd'], 5], { a: /^ab/ }, [0, 2]],
  ['NaN matches NaN', [Number.NaN, 0, null], { a: Number.NaN }, [0]],
  [
    'fields of Object.prototype are not fields',
    [{}, { constructor: 1 }],
    { 'a.constructor': { $exists: true } },
    [1],
  ],
  ['MinKey and MaxKey match themselves', [new MinKey(), new MaxKey(), 1], { a: new MaxKey() }, [1]],
  ['-0 is 0', [-0, 0, 1], { a: 0 }, [0, 1]],
];

const comparisons: readonly Case[] = [
  [
    '$gt compares numbers of all types',
    [1, 2.5, Long.fromNumber(3), Decimal128.fromString('2.1'), '9'],
    { a: { $gt: 2 } },
    [1, 2, 3],
  ],
  ['$gt stays in the type', [5, '5', new Date(5), null, true], { a: { $gt: '4' } }, [1]],
  [
    '$lt on dates does not match null',
    [null, missing, new Date(1), new Date(9)],
    { a: { $lt: new Date(5) } },
    [2],
  ],
  ['$lte null matches null and missing', [null, missing, 0], { a: { $lte: null } }, [0, 1]],
  ['$gte: an element of an array is enough', [[1, 9], [1], 9], { a: { $gte: 5 } }, [0, 2]],
  ['two bounds may be met by two elements', [[0, 10], [3], [0]], { a: { $gt: 2, $lt: 5 } }, [0, 1]],
  [
    '$elemMatch wants one element for both bounds',
    [[0, 10], [3], [0]],
    { a: { $elemMatch: { $gt: 2, $lt: 5 } } },
    [1],
  ],
  ['NaN is not less than a number', [Number.NaN, 1], { a: { $lt: 5 } }, [1]],
  [
    'ObjectIds compare by bytes',
    [early, late],
    { a: { $gt: new ObjectId('700000000000000000000000') } },
    [1],
  ],
  ['booleans compare', [false, true, 1], { a: { $gt: false } }, [1]],
  ['documents compare field by field', [{ x: 1 }, { x: 2 }, { y: 0 }], { a: { $gt: { x: 1 } } }, [1, 2]],
  ['MinKey compares with every type', [1, 'x', null], { a: { $gt: new MinKey() } }, [0, 1, 2]],
  ['strings compare by UTF-8 bytes', ['\u{1F600}', '\uFFFD'], { a: { $gt: '\uFFFD' } }, [0]],
];

const sets: readonly Case[] = [
  ['$in', [1, 2, [3, 1], '1'], { a: { $in: [1, 'x'] } }, [0, 2]],
  ['$in with null finds missing fields', [1, null, missing], { a: { $in: [null] } }, [1, 2]],
  ['$in with a regular expression', ['abc', 'x', 1], { a: { $in: [/^a/, 1] } }, [0, 2]],
  [
    '$in with decimals',
    [Decimal128.fromString('1'), 1, 2],
    { a: { $in: [Decimal128.fromString('1.0')] } },
    [0, 1],
  ],
  ['$in with nothing', [1, null], { a: { $in: [] } }, []],
  ['$nin matches missing fields', [1, 2, missing, [1, 5]], { a: { $nin: [1] } }, [1, 2]],
  ['$ne excludes an array with the value', [1, [1, 2], 2, missing], { a: { $ne: 1 } }, [2, 3]],
  ['$all', [[1, 2, 3], [1], 1, [2, 1]], { a: { $all: [1, 2] } }, [0, 3]],
  ['$all with one value matches a scalar', [1, [1]], { a: { $all: [1] } }, [0, 1]],
  ['$all with nothing matches nothing', [[], 1], { a: { $all: [] } }, []],
  [
    '$all with $elemMatch',
    [[{ x: 1 }, { x: 5 }], [{ x: 1 }]],
    { a: { $all: [{ $elemMatch: { x: 1 } }, { $elemMatch: { x: { $gt: 4 } } }] } },
    [0],
  ],
  ['$size', [[1, 2], [], [[1, 2]], 2], { a: { $size: 2 } }, [0]],
];

const others: readonly Case[] = [
  ['$exists true finds null', [null, missing, 0], { a: { $exists: true } }, [0, 2]],
  ['$exists false', [null, missing, 0], { a: { $exists: false } }, [1]],
  ['$type by name', [1, '1', [1], null], { a: { $type: 'int' } }, [0, 2]],
  ['$type by number', [1, '1'], { a: { $type: 2 } }, [1]],
  [
    '$type number',
    [1, 1.5, Long.fromNumber(1), Decimal128.fromString('1'), '1'],
    { a: { $type: 'number' } },
    [0, 1, 2, 3],
  ],
  ['$type tells int from double', [1, new Double(1)], { a: { $type: 'double' } }, [1]],
  ['$type array', [[1], 1, []], { a: { $type: 'array' } }, [0, 2]],
  ['$type with several', [1, 'x', null], { a: { $type: ['string', 'null'] } }, [1, 2]],
  ['$mod truncates towards zero', [4, 5, -4, 4.7, '4'], { a: { $mod: [4, 0] } }, [0, 2, 3]],
  ['$regex with options', ['ABC', 'abc', 'x'], { a: { $regex: 'B', $options: 'i' } }, [0, 1]],
  ['$regex multiline', ['a\nb', 'ab'], { a: { $regex: '^b', $options: 'm' } }, [0]],
  ['$regex with an inline flag', ['ABC', 'x'], { a: { $regex: '(?i)abc' } }, [0]],
  ['$not negates, missing included', [1, 5, missing, 'x'], { a: { $not: { $gt: 2 } } }, [0, 2, 3]],
  ['$not of several negates their conjunction', [1, 3, 9], { a: { $not: { $gt: 2, $lt: 5 } } }, [0, 2]],
  ['$not with a regular expression', ['ab', 'x', missing], { a: { $not: /^a/ } }, [1, 2]],
  [
    'stored regular expressions are values',
    [new BSONRegExp('^a', ''), 'a'],
    { a: { $eq: new BSONRegExp('^a', '') } },
    [0],
  ],
  ['$or', [1, 2, 3], { $or: [{ a: 1 }, { a: 3 }] }, [0, 2]],
  ['$nor', [1, 2, missing], { $nor: [{ a: 1 }] }, [1, 2]],
  ['$and of the same field', [[1, 5], [1], [5]], { $and: [{ a: 1 }, { a: 5 }] }, [0]],
  [
    '$expr compares fields',
    [
      { x: 1, y: 2 },
      { x: 3, y: 2 },
    ],
    { $expr: { $gt: ['$a.x', '$a.y'] } },
    [1],
  ],
  ['$comment says nothing', [1], { $comment: 'why', a: 1 }, [0]],
];

const paths: readonly Case[] = [
  ['into a document', [{ x: { y: 1 } }, { x: 1 }], { 'a.x.y': 1 }, [0]],
  ['through an array of documents', [[{ x: 1 }, { x: 2 }], [{ x: 3 }]], { 'a.x': 2 }, [0]],
  [
    'by position',
    [
      [5, 6],
      [6, 5],
    ],
    { 'a.1': 5 },
    [1],
  ],
  ['by position and on', [[{ x: 1 }, { x: 2 }], [{ x: 2 }]], { 'a.0.x': 2 }, [1]],
  ['a numeric field name in a document', [{ 0: 'x' }, ['x'], 'x'], { 'a.0': 'x' }, [0, 1]],
  ['null: a scalar on the way means missing', [5, { x: 1 }, {}, missing], { 'a.x': null }, [0, 2, 3]],
  ['null: an array of scalars means nothing', [[1, 2], [], [{}]], { 'a.x': null }, [2]],
  ['$exists false on an array of scalars', [[1], [{ x: 1 }]], { 'a.x': { $exists: false } }, [0]],
  ['nested arrays are not entered', [[[{ x: 1 }]], [{ x: 1 }]], { 'a.x': 1 }, [1]],
  [
    '$elemMatch on documents',
    [
      [
        { x: 1, y: 2 },
        { x: 2, y: 1 },
      ],
      [{ x: 1, y: 1 }],
    ],
    { a: { $elemMatch: { x: 1, y: 1 } } },
    [1],
  ],
  [
    'without $elemMatch different elements may match',
    [
      [
        { x: 1, y: 2 },
        { x: 2, y: 1 },
      ],
      [{ x: 1 }],
    ],
    { 'a.x': 1, 'a.y': 1 },
    [0],
  ],
  [
    '$elemMatch with $or inside',
    [[{ x: 1 }], [{ y: 1 }], [{ z: 1 }]],
    { a: { $elemMatch: { $or: [{ x: 1 }, { y: 1 }] } } },
    [0, 1],
  ],
  ['$size at the end of a path', [{ x: [1] }, { x: [] }], { 'a.x': { $size: 1 } }, [0]],
];

const run = async (values: readonly unknown[], filter: object): Promise<unknown[]> => {
  const collection = mongo.collection();
  await collection.insertMany(values.map((a, _id) => (a === missing ? { _id } : { _id, a })));
  const found = await collection.find(filter).sort({ _id: 1 }).toArray();
  await collection.createIndex({ a: 1 });
  const indexed = await collection.find(filter, { hint: 'a_1' }).toArray();
  expect(new Set(indexed.map(({ _id }) => _id)), 'with an index').toEqual(
    new Set(found.map(({ _id }) => _id)),
  );
  return found.map(({ _id }) => _id);
};

describe.each([
  ['equality', equality],
  ['comparisons', comparisons],
  ['sets', sets],
  ['other operators', others],
  ['paths', paths],
])('%s', (_group, cases) => {
  test.each(cases)('%s', async (_name, values, filter, expected) => {
    expect(await run(values, filter)).toEqual(expected);
  });
});
