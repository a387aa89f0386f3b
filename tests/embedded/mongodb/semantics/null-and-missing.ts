import { MaxKey, MinKey } from 'mongodb';
import { aggregation, from, manual, query, server, type Topic } from './case.js';
import { finds, missing, sorts } from './rows.js';

export const nullAndMissing: Topic = {
  topic: 'null and missing',
  cases: [
    ...from(manual('tutorial/query-for-null-fields'), [
      finds('null matches null and missing', [null, missing, 0, ''], { a: null }, [0, 1]),
      finds('null matches an element of an array', [[null], [], [1]], { a: null }, [0]),
      finds('$eq null is null', [null, missing, 0], { a: { $eq: null } }, [0, 1]),
      finds('$ne null wants a value', [null, missing, 0, '', [null]], { a: { $ne: null } }, [2, 3]),
      finds('$type null does not match missing', [null, missing], { a: { $type: 'null' } }, [0]),
      finds('$exists false does not match null', [null, missing], { a: { $exists: false } }, [1]),
      finds('$not $eq null is $ne null', [null, missing, 0], { a: { $not: { $eq: null } } }, [2]),
    ]),
    ...from(query('in'), [
      finds('$in null finds missing fields', [1, null, missing, [null]], { a: { $in: [null] } }, [1, 2, 3]),
      finds('$in with null and a value', [1, null, missing, 2], { a: { $in: [null, 2] } }, [1, 2, 3]),
    ]),
    ...from(query('nin'), [
      finds('$nin null wants a value', [1, null, missing], { a: { $nin: [null] } }, [0]),
      finds('$nin of a value matches missing', [1, 2, missing, [1, 5]], { a: { $nin: [1] } }, [1, 2]),
    ]),
    ...from(query('ne'), [
      finds('$ne of a value matches missing', [1, null, missing], { a: { $ne: 1 } }, [1, 2]),
    ]),
    ...from(query('not'), [
      finds(
        '$not of a comparison matches missing',
        [1, 9, missing, null],
        { a: { $not: { $gt: 5 } } },
        [0, 2, 3],
      ),
    ]),
    ...from(server('db/matcher/expression_leaf.cpp'), [
      finds('$gte null matches null and missing', [null, missing, 0], { a: { $gte: null } }, [0, 1]),
      finds('$lte null matches null and missing', [null, missing, 0], { a: { $lte: null } }, [0, 1]),
      finds('$gt null matches nothing', [null, missing, 0, 'x'], { a: { $gt: null } }, []),
      finds('$lt null matches nothing', [null, missing, 0, 'x'], { a: { $lt: null } }, []),
      finds('$gt MinKey matches missing', [missing, null, 1], { a: { $gt: new MinKey() } }, [0, 1, 2]),
      finds('$lt MaxKey matches missing', [missing, 'x', new MaxKey()], { a: { $lt: new MaxKey() } }, [0, 1]),
      finds('$gt MaxKey matches nothing', [missing, 'x', new MaxKey()], { a: { $gt: new MaxKey() } }, []),
      finds(
        '$lte MinKey matches only MinKey',
        [missing, null, new MinKey()],
        { a: { $lte: new MinKey() } },
        [2],
      ),
      finds('a scalar on the way means missing', [5, { x: 1 }, {}, missing], { 'a.x': null }, [0, 2, 3]),
      finds('an array of scalars on the way means nothing', [[1, 2], [], [{}]], { 'a.x': null }, [2]),
      finds(
        'one element without the field is enough for null',
        [[{ x: 1 }, {}], [{ x: 1 }]],
        { 'a.x': null },
        [0],
      ),
      finds(
        '$exists false on an array of scalars',
        [[1], [{ x: 1 }], []],
        { 'a.x': { $exists: false } },
        [0, 2],
      ),
      finds('$all null matches missing', [null, missing, 1], { a: { $all: [null] } }, [0, 1]),
      finds('null does not match an empty array', [[], null], { a: null }, [1]),
      finds(
        '$elemMatch $eq null wants an element',
        [[null], [], missing],
        { a: { $elemMatch: { $eq: null } } },
        [0],
      ),
    ]),
    ...from(query('exists'), [
      finds('$exists true finds null', [null, missing, 0], { a: { $exists: true } }, [0, 2]),
      finds('$exists takes 0 for false', [null, missing], { a: { $exists: 0 } }, [1]),
      finds('$exists takes null for false', [1, missing], { a: { $exists: null } }, [1]),
      finds('$exists takes a text for true', [1, missing], { a: { $exists: '' } }, [0]),
      finds('$exists true with $nin', [1, 2, missing], { a: { $exists: true, $nin: [2] } }, [0]),
      finds('$exists on a path through an array', [[{ x: 1 }, {}], [{}]], { 'a.x': { $exists: true } }, [0]),
    ]),
    ...from(manual('reference/bson-type-comparison-order'), [
      sorts(
        'missing sorts like null, then by the next field',
        [{ b: 2 }, { a: null, b: 1 }, { a: 0, b: 0 }],
        { a: 1, b: 1 },
        [1, 0, 2],
      ),
      sorts('missing is last downwards', [{}, { a: 1 }, { a: 'x' }], { a: -1 }, [2, 1, 0]),
      sorts('a scalar on the way sorts as missing', [{ a: 5 }, { a: { x: -1 } }], { 'a.x': 1 }, [0, 1]),
    ]),
    ...from(aggregation('ifNull'), [
      finds(
        '$expr: a missing field is less than null',
        [missing, null],
        { $expr: { $lt: ['$a', null] } },
        [0],
      ),
      finds(
        '$expr: a missing field is not equal to null',
        [missing, null],
        { $expr: { $eq: ['$a', null] } },
        [1],
      ),
    ]),
  ],
};
