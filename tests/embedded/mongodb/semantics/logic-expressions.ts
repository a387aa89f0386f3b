import { Decimal128, Double, Long, MaxKey, MinKey } from 'mongodb';
import { over, refusesExpression, yields } from './aggregate-rows.js';
import { aggregation, from, manual, server, type Topic } from './case.js';
import { missing } from './rows.js';

/** Written by its entries, because an object with `then` looks like a promise. */
const branch = (test: unknown, result: unknown) =>
  Object.fromEntries([
    ['case', test],
    ['then', result],
  ]);

const conditional = (test: unknown, yes: unknown, no: unknown) =>
  Object.fromEntries([
    ['if', test],
    ['then', yes],
    ['else', no],
  ]);

export const logicExpressions: Topic = {
  topic: 'comparison, logic and variables in expressions',
  cases: [
    ...from(aggregation('eq'), [
      yields({ $eq: [new Double(1), 1] }, true),
      yields({ $eq: [Long.ONE, Decimal128.fromString('1.0')] }, true),
      yields(
        {
          $eq: [
            { a: 1, b: 2 },
            { b: 2, a: 1 },
          ],
        },
        false,
      ),
      yields(
        {
          $eq: [
            [1, 2],
            [1, 2],
          ],
        },
        true,
      ),
      yields({ $eq: [Number.NaN, Number.NaN] }, true),
      over({ a: null }, { $eq: ['$a', '$x'] }, false),
      over({ a: [1] }, { $eq: ['$a', 1] }, false),
      refusesExpression({ $eq: [1] }, 16020, '$eq'),
    ]),
    ...from(aggregation('gt'), [
      yields({ $gt: ['a', 5] }, true),
      yields({ $gt: [[], 'z'] }, true),
      yields({ $gt: [true, [9]] }, true),
      yields({ $gt: [{ a: 2 }, { a: 1 }] }, true),
      yields({ $gte: [null, null] }, true),
    ]),
    ...from(aggregation('lt'), [
      over({}, { $lt: ['$x', null] }, true),
      over({}, { $lte: ['$x', '$y'] }, true),
      yields({ $lt: [new MinKey(), null] }, true),
      yields({ $lt: ['z', new MaxKey()] }, true),
      yields({ $lt: [Number.NaN, 0] }, true),
    ]),
    ...from(aggregation('ne'), [over({ a: 1 }, { $ne: ['$a', '$x'] }, true), yields({ $ne: [1, 1] }, false)]),
    ...from(aggregation('cmp'), [
      yields({ $cmp: [1, 2] }, -1),
      yields({ $cmp: ['b', 'a'] }, 1),
      yields({ $cmp: [1, new Double(1)] }, 0),
    ]),
    ...from(aggregation('and'), [
      yields({ $and: [] }, true),
      yields({ $and: [1, 'x', {}] }, true),
      yields({ $and: [true, null] }, false),
      yields({ $and: ['', []] }, true),
      yields({ $and: 0 }, false),
    ]),
    ...from(aggregation('or'), [
      yields({ $or: [] }, false),
      over({}, { $or: [0, null, '$x', false] }, false),
      yields({ $or: [0, 'x'] }, true),
      yields({ $or: [Number.NaN] }, true),
    ]),
    ...from(aggregation('not'), [
      yields({ $not: [0] }, true),
      yields({ $not: [[false]] }, false),
      over({}, { $not: ['$x'] }, true),
      yields({ $not: [Decimal128.fromString('0.0')] }, true),
    ]),
    ...from(aggregation('cond'), [
      over({ n: 2 }, { $cond: [{ $gt: ['$n', 1] }, 'big', 'small'] }, 'big'),
      over({ n: 0 }, { $cond: conditional('$n', 'yes', 'no') }, 'no'),
      over({}, { $cond: [true, '$x', 1] }, missing),
      refusesExpression({ $cond: [1] }, 16020, '$cond'),
      refusesExpression({ $cond: { if: true, else: 1 } }, 17081, 'then'),
      refusesExpression({ $cond: { ...conditional(1, 2, 3), unheard: 1 } }, 17083, 'unheard'),
    ]),
    ...from(aggregation('ifNull'), [
      over({}, { $ifNull: ['$x', null, 'z'] }, 'z'),
      over({}, { $ifNull: ['$x', null] }, null),
      over({}, { $ifNull: [null, '$x'] }, missing),
      over({ a: 0 }, { $ifNull: ['$a', 1] }, 0),
      refusesExpression({ $ifNull: [1] }, 1257300, '$ifNull'),
    ]),
    ...from(aggregation('switch'), [
      over(
        { n: 2 },
        { $switch: { branches: [branch({ $eq: ['$n', 9] }, 'nine')], default: 'other' } },
        'other',
      ),
      yields({ $switch: { branches: [branch(false, 1), branch(true, 2), branch(true, 3)] } }, 2),
      refusesExpression({ $switch: { branches: [branch(false, 1)] } }, 40066, '$switch'),
      refusesExpression({ $switch: { branches: [] } }, 40068, '$switch'),
    ]),
    ...from(aggregation('let'), [
      over({ n: 2 }, { $let: { vars: { x: 2 }, in: { $multiply: ['$$x', '$n'] } } }, 4),
      over({ n: 2 }, { $let: { vars: { n: { $add: ['$n', 1] } }, in: ['$$n', '$n'] } }, [3, 2]),
      yields(
        { $let: { vars: { x: 1 }, in: { $let: { vars: { x: 2, y: '$$x' }, in: ['$$x', '$$y'] } } } },
        [2, 1],
      ),
      over({ d: { e: 5 } }, { $let: { vars: { x: '$d' }, in: '$$x.e' } }, 5),
      refusesExpression('$$unheard', 17276, 'unheard'),
      refusesExpression({ $let: { vars: { X: 1 }, in: 1 } }, 16867, 'X'),
    ]),
    ...from(aggregation('literal'), [
      yields({ $literal: '$n' }, '$n'),
      yields({ $literal: { $add: [1, 2] } }, { $add: [1, 2] }),
      yields({ $literal: {} }, {}),
    ]),
    ...from(manual('reference/aggregation-variables'), [
      over({ a: 1 }, '$$ROOT.a', 1),
      over({ a: { b: 2 } }, '$$CURRENT.a.b', 2),
      over({ a: 1 }, { $cond: ['$a', '$$REMOVE', 1] }, missing),
      yields({ $type: '$$NOW' }, 'date'),
      yields({ $eq: ['$$NOW', '$$NOW'] }, true),
    ]),
    ...from(manual('reference/operator/aggregation'), [
      over({ a: [{ x: 1 }, { x: 2 }, {}, 5] }, '$a.x', [1, 2]),
      over({ a: [[{ x: 1 }], { x: 2 }] }, '$a.x', [[1], 2]),
      over({ a: [5, 6] }, '$a.0', []),
      over({ a: { 0: 'x' } }, '$a.0', 'x'),
      over({ a: 5 }, '$a.b', missing),
      over({ a: null }, '$a', null),
      over({ a: 1 }, { b: '$a', c: '$x', d: [1, '$x'] }, { b: 1, d: [1, null] }),
      refusesExpression({ $unheard: 1 }, 168, '$unheard'),
      refusesExpression({ $add: [1], $subtract: [1, 1] }, 15983),
    ]),
    ...from(server('db/pipeline/field_path.cpp'), [
      refusesExpression('$a..b', 15998),
      refusesExpression('$a.', 40353),
      refusesExpression('$', 16872, '$'),
      refusesExpression('$$', 16870),
      refusesExpression('$a.$b', 16410, '$b'),
    ]),
  ],
};
