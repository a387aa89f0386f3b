import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ConditionTree } from '../../domain/flow/condition-tree.js';
import { readConditions } from '../../rules/read-conditions.js';
import { unreadyFaults } from '../../rules/unready.js';
import { fc } from '../support/arbitraries.js';
import { funnels, histories, instants, leaves, timeZones } from '../support/naive/arbitraries.js';
import { naiveHolds } from '../support/naive/interpreter.js';

const faultsOf = (tree: unknown) => {
  const read = readConditions(decodeOrThrow(ConditionTree, tree), 'conditions');
  return read.ok ? unreadyFaults(read.tree) : expect.fail(JSON.stringify(read.faults));
};

const vip = { type: 'has-tag', tag: 'vip' };
const cold = { type: 'has-tag', tag: 'cold' };
const age = (op: string, value?: unknown) => ({
  type: 'attribute',
  attribute: 'age',
  op,
  ...(value === undefined ? {} : { value }),
});
const today = (settings: object) => ({ type: 'current-date', ...settings });
const clock = (settings: object) => ({ type: 'current-time', ...settings });
const added = (settings: object) => ({ type: 'date-added', ...settings });
const form = (settings: object) => ({ type: 'last-form-submit-date', ...settings });

describe('conditions that never hold together', () => {
  it.each([
    ['one and its negation', vip, { not: vip }],
    ['the same with its settings in another order', { tag: 'vip', type: 'has-tag' }, { not: vip }],
    ['two values of one attribute', age('equals', 40), age('equals', '41')],
    ['two texts of one attribute', age('equals', 'old'), age('in', ['young', 'middle'])],
    ['a value and not that value', age('equals', '40'), age('not-equals', 40)],
    ['an empty text that exists', age('equals', ''), age('exists')],
    ['a number beyond another', age('more-than', 40), age('less-than', 40)],
    ['a range beyond a number', age('between', [18, 30]), age('more-than', 30)],
    ['a number outside of a range', age('equals', '50'), age('between', [18, 30])],
    ['a text that is to be a number', age('equals', 'old'), age('more-than', 5)],
    ['two dates', today({ op: 'on', date: '2026-03-01' }), today({ op: 'after', date: '2026-03-01' })],
    [
      'dates with none between them',
      added({ op: 'before', date: '2026-03-02' }),
      added({ op: 'after', date: '2026-03-01' }),
    ],
    [
      'spans of dates',
      form({ op: 'between', from: '2026-01-01', to: '2026-01-31', formId: 'f' }),
      form({ op: 'on', date: '2026-02-01', formId: 'f' }),
    ],
    [
      'recently, and long ago',
      { type: 'tj-last-active', op: 'in-the-last', days: 7 },
      { type: 'tj-last-activity', op: 'more-than-ago', days: 7 },
    ],
    [
      'other days of the week',
      today({ op: 'weekday', weekdays: ['monday', 'tuesday'] }),
      today({ op: 'weekday', weekdays: ['saturday'] }),
    ],
    [
      'times that do not meet',
      clock({ op: 'between', from: '09:00', to: '12:00' }),
      clock({ op: 'after', time: '12:00' }),
    ],
    [
      'a night and a day',
      clock({ op: 'between', from: '22:00', to: '06:00' }),
      clock({ op: 'between', from: '06:00', to: '22:00' }),
    ],
  ])('%s: the second is refused, and the first named', (_, first, second) => {
    expect(faultsOf({ all: [first, second] })).toEqual(
      [
        { path: 'conditions.all[1]', message: 'contradicts conditions.all[0]: the two never hold together' },
      ].map((fault) => ('not' in second ? { ...fault, path: `${fault.path}.not` } : fault)),
    );
    expect(faultsOf({ any: [first, second] })).toEqual([]);
    expect(faultsOf({ not: { all: [first, second] } })).toEqual([]);
  });

  it.each([
    ['within nested alls', { all: [vip, { all: [cold, { not: vip }] }] }, 'conditions.all[1].all[1].not'],
    ['below not any', { all: [vip, { not: { any: [cold, vip] } }] }, 'conditions.all[1].not.any[1]'],
    ['in any of one', { all: [vip, { any: [{ not: vip }] }] }, 'conditions.all[1].any[0].not'],
    ['in a branch of any', { any: [cold, { all: [vip, { not: vip }] }] }, 'conditions.any[1].all[1].not'],
    ['below not not', { not: { not: { all: [vip, { not: vip }] } } }, 'conditions.not.not.all[1].not'],
  ])('are found %s', (_, tree, path) => {
    expect(faultsOf(tree).map((fault) => fault.path)).toEqual([path]);
  });

  it.each([
    ['of other attributes', { ...age('equals', 40), attribute: 'height' }, age('equals', 41)],
    [
      'of other forms',
      form({ op: 'on', date: '2026-01-01', formId: 'f' }),
      form({ op: 'on', date: '2026-02-01' }),
    ],
    [
      'by other clocks',
      clock({ op: 'before', time: '08:00', zone: 'flow' }),
      clock({ op: 'after', time: '20:00' }),
    ],
    ['that are the same number', age('equals', '40.0'), age('between', [40, 41])],
    ['that both leave something out', age('not-equals', 40), { not: age('equals', 41) }],
    [
      'of events that may come often',
      { type: 'visited-page', pageId: 'a' },
      { type: 'visited-page', pageId: 'b' },
    ],
    ['with one choice left', vip, { any: [{ not: vip }, cold] }],
  ])('are not those %s', (_, first, second) => {
    expect(faultsOf({ all: [first, second] })).toEqual([]);
  });

  it('really never do, for any lead at any time', () => {
    let refused = 0;
    const pair = fc.oneof(...leaves.values()).chain((first) => {
      const like = 'type' in first ? leaves.get(first.type) : undefined;
      return fc.tuple(fc.constant(first), like ?? expect.fail('has no type'), fc.boolean());
    });
    fc.assert(
      fc.property(
        pair,
        fc.array(histories(0), { minLength: 5, maxLength: 5 }),
        fc.array(instants, { minLength: 3, maxLength: 3 }),
        timeZones,
        ([first, other, isNegated], leads, times, timeZone) => {
          const tree = { all: [first, isNegated ? { not: other } : other] };
          if (faultsOf(tree).length === 0) return;
          refused += 1;
          for (const history of leads)
            for (const now of times)
              expect(naiveHolds(tree, history, { now, timeZone, funnels }), JSON.stringify(tree)).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});

describe('the placeholder of an unfinished flow', () => {
  it('is not fit to be used, wherever it stands', () => {
    expect(faultsOf({ any: [vip, { not: { type: 'not-chosen' } }] })).toEqual([
      { path: 'conditions.any[1].not.type', message: 'no condition has been chosen here yet' },
    ]);
  });
});
