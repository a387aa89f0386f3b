import { from, manual, query, server, type Topic } from './case.js';
import { finds, missing, refusesFilter } from './rows.js';

export const arrays: Topic = {
  topic: 'arrays in queries',
  cases: [
    ...from(manual('tutorial/query-arrays'), [
      finds('an array matches by an element', [[1, 2], 2, [[2]], [3]], { a: 2 }, [0, 1]),
      finds('an array matches as a whole and in order', [[1, 2], [2, 1], [[1, 2]], 1], { a: [1, 2] }, [0, 2]),
      finds('an element of an array is enough for $gte', [[1, 9], [1], 9], { a: { $gte: 5 } }, [0, 2]),
      finds('two bounds may be met by two elements', [[0, 10], [3], [0]], { a: { $gt: 2, $lt: 5 } }, [0, 1]),
      finds(
        'by position',
        [
          [5, 6],
          [6, 5],
        ],
        { 'a.1': 5 },
        [1],
      ),
      finds('a position behind the end is missing', [[1], [1, 2]], { 'a.1': { $exists: false } }, [0]),
    ]),
    ...from(manual('tutorial/query-array-of-documents'), [
      finds('through an array of documents', [[{ x: 1 }, { x: 2 }], [{ x: 3 }]], { 'a.x': 2 }, [0]),
      finds('by position and on', [[{ x: 1 }, { x: 2 }], [{ x: 2 }]], { 'a.0.x': 2 }, [1]),
      finds(
        'different elements may meet different demands',
        [
          [
            { x: 1, y: 2 },
            { x: 2, y: 1 },
          ],
          [{ x: 1 }],
        ],
        { 'a.x': 1, 'a.y': 1 },
        [0],
      ),
      finds(
        'an embedded document matches exactly',
        [[{ x: 1, y: 2 }], [{ y: 2, x: 1 }]],
        { a: { x: 1, y: 2 } },
        [0],
      ),
    ]),
    ...from(query('elemMatch'), [
      finds(
        '$elemMatch wants one element for both bounds',
        [[0, 10], [3], [0]],
        { a: { $elemMatch: { $gt: 2, $lt: 5 } } },
        [1],
      ),
      finds(
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
      ),
      finds('$elemMatch does not match a scalar', [5, [5]], { a: { $elemMatch: { $eq: 5 } } }, [1]),
      finds(
        '$elemMatch does not match an embedded document',
        [{ x: 1 }, [{ x: 1 }]],
        { a: { $elemMatch: { x: 1 } } },
        [1],
      ),
      finds(
        '$elemMatch with $ne wants an element that differs',
        [[1, 2], [1], []],
        { a: { $elemMatch: { $ne: 1 } } },
        [0],
      ),
      finds(
        '$elemMatch with $or inside',
        [[{ x: 1 }], [{ y: 1 }], [{ z: 1 }]],
        { a: { $elemMatch: { $or: [{ x: 1 }, { y: 1 }] } } },
        [0, 1],
      ),
      finds(
        '$elemMatch in $elemMatch enters arrays of arrays',
        [[[1, 5]], [[1], [5]], [5]],
        { a: { $elemMatch: { $elemMatch: { $gt: 0, $lt: 3 } } } },
        [0, 1],
      ),
      finds(
        '$elemMatch of a dotted path',
        [[{ x: { y: 1 } }], [{ x: 1 }]],
        { a: { $elemMatch: { 'x.y': 1 } } },
        [0],
      ),
      finds(
        '$not $elemMatch matches what is no array',
        [[1], 1, missing, [2]],
        { a: { $not: { $elemMatch: { $eq: 1 } } } },
        [1, 2, 3],
      ),
      finds('$elemMatch with $in', [['x', 'y'], ['z']], { a: { $elemMatch: { $in: ['y'] } } }, [0]),
      finds(
        '$elemMatch on a path inside an array',
        [[{ b: [1, 9] }, { b: [3] }], [{ b: [1, 9] }]],
        { 'a.b': { $elemMatch: { $gt: 2, $lt: 5 } } },
        [0],
      ),
      refusesFilter('$elemMatch needs a document', { a: { $elemMatch: 5 } }, 2, '$elemMatch'),
    ]),
    ...from(server('db/matcher/expression_array.cpp'), [
      finds(
        '$elemMatch by position enters an array of arrays',
        [[[5, 6]], [[6, 5]], [5]],
        { a: { $elemMatch: { 0: 5 } } },
        [0],
      ),
      finds(
        'an empty $elemMatch wants a document or an array as an element',
        [[{}], [[]], [1], []],
        { a: { $elemMatch: {} } },
        [0, 1],
      ),
      finds('nested arrays are not entered', [[[{ x: 1 }]], [{ x: 1 }]], { 'a.x': 1 }, [1]),
      finds(
        'a nested array is an element of its own',
        [
          [[1, 2], [3]],
          [1, 2],
        ],
        { a: [3] },
        [0],
      ),
      finds('the elements of nested arrays are not compared', [[[7]], [7]], { a: { $gt: 5 } }, [1]),
      finds('a position reaches into a nested array', [[[7]], [7]], { 'a.0': 7 }, [0, 1]),
      finds('two positions', [[[7, 8]], [8]], { 'a.0.1': 8 }, [0]),
      finds('a numeric field name in a document', [{ 0: 'x' }, ['x'], 'x'], { 'a.0': 'x' }, [0, 1]),
      finds('a numeric field name in a document in an array', [[{ 0: 'y' }], ['x']], { 'a.0': 'y' }, [0]),
      finds('a position with a leading zero is a name', [[1, 2], { '01': 2 }], { 'a.01': 2 }, [1]),
      finds('an array compares with an array as a whole', [[1, 2], [1, 3], [0]], { a: { $gt: [1, 2] } }, [1]),
      finds('a longer array is greater than its beginning', [[1], [1, 0], []], { a: { $gt: [1] } }, [1]),
      finds('an array does not compare with a number', [[5], 5, []], { a: { $gte: [] } }, [0, 2]),
      finds('an empty array matches an empty array', [[], [[]], [1], missing], { a: [] }, [0, 1]),
      finds(
        '$in with an array matches it as a whole',
        [[1, 2], 1, [[1, 2]]],
        { a: { $in: [[1, 2]] } },
        [0, 2],
      ),
      finds('$ne of an array', [[1, 2], [2, 1], [[1, 2]], 1], { a: { $ne: [1, 2] } }, [1, 3]),
    ]),
    ...from(query('all'), [
      finds('$all in any order', [[1, 2, 3], [1], 1, [2, 1]], { a: { $all: [1, 2] } }, [0, 3]),
      finds('$all with one value matches a scalar', [1, [1], 2], { a: { $all: [1] } }, [0, 1]),
      finds('$all with nothing matches nothing', [[], 1, missing], { a: { $all: [] } }, []),
      finds(
        '$all of an array matches it or an element',
        [[1, 2], [[1, 2]], [1]],
        { a: { $all: [[1, 2]] } },
        [0, 1],
      ),
      finds(
        '$all with $elemMatch',
        [[{ x: 1 }, { x: 5 }], [{ x: 1 }]],
        { a: { $all: [{ $elemMatch: { x: 1 } }, { $elemMatch: { x: { $gt: 4 } } }] } },
        [0],
      ),
      finds(
        '$all with a regular expression',
        [['ab', 'x'], ['ab'], ['x']],
        { a: { $all: [/^a/, 'x'] } },
        [0],
      ),
      finds(
        '$all through an array of documents',
        [[{ x: 1 }, { x: 2 }], [{ x: 1 }]],
        { 'a.x': { $all: [1, 2] } },
        [0],
      ),
      finds('$not $all', [[1, 2], [1], missing], { a: { $not: { $all: [1, 2] } } }, [1, 2]),
      refusesFilter('$all needs an array', { a: { $all: 1 } }, 2, '$all'),
    ]),
    ...from(server('db/matcher/expression_parser.cpp'), [
      refusesFilter(
        '$all of $elemMatch and a value',
        { a: { $all: [{ $elemMatch: { x: 1 } }, 5] } },
        2,
        '$all',
      ),
      refusesFilter('$all of another operator', { a: { $all: [{ $gt: 1 }] } }, 2, '$all'),
      refusesFilter(
        '$elemMatch of an unknown operator',
        { a: { $elemMatch: { $unheard: 1 } } },
        2,
        '$unheard',
      ),
      refusesFilter('$expr is for the top level', { a: { $elemMatch: { x: 1, $expr: true } } }, 2, '$expr'),
    ]),
    ...from(query('size'), [
      finds('$size', [[1, 2], [], [[1, 2]], 2], { a: { $size: 2 } }, [0]),
      finds('$size 0', [[], missing, null, [1]], { a: { $size: 0 } }, [0]),
      finds('$size at the end of a path', [{ x: [1] }, { x: [] }], { 'a.x': { $size: 1 } }, [0]),
      finds(
        '$size inside an array of documents',
        [[{ x: [1] }, { x: [] }], [{ x: [] }]],
        { 'a.x': { $size: 1 } },
        [0],
      ),
      finds('$size takes a whole double', [[1], []], { a: { $size: 1.0 } }, [0]),
      finds('$not $size', [[1], [1, 2], missing], { a: { $not: { $size: 1 } } }, [1, 2]),
    ]),
    ...from(server('db/matcher/expression_parser.cpp, parseSize'), [
      refusesFilter('$size of a text', { a: { $size: 'x' } }, 9, '$size'),
      refusesFilter('$size of a fraction', { a: { $size: 1.5 } }, 9, '$size'),
      refusesFilter('$size below 0', { a: { $size: -1 } }, 9, '$size'),
    ]),
  ],
};
