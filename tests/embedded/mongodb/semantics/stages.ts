import { Decimal128, Double, Long } from 'mongodb';
import { makes, refusesPipeline } from './aggregate-rows.js';
import { aggregation, command, from, server, type Topic } from './case.js';

const people = [
  { a: 'x', n: 1, tags: ['p', 'q'] },
  { a: 'y', n: 5, tags: [] },
  { a: 'x', n: 3, tags: ['q'] },
  { a: null, n: 2 },
];
const noId = { $project: { _id: 0 } };
const ids = { $project: { _id: 1 } };

export const stages: Topic = {
  topic: 'aggregation stages',
  cases: [
    ...from(aggregation('match'), [
      makes(
        '$match, $sort, $skip and $limit',
        people,
        [{ $match: { n: { $gt: 1 } } }, { $sort: { n: -1 } }, { $skip: 1 }, { $limit: 1 }, ids],
        [{ _id: 2 }],
      ),
      makes(
        '$match behind $project sees what it left',
        people,
        [{ $project: { n: 1 } }, { $match: { a: 'x' } }],
        [],
      ),
      makes('two $match stages', people, [{ $match: { a: 'x' } }, { $match: { n: 3 } }, ids], [{ _id: 2 }]),
      refusesPipeline('$match of a text', [{ $match: 'x' }], 15959),
    ]),
    ...from(aggregation('sort'), [
      makes(
        '$sort by two fields',
        people,
        [{ $sort: { a: -1, n: 1 } }, ids],
        [{ _id: 1 }, { _id: 0 }, { _id: 2 }, { _id: 3 }],
      ),
      makes(
        '$sort behind $addFields',
        people,
        [{ $addFields: { m: { $multiply: ['$n', -1] } } }, { $sort: { m: 1 } }, { $limit: 1 }, ids],
        [{ _id: 1 }],
      ),
      refusesPipeline('$sort by nothing', [{ $sort: {} }], 15976),
      refusesPipeline('$sort of a text', [{ $sort: 'x' }], 15973),
      refusesPipeline('$sort in another direction', [{ $sort: { a: 3 } }], 15975),
    ]),
    ...from(aggregation('limit'), [
      makes('$limit before $match', people, [{ $limit: 2 }, { $match: { a: 'x' } }, ids], [{ _id: 0 }]),
      makes(
        '$limit before $sort',
        people,
        [{ $limit: 2 }, { $sort: { _id: -1 } }, ids],
        [{ _id: 1 }, { _id: 0 }],
      ),
      refusesPipeline('$limit 0', [{ $limit: 0 }], 15958),
      refusesPipeline('$limit below 0', [{ $limit: -1 }], 5107201, '$limit'),
      refusesPipeline('$limit of a text', [{ $limit: 'x' }], 5107201, '$limit'),
      refusesPipeline('$limit of a fraction', [{ $limit: 1.5 }], 5107201, '$limit'),
    ]),
    ...from(aggregation('skip'), [
      makes('$skip 0', people, [{ $skip: 0 }, { $count: 'n' }], [{ n: 4 }]),
      refusesPipeline('$skip below 0', [{ $skip: -1 }], 5107200, '$skip'),
      refusesPipeline('$skip of a text', [{ $skip: 'x' }], 5107200, '$skip'),
    ]),
    ...from(aggregation('group'), [
      makes(
        '$group by a field',
        people,
        [{ $group: { _id: '$a', n: { $sum: '$n' }, all: { $push: '$n' } } }, { $sort: { _id: 1 } }],
        [
          { _id: null, n: 2, all: [2] },
          { _id: 'x', n: 4, all: [1, 3] },
          { _id: 'y', n: 5, all: [5] },
        ],
      ),
      makes(
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
      ),
      makes('$group of nothing gives nothing', [], [{ $group: { _id: null, n: { $sum: 1 } } }], []),
      makes(
        '$group by several fields',
        people,
        [
          { $group: { _id: { a: '$a', big: { $gt: ['$n', 2] } }, n: { $sum: 1 } } },
          { $sort: { '_id.a': 1, '_id.big': 1 } },
          { $limit: 2 },
        ],
        [
          { _id: { a: null, big: false }, n: 1 },
          { _id: { a: 'x', big: false }, n: 1 },
        ],
      ),
      makes(
        'missing and null are one group',
        [{ k: null }, {}],
        [{ $group: { _id: '$k', n: { $sum: 1 } } }],
        [{ _id: null, n: 2 }],
      ),
      makes(
        'equal numbers of different types are one group',
        [{ k: Long.fromNumber(1) }, { k: 1 }, { k: new Double(1) }, { k: Decimal128.fromString('1.0') }],
        [{ $group: { _id: '$k', n: { $sum: 1 } } }],
        [{ _id: Long.fromNumber(1), n: 4 }],
      ),
      makes(
        'large longs are different groups',
        [{ k: Long.fromString('9007199254740993') }, { k: Long.fromString('9007199254740992') }],
        [{ $group: { _id: '$k' } }, { $count: 'n' }],
        [{ n: 2 }],
      ),
      makes(
        'an array is a group as a whole',
        [{ k: [1, 2] }, { k: [1, 2] }, { k: [2, 1] }],
        [{ $group: { _id: '$k', n: { $sum: 1 } } }, { $sort: { n: -1 } }],
        [
          { _id: [1, 2], n: 2 },
          { _id: [2, 1], n: 1 },
        ],
      ),
      makes(
        '$push leaves out what is missing',
        [{ v: 1 }, {}, { v: null }],
        [{ $group: { _id: null, v: { $push: '$v' } } }],
        [{ _id: null, v: [1, null] }],
      ),
      makes(
        '$addToSet keeps one of equal values',
        [{ v: Long.fromNumber(1) }, { v: 1 }, {}],
        [{ $group: { _id: null, v: { $addToSet: '$v' } } }],
        [{ _id: null, v: [Long.fromNumber(1)] }],
      ),
      makes(
        '$sum leaves out what is no number',
        [{ v: 1 }, { v: 'x' }, {}, { v: [5] }],
        [{ $group: { _id: null, v: { $sum: '$v' } } }],
        [{ _id: null, v: 1 }],
      ),
      makes(
        '$avg of no number is null',
        [{ v: 'x' }],
        [{ $group: { _id: null, v: { $avg: '$v' } } }],
        [{ _id: null, v: null }],
      ),
      makes(
        '$avg is a double',
        [{ v: 1 }, { v: 3 }],
        [{ $group: { _id: null, v: { $avg: '$v' } } }],
        [{ _id: null, v: new Double(2) }],
      ),
      makes(
        '$avg of decimals is a decimal',
        [{ v: Decimal128.fromString('1.5') }, { v: Decimal128.fromString('2.5') }],
        [{ $group: { _id: null, v: { $avg: '$v' } } }],
        [{ _id: null, v: Decimal128.fromString('2.0') }],
      ),
      makes(
        '$min leaves out null and missing',
        [{ v: null }, {}, { v: 3 }],
        [{ $group: { _id: null, v: { $min: '$v' } } }],
        [{ _id: null, v: 3 }],
      ),
      makes(
        '$max compares by the order of types',
        [{ v: 9 }, { v: 'a' }],
        [{ $group: { _id: null, v: { $max: '$v' } } }],
        [{ _id: null, v: 'a' }],
      ),
      makes(
        '$first and $last take what is missing for null',
        [{ v: 1 }, {}],
        [{ $group: { _id: null, f: { $first: '$v' }, l: { $last: '$v' } } }],
        [{ _id: null, f: 1, l: null }],
      ),
      makes(
        '$stdDevPop and $stdDevSamp',
        [2, 4, 4, 4, 5, 5, 7, 9].map((v) => ({ v })),
        [
          { $group: { _id: null, p: { $stdDevPop: '$v' }, s: { $stdDevSamp: '$v' } } },
          { $project: { p: 1, s: { $round: ['$s', 3] } } },
        ],
        [{ _id: null, p: new Double(2), s: 2.138 }],
      ),
      makes(
        '$stdDevSamp of one is null',
        [{ v: 1 }],
        [{ $group: { _id: null, p: { $stdDevPop: '$v' }, s: { $stdDevSamp: '$v' } } }],
        [{ _id: null, p: new Double(0), s: null }],
      ),
      makes(
        '$mergeObjects merges in order',
        [{ v: { a: 1 } }, { v: { a: 2, b: 1 } }, {}],
        [{ $group: { _id: null, v: { $mergeObjects: '$v' } } }],
        [{ _id: null, v: { a: 2, b: 1 } }],
      ),
      makes(
        '$sum of ints that overflow is a long',
        [{ v: 2147483647 }, { v: 1 }],
        [{ $group: { _id: null, v: { $sum: '$v' } } }],
        [{ _id: null, v: Long.fromNumber(2147483648) }],
      ),
      makes(
        '$sum of longs that overflow is a double',
        [{ v: Long.MAX_VALUE }, { v: Long.MAX_VALUE }],
        [{ $group: { _id: null, v: { $sum: '$v' } } }],
        [{ _id: null, v: new Double(2 ** 64) }],
      ),
      makes(
        '$sum of doubles and ints is a double',
        [{ v: 1 }, { v: new Double(2) }],
        [{ $group: { _id: null, v: { $sum: '$v' } } }],
        [{ _id: null, v: new Double(3) }],
      ),
    ]),
    ...from(server('db/pipeline/document_source_group.cpp'), [
      refusesPipeline('$group without _id', [{ $group: { x: { $sum: 1 } } }], 15955, '_id'),
      refusesPipeline('$group of a text', [{ $group: 'x' }], 15947),
      refusesPipeline(
        'an unknown accumulator',
        [{ $group: { _id: 1, x: { $unheard: 1 } } }],
        15952,
        '$unheard',
      ),
      refusesPipeline('a field that is no accumulator', [{ $group: { _id: 1, x: 5 } }], 40234, 'x'),
      refusesPipeline(
        'two accumulators in one field',
        [{ $group: { _id: 1, x: { $sum: 1, $avg: 1 } } }],
        40238,
        'x',
      ),
      refusesPipeline('a field with a dot', [{ $group: { _id: 1, 'x.y': { $sum: 1 } } }], 40235, 'x.y'),
      refusesPipeline(
        '$mergeObjects of a number',
        [{ $group: { _id: 1, x: { $mergeObjects: '$a' } } }],
        40400,
        '$mergeObjects',
      ),
      refusesPipeline('a field with a dollar', [{ $group: { _id: 1, $x: { $sum: 1 } } }], 40236, '$x'),
    ]),
    ...from(aggregation('sortByCount'), [
      makes(
        '$sortByCount',
        people,
        [{ $match: { a: { $ne: null } } }, { $sortByCount: '$a' }],
        [
          { _id: 'x', count: 2 },
          { _id: 'y', count: 1 },
        ],
      ),
      refusesPipeline('$sortByCount of a number', [{ $sortByCount: 5 }], 40149),
      refusesPipeline('$sortByCount of a text without a dollar', [{ $sortByCount: 'a' }], 40148),
      refusesPipeline('$sortByCount of a document', [{ $sortByCount: { a: 1 } }], 40147),
    ]),
    ...from(aggregation('count'), [
      makes('$count', people, [{ $match: { n: { $lt: 4 } } }, { $count: 'many' }], [{ many: 3 }]),
      makes('$count of nothing gives nothing', people, [{ $match: { n: 99 } }, { $count: 'many' }], []),
      refusesPipeline('$count of a number', [{ $count: 5 }], 40156),
      refusesPipeline('$count without a name', [{ $count: '' }], 40157),
      refusesPipeline('$count of a name with a dollar', [{ $count: '$a' }], 40158),
      refusesPipeline('$count of a name with a dot', [{ $count: 'a.b' }], 40160),
    ]),
    ...from(aggregation('unwind'), [
      makes(
        '$unwind',
        people,
        [{ $unwind: '$tags' }, { $project: { _id: 0, tags: 1 } }],
        [{ tags: 'p' }, { tags: 'q' }, { tags: 'q' }],
      ),
      makes('$unwind of a scalar keeps it', [{ t: 5 }], [{ $unwind: '$t' }, noId], [{ t: 5 }]),
      makes('$unwind of null drops the document', [{ t: null }, {}, { t: [] }], [{ $unwind: '$t' }], []),
      makes(
        '$unwind keeps empty ones when asked',
        [{ t: null }, {}, { t: [] }],
        [{ $unwind: { path: '$t', preserveNullAndEmptyArrays: true } }],
        [{ _id: 0, t: null }, { _id: 1 }, { _id: 2 }],
      ),
      makes(
        '$unwind with positions',
        [{ t: ['p', 'q'] }, { t: 'r' }],
        [{ $unwind: { path: '$t', includeArrayIndex: 'at' } }, noId],
        [
          { t: 'p', at: Long.ZERO },
          { t: 'q', at: Long.ONE },
          { t: 'r', at: null },
        ],
      ),
      makes(
        '$unwind of a path',
        [{ d: { t: [1, 2] } }],
        [{ $unwind: '$d.t' }, noId],
        [{ d: { t: 1 } }, { d: { t: 2 } }],
      ),
      makes('$unwind unwinds one level', [{ t: [[1, 2]] }], [{ $unwind: '$t' }, noId], [{ t: [1, 2] }]),
      refusesPipeline('$unwind of a path without a dollar', [{ $unwind: 'a' }], 28818, '$'),
    ]),
    ...from(server('db/pipeline/document_source_unwind.cpp'), [
      refusesPipeline('$unwind of a number', [{ $unwind: 5 }], 15981),
      refusesPipeline('$unwind without a path', [{ $unwind: {} }], 28812),
      refusesPipeline('$unwind with an unknown option', [{ $unwind: { path: '$a', x: 1 } }], 28811, 'x'),
      refusesPipeline(
        '$unwind with an index that is no text',
        [{ $unwind: { path: '$a', includeArrayIndex: 5 } }],
        28810,
      ),
      refusesPipeline(
        '$unwind with an index with a dollar',
        [{ $unwind: { path: '$a', includeArrayIndex: '$x' } }],
        28822,
      ),
      refusesPipeline(
        '$unwind with a flag that is none',
        [{ $unwind: { path: '$a', preserveNullAndEmptyArrays: 1 } }],
        28809,
      ),
    ]),
    ...from(aggregation('project'), [
      makes(
        '$project computes, renames and removes',
        [{ a: 1, b: 2 }],
        [{ $project: { _id: 0, c: '$a', d: { e: '$b' }, gone: '$$REMOVE' } }],
        [{ c: 1, d: { e: 2 } }],
      ),
      makes('$project keeps _id unless told', [{ a: 1, b: 2 }], [{ $project: { a: 1 } }], [{ _id: 0, a: 1 }]),
      makes(
        '$project of a literal',
        [{ a: 1 }],
        [{ $project: { a: { $literal: 1 }, b: 'x' } }],
        [{ _id: 0, a: 1, b: 'x' }],
      ),
      makes(
        '$project of an array of fields',
        [{ a: 1, b: 2 }],
        [{ $project: { _id: 0, c: ['$a', '$b', '$x'] } }],
        [{ c: [1, 2, null] }],
      ),
      makes(
        '$project excludes',
        [{ a: 1, b: { c: 1, d: 2 } }],
        [{ $project: { a: 0, 'b.c': 0 } }],
        [{ _id: 0, b: { d: 2 } }],
      ),
      makes(
        '$project replaces a scalar by a document',
        [{ a: 5 }],
        [{ $project: { 'a.b': '$a' } }],
        [{ _id: 0, a: { b: 5 } }],
      ),
      makes(
        '$project computes in every element',
        [{ a: [1, { x: 1 }] }],
        [{ $project: { 'a.b': 'c' } }],
        [{ _id: 0, a: [{ b: 'c' }, { b: 'c' }] }],
      ),
      refusesPipeline('$project of nothing', [{ $project: {} }], 51272),
      refusesPipeline('$project includes and excludes', [{ $project: { a: 1, b: 0 } }], 31254, 'b'),
      refusesPipeline('$project excludes and includes', [{ $project: { a: 0, b: 1 } }], 31253, 'b'),
      refusesPipeline('$project excludes and computes', [{ $project: { a: 0, b: '$a' } }], 31252),
      refusesPipeline('$project of an empty document', [{ $project: { a: {} } }], 51270, 'a'),
      refusesPipeline('$project of a field and its part', [{ $project: { a: 1, 'a.b': 1 } }], 31249, 'a.b'),
      refusesPipeline('$project of a part and its field', [{ $project: { 'a.b': 1, a: 1 } }], 31250, 'a'),
      refusesPipeline('$project of a path that ends with a dot', [{ $project: { 'a.': 1 } }], 40353, 'a.'),
    ]),
    ...from(aggregation('addFields'), [
      makes(
        '$addFields and $unset',
        [{ a: { b: 1 }, c: 2 }],
        [{ $addFields: { 'a.d': { $add: ['$a.b', '$c'] } } }, { $unset: ['c', 'a.b'] }, noId],
        [{ a: { d: 3 } }],
      ),
      makes(
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
      ),
      makes(
        '$addFields replaces elements that are no documents',
        [{ a: [1, { x: 1 }] }],
        [{ $addFields: { 'a.y': 0 } }, noId],
        [{ a: [{ y: 0 }, { x: 1, y: 0 }] }],
      ),
      makes(
        '$addFields keeps the place of a field',
        [{ a: 1, b: 2 }],
        [{ $addFields: { a: 3, c: 4 } }, noId],
        [{ a: 3, b: 2, c: 4 }],
      ),
      makes(
        '$addFields of a missing field changes nothing',
        [{ a: 1 }],
        [{ $addFields: { b: '$x' } }, noId],
        [{ a: 1 }],
      ),
      makes(
        '$addFields of a document merges',
        [{ a: { b: 1 } }],
        [{ $addFields: { a: { c: 2 } } }, noId],
        [{ a: { b: 1, c: 2 } }],
      ),
      makes('$set is $addFields', [{ a: 1 }], [{ $set: { b: '$a' } }, noId], [{ a: 1, b: 1 }]),
      makes('$addFields may change _id', [{ a: 1 }], [{ $addFields: { _id: '$a' } }], [{ _id: 1, a: 1 }]),
      refusesPipeline('$addFields of a text', [{ $addFields: 'x' }], 40272, '$addFields'),
    ]),
    ...from(aggregation('unset'), [
      makes('$unset of a text', [{ a: 1, b: 2 }], [{ $unset: 'a' }], [{ _id: 0, b: 2 }]),
      makes(
        '$unset in every element',
        [{ a: [{ x: 1, y: 2 }, 5] }],
        [{ $unset: 'a.x' }],
        [{ _id: 0, a: [{ y: 2 }, 5] }],
      ),
      refusesPipeline('$unset of nothing', [{ $unset: [] }], 31119),
      refusesPipeline('$unset of a number', [{ $unset: 5 }], 31002),
      refusesPipeline('$unset of a list with a number', [{ $unset: [5] }], 31120),
    ]),
    ...from(aggregation('replaceRoot'), [
      makes(
        '$replaceRoot',
        [{ a: { x: 1 } }],
        [{ $replaceRoot: { newRoot: { $mergeObjects: ['$a', { y: 2 }] } } }],
        [{ x: 1, y: 2 }],
      ),
      makes('$replaceWith', [{ a: { x: 1 } }], [{ $replaceWith: '$a' }], [{ x: 1 }]),
      refusesPipeline('$replaceRoot of a number', [{ $replaceRoot: { newRoot: '$a' } }], 40228, 'newRoot'),
      refusesPipeline(
        '$replaceRoot of a missing field',
        [{ $replaceRoot: { newRoot: '$x' } }],
        40228,
        'newRoot',
      ),
      refusesPipeline('$replaceRoot without newRoot', [{ $replaceRoot: {} }], 40414, 'newRoot'),
    ]),
    ...from(aggregation('facet'), [
      makes(
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
      ),
      makes('$facet of nothing gives empty lists', [], [{ $facet: { all: [] } }], [{ all: [] }]),
      refusesPipeline('$facet in $facet', [{ $facet: { x: [{ $facet: { y: [] } }] } }], 40600, '$facet'),
      refusesPipeline('$facet without a name', [{ $facet: {} }], 40169),
    ]),
    ...from(command('aggregate'), [
      refusesPipeline('an unknown stage', [{ $unheard: 1 }], 40324, '$unheard'),
      refusesPipeline('two stages in one', [{ $match: {}, $sort: { a: 1 } }], 40323),
      refusesPipeline('an empty stage', [{}], 40323),
      refusesPipeline('a stage that is a text', ['x'], 14),
      refusesPipeline('a pipeline that is a document', { $match: {} }, 14, 'pipeline'),
      refusesPipeline('a change stream', [{ $changeStream: {} }], 40573, '$changeStream'),
    ]),
  ],
};
