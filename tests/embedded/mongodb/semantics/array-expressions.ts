import { Double } from 'mongodb';
import { over, refusesExpression, yields } from './aggregate-rows.js';
import { aggregation, from, type Topic } from './case.js';
import { missing } from './rows.js';

const list = [{ x: 1 }, { x: 2 }];

export const arrayExpressions: Topic = {
  topic: 'array and object expressions',
  cases: [
    ...from(aggregation('arrayElemAt'), [
      yields({ $arrayElemAt: [[1, 2, 3], 0] }, 1),
      yields({ $arrayElemAt: [[1, 2, 3], -1] }, 3),
      yields({ $arrayElemAt: [[1, 2, 3], 9] }, missing),
      yields({ $arrayElemAt: [[1, 2, 3], -9] }, missing),
      yields({ $arrayElemAt: [null, 0] }, null),
      refusesExpression({ $arrayElemAt: [5, 0] }, 28689, '$arrayElemAt'),
      refusesExpression({ $arrayElemAt: [[1], 'x'] }, 28690, '$arrayElemAt'),
      refusesExpression({ $arrayElemAt: [[1], 0.5] }, 28691, '$arrayElemAt'),
    ]),
    ...from(aggregation('first'), [
      over({ list }, { $first: '$list.x' }, 1),
      yields({ $first: [[]] }, missing),
      yields({ $first: [null] }, null),
      over({ list }, { $last: '$list' }, { x: 2 }),
      refusesExpression({ $last: 'x' }, 28689, '$last'),
    ]),
    ...from(aggregation('size'), [
      over({ list }, { $size: '$list' }, 2),
      yields({ $size: [[]] }, 0),
      refusesExpression({ $size: '$x' }, 17124, '$size'),
      refusesExpression({ $size: 5 }, 17124, '$size'),
    ]),
    ...from(aggregation('isArray'), [yields({ $isArray: [[1]] }, true), yields({ $isArray: ['x'] }, false)]),
    ...from(aggregation('in'), [
      over({ list }, { $in: [2, '$list.x'] }, true),
      yields({ $in: [new Double(2), [1, 2]] }, true),
      yields({ $in: [[1], [[1], 2]] }, true),
      yields({ $in: ['x', []] }, false),
      refusesExpression({ $in: [1, 2] }, 40081, '$in'),
    ]),
    ...from(aggregation('concatArrays'), [
      yields({ $concatArrays: [[1], [2, [3]]] }, [1, 2, [3]]),
      yields({ $concatArrays: [] }, []),
      yields({ $concatArrays: [[1], null] }, null),
      refusesExpression({ $concatArrays: [[1], 2] }, 28664, '$concatArrays'),
    ]),
    ...from(aggregation('reverseArray'), [
      yields({ $reverseArray: [[1, 2, 3]] }, [3, 2, 1]),
      yields({ $reverseArray: null }, null),
      refusesExpression({ $reverseArray: 1 }, 34435, '$reverseArray'),
    ]),
    ...from(aggregation('slice'), [
      yields({ $slice: [[1, 2, 3], 2] }, [1, 2]),
      yields({ $slice: [[1, 2, 3], -2] }, [2, 3]),
      yields({ $slice: [[1, 2, 3], 1, 1] }, [2]),
      yields({ $slice: [[1, 2, 3], -5, 2] }, [1, 2]),
      yields({ $slice: [[1, 2, 3], 15, 2] }, []),
      yields({ $slice: [[1, 2], 0] }, []),
      yields({ $slice: [null, 1] }, null),
      refusesExpression({ $slice: [[1], 0, 0] }, 28729, '$slice'),
      refusesExpression({ $slice: ['x', 1] }, 28724, '$slice'),
      refusesExpression({ $slice: [[1], 'x'] }, 28725, '$slice'),
      refusesExpression({ $slice: [[1], 0, 'x'] }, 28727, '$slice'),
    ]),
    ...from(aggregation('range'), [
      yields({ $range: [0, 10, 3] }, [0, 3, 6, 9]),
      yields({ $range: [5, 0, -2] }, [5, 3, 1]),
      yields({ $range: [0, 3] }, [0, 1, 2]),
      yields({ $range: [3, 0] }, []),
      refusesExpression({ $range: [0, 3, 0] }, 34449, '$range'),
      refusesExpression({ $range: ['x', 3] }, 34443, '$range'),
      refusesExpression({ $range: [0.5, 3] }, 34444, '$range'),
      refusesExpression({ $range: [0, 'x'] }, 34445, '$range'),
      refusesExpression({ $range: [0, 3, 'x'] }, 34447, '$range'),
    ]),
    ...from(aggregation('indexOfArray'), [
      yields({ $indexOfArray: [['a', 'b', 'a'], 'a'] }, 0),
      yields({ $indexOfArray: [['a', 'b', 'a'], 'a', 1] }, 2),
      yields({ $indexOfArray: [['a', 'b', 'a'], 'a', 1, 2] }, -1),
      yields({ $indexOfArray: [['a'], 'z'] }, -1),
      yields({ $indexOfArray: [null, 'z'] }, null),
      refusesExpression({ $indexOfArray: ['x', 'z'] }, 40090, '$indexOfArray'),
    ]),
    ...from(aggregation('map'), [
      over(
        { list, n: 2 },
        { $map: { input: '$list', as: 'each', in: { $add: ['$$each.x', '$n'] } } },
        [3, 4],
      ),
      over({ list }, { $map: { input: '$list', in: '$$this.y' } }, [null, null]),
      yields({ $map: { input: null, in: 1 } }, null),
      refusesExpression({ $map: { input: 5, in: 1 } }, 16883, '$map'),
      refusesExpression({ $map: { input: [], in: 1, unheard: 1 } }, 16879, 'unheard'),
      refusesExpression({ $map: { in: 1 } }, 16880, 'input'),
    ]),
    ...from(aggregation('filter'), [
      yields({ $filter: { input: [1, 2, 3], cond: { $gte: ['$$this', 2] } } }, [2, 3]),
      yields({ $filter: { input: [1, 2, 3], as: 'n', cond: { $ne: ['$$n', 2] } } }, [1, 3]),
      yields({ $filter: { input: [1, 2, 3], cond: true, limit: 2 } }, [1, 2]),
      yields({ $filter: { input: null, cond: true } }, null),
      refusesExpression({ $filter: { input: 5, cond: true } }, 28651, '$filter'),
      refusesExpression({ $filter: { input: [1], cond: true, limit: 0 } }, 327392, '$filter'),
    ]),
    ...from(aggregation('reduce'), [
      yields({ $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6),
      yields(
        { $reduce: { input: ['a', 'b'], initialValue: '', in: { $concat: ['$$this', '$$value'] } } },
        'ba',
      ),
      yields({ $reduce: { input: [], initialValue: 7, in: 1 } }, 7),
      yields({ $reduce: { input: null, initialValue: 7, in: 1 } }, null),
      refusesExpression({ $reduce: { input: 5, initialValue: 0, in: 1 } }, 40080, '$reduce'),
    ]),
    ...from(aggregation('sortArray'), [
      over({ list }, { $sortArray: { input: '$list', sortBy: { x: -1 } } }, [{ x: 2 }, { x: 1 }]),
      yields({ $sortArray: { input: [3, 'a', 1], sortBy: 1 } }, [1, 3, 'a']),
      yields({ $sortArray: { input: null, sortBy: 1 } }, null),
      refusesExpression({ $sortArray: { input: 5, sortBy: 1 } }, 2942504, '$sortArray'),
    ]),
    ...from(aggregation('setUnion'), [
      yields(
        {
          $sortArray: {
            input: {
              $setUnion: [
                [2, 1],
                [2, 3],
              ],
            },
            sortBy: 1,
          },
        },
        [1, 2, 3],
      ),
      yields(
        {
          $sortArray: {
            input: {
              $setIntersection: [
                [3, 1, 1, 2],
                [1, 3],
              ],
            },
            sortBy: 1,
          },
        },
        [1, 3],
      ),
      yields({ $setUnion: [[1], null] }, null),
      yields({ $setDifference: [[3, 1, 2, 1], [2]] }, [3, 1]),
      yields(
        {
          $setIsSubset: [
            [1, 1],
            [1, 2],
          ],
        },
        true,
      ),
      yields(
        {
          $setIsSubset: [
            [1, 3],
            [1, 2],
          ],
        },
        false,
      ),
      refusesExpression({ $setUnion: [[1], 2] }, 17043, '$setUnion'),
      refusesExpression({ $setIntersection: [[1], 2] }, 17047, '$setIntersection'),
      refusesExpression({ $setIsSubset: [1, [2]] }, 17046, '$setIsSubset'),
    ]),
    ...from(aggregation('anyElementTrue'), [
      yields({ $anyElementTrue: [[0, false, null]] }, false),
      yields({ $anyElementTrue: [[0, 'x']] }, true),
      yields({ $anyElementTrue: [[]] }, false),
      yields({ $allElementsTrue: [[1, 'x']] }, true),
      yields({ $allElementsTrue: [[]] }, true),
      refusesExpression({ $anyElementTrue: [5] }, 17041, '$anyElementTrue'),
      refusesExpression({ $allElementsTrue: [5] }, 17040, '$allElementsTrue'),
    ]),
    ...from(aggregation('mergeObjects'), [
      yields({ $mergeObjects: [{ a: 1, b: 1 }, null, { b: 2 }] }, { a: 1, b: 2 }),
      yields({ $mergeObjects: [null] }, {}),
      refusesExpression({ $mergeObjects: [1] }, 40400, '$mergeObjects'),
    ]),
    ...from(aggregation('objectToArray'), [
      yields({ $objectToArray: { a: 1, b: { c: 2 } } }, [
        { k: 'a', v: 1 },
        { k: 'b', v: { c: 2 } },
      ]),
      yields({ $objectToArray: null }, null),
      refusesExpression({ $objectToArray: 5 }, 40390, '$objectToArray'),
    ]),
    ...from(aggregation('arrayToObject'), [
      yields(
        {
          $arrayToObject: [
            [
              ['a', 1],
              ['b', 2],
            ],
          ],
        },
        { a: 1, b: 2 },
      ),
      yields({ $arrayToObject: { $literal: [{ k: 'a', v: 1 }] } }, { a: 1 }),
      yields(
        {
          $arrayToObject: {
            $literal: [
              { k: 'a', v: 1 },
              { k: 'a', v: 2 },
            ],
          },
        },
        { a: 2 },
      ),
      yields({ $arrayToObject: null }, null),
      refusesExpression({ $arrayToObject: 5 }, 40386, '$arrayToObject'),
      refusesExpression({ $arrayToObject: { $literal: [['a\u0000b', 1]] } }, 4940400, 'null byte'),
      refusesExpression({ $arrayToObject: { $literal: [{ k: 'a\u0000b', v: 1 }] } }, 4940401, 'null byte'),
    ]),
    ...from(aggregation('getField'), [
      over({ 'a.b': 1 }, { $getField: 'a.b' }, 1),
      over({ $a: 1 }, { $getField: { $literal: '$a' } }, 1),
      over({ d: { x: 5 } }, { $getField: { field: 'x', input: '$d' } }, 5),
      over({}, { $getField: 'x' }, missing),
      over({ d: null }, { $getField: { field: 'x', input: '$d' } }, null),
    ]),
  ],
};
