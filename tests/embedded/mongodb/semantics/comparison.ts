import { BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { from, manual, query, server, type Topic } from './case.js';
import { finds, missing, refusesFilter } from './rows.js';

const early = new ObjectId('000000000000000000000001');
const late = new ObjectId('f00000000000000000000001');

export const comparison: Topic = {
  topic: 'comparison operators',
  cases: [
    ...from(query('eq'), [
      finds('a text is not a number', [1, '1'], { a: 1 }, [0]),
      finds('true is not 1', [1, true], { a: true }, [1]),
      finds('a text is compared with its case', ['x', 'X'], { a: 'x' }, [0]),
      finds(
        'an embedded document matches exactly, in order',
        [{ x: 1, y: 2 }, { y: 2, x: 1 }, { x: 1 }],
        { a: { x: 1, y: 2 } },
        [0],
      ),
      finds('an empty document matches only an empty one', [{}, { x: 1 }, null], { a: {} }, [0]),
      finds(
        'a regular expression in the place of a value',
        ['abc', 'xabc', ['x', 'abd'], 5],
        { a: /^ab/ },
        [0, 2],
      ),
      finds(
        '$eq of a regular expression is that value',
        [new BSONRegExp('^a', ''), 'a'],
        { a: { $eq: new BSONRegExp('^a', '') } },
        [0],
      ),
      finds('into a document', [{ x: { y: 1 } }, { x: 1 }], { 'a.x.y': 1 }, [0]),
      finds(
        'numbers inside documents compare by value',
        [{ x: new Double(1) }, { x: 2 }],
        { a: { x: 1 } },
        [0],
      ),
    ]),
    ...from(query('gt'), [
      finds(
        '$gt compares numbers of all types',
        [1, 2.5, Long.fromNumber(3), Decimal128.fromString('2.1'), '9'],
        { a: { $gt: 2 } },
        [1, 2, 3],
      ),
      finds('$gt stays in the type', [5, '5', new Date(5), null, true], { a: { $gt: '4' } }, [1]),
      finds('$gt is strict', [1, 2], { a: { $gt: 1 } }, [1]),
    ]),
    ...from(query('gte'), [finds('$gte includes its bound', [1, 2, 0], { a: { $gte: 1 } }, [0, 1])]),
    ...from(query('lt'), [
      finds(
        '$lt on dates does not match null',
        [null, missing, new Date(1), new Date(9)],
        { a: { $lt: new Date(5) } },
        [2],
      ),
    ]),
    ...from(query('lte'), [finds('$lte includes its bound', [1, 2, 0], { a: { $lte: 1 } }, [0, 2])]),
    ...from(manual('reference/bson-type-comparison-order'), [
      finds(
        'ObjectIds compare by bytes',
        [early, late],
        { a: { $gt: new ObjectId('700000000000000000000000') } },
        [1],
      ),
      finds('booleans compare: false before true', [false, true, 1], { a: { $gt: false } }, [1]),
      finds(
        'documents compare field by field',
        [{ x: 1 }, { x: 2 }, { y: 0 }],
        { a: { $gt: { x: 1 } } },
        [1, 2],
      ),
      finds(
        'documents compare the type of a field before its name',
        [{ x: 'z' }, { z: 1 }],
        { a: { $gt: { y: 2 } } },
        [0, 1],
      ),
      finds('a longer document is greater', [{ x: 1 }, { x: 1, y: 1 }], { a: { $gt: { x: 1 } } }, [1]),
      finds('strings compare by UTF-8 bytes', ['\u{1F600}', '\uFFFD'], { a: { $gt: '\uFFFD' } }, [0]),
      finds('a capital letter is before a small one', ['a', 'B'], { a: { $lt: 'a' } }, [1]),
      finds('an empty text is the least text', ['', 'a', missing], { a: { $gte: '' } }, [0, 1]),
      finds(
        'timestamps compare by seconds, then by their counter',
        [new Timestamp({ t: 1, i: 2 }), new Timestamp({ t: 2, i: 1 })],
        { a: { $gt: new Timestamp({ t: 1, i: 9 }) } },
        [1],
      ),
      finds(
        'a timestamp is not a date',
        [new Timestamp({ t: 1, i: 0 }), new Date(1000)],
        { a: { $gte: new Date(0) } },
        [1],
      ),
      finds('MinKey and MaxKey match themselves', [new MinKey(), new MaxKey(), 1], { a: new MaxKey() }, [1]),
      finds('MinKey compares with every type', [1, 'x', null], { a: { $gt: new MinKey() } }, [0, 1, 2]),
    ]),
    ...from(query('in'), [
      finds('$in', [1, 2, [3, 1], '1'], { a: { $in: [1, 'x'] } }, [0, 2]),
      finds('$in with a regular expression', ['abc', 'x', 1], { a: { $in: [/^a/, 1] } }, [0, 2]),
      finds(
        '$in with decimals',
        [Decimal128.fromString('1'), 1, 2],
        { a: { $in: [Decimal128.fromString('1.0')] } },
        [0, 1],
      ),
      finds('$in with nothing matches nothing', [1, null, missing], { a: { $in: [] } }, []),
      finds('$in with documents', [{ x: 1 }, { x: 2 }], { a: { $in: [{ x: 2 }] } }, [1]),
      finds('$in finds a document once', [[1, 2]], { a: { $in: [1, 2] } }, [0]),
      finds(
        '$in with equal values of two types',
        [1, new Double(1)],
        { a: { $in: [1, new Double(1)] } },
        [0, 1],
      ),
      refusesFilter('$in needs an array', { a: { $in: 5 } }, 2, '$in'),
      refusesFilter('no operators in $in', { a: { $in: [{ $gt: 1 }] } }, 2, '$in'),
    ]),
    ...from(query('nin'), [
      finds('$nin with a regular expression', ['ab', 'x', 5], { a: { $nin: [/^a/] } }, [1, 2]),
      finds('$nin with nothing matches everything', [1, missing], { a: { $nin: [] } }, [0, 1]),
      refusesFilter('$nin needs an array', { a: { $nin: 5 } }, 2, '$nin'),
    ]),
    ...from(query('ne'), [
      finds('$ne excludes an array with the value', [1, [1, 2], 2, missing], { a: { $ne: 1 } }, [2, 3]),
      finds(
        '$ne compares numbers by value',
        [1, new Double(1), Long.fromNumber(1), 2],
        { a: { $ne: 1 } },
        [3],
      ),
      finds(
        '$ne through an array of documents',
        [[{ x: 1 }, { x: 2 }], [{ x: 2 }]],
        { 'a.x': { $ne: 1 } },
        [1],
      ),
      refusesFilter('$ne of a regular expression', { a: { $ne: /x/ } }, 2, '$ne'),
    ]),
    ...from(server('db/matcher/expression_parser.cpp'), [
      refusesFilter('$gt of a regular expression', { a: { $gt: /x/ } }, 2),
      refusesFilter('an unknown operator', { a: { $unheard: 1 } }, 2, '$unheard'),
      refusesFilter('an unknown operator at the top', { $unheard: 1 }, 2, '$unheard'),
      refusesFilter('operators and fields in one document', { a: { $gt: 1, b: 2 } }, 2, 'b'),
      finds(
        'a field before an operator makes it a value',
        [{ b: 1, $gt: 2 }, 5],
        { a: { b: 1, $gt: 2 } },
        [0],
      ),
      finds(
        'fields of Object.prototype are not fields',
        [{}, { constructor: 1 }],
        { 'a.constructor': { $exists: true } },
        [1],
      ),
      finds('a field named __proto__', [JSON.parse('{"__proto__":1}'), {}], { 'a.__proto__': 1 }, [0]),
      finds('a NUL character in a text counts', ['x\u0000y', 'x', 'x\u0000z'], { a: 'x\u0000y' }, [0]),
      finds('a NUL character in a text compares', ['x\u0000y', 'x', 'x\u0001'], { a: { $gt: 'x' } }, [0, 2]),
    ]),
  ],
};
