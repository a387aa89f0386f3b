import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ConditionTree } from '../../domain/flow/condition-tree.js';
import { conditionTypes } from '../../rules/conditions/index.js';
import { readConditions } from '../../rules/read-conditions.js';
import { arbitraryOf, fc } from '../support/arbitraries.js';

const read = (conditions: unknown) =>
  readConditions(decodeOrThrow(ConditionTree, conditions), 'steps[0].conditions');
const faultsOf = (conditions: unknown) => {
  const result = read(conditions);
  return result.ok ? [] : result.faults;
};
const attribute = { type: 'attribute', attribute: 'age' };
const known = conditionTypes.map(({ type }) => type).join(', ');

describe('reading conditions', () => {
  it('reads each type with each of its settings, and says a sentence', () => {
    for (const { type, settings } of conditionTypes)
      fc.assert(
        fc.property(arbitraryOf<unknown>(settings), (condition) => {
          const result = read(condition);
          if (!result.ok) return expect.fail(JSON.stringify(result.faults));
          if (result.tree.kind !== 'condition') return expect.fail('is not one condition');
          expect(result.tree.condition.type).toBe(type);
          expect(result.tree.condition.sentence).toMatch(/\S/);
          for (const reference of result.references)
            expect(reference.path).toMatch(/^steps\[0\]\.conditions\./);
        }),
        { numRuns: 40 },
      );
  });

  it.each(['no-such-condition', 'constructor', '__proto__', ''])(
    'refuses the unknown type %j with the known ones',
    (type) => {
      expect(faultsOf({ not: { type } })).toEqual([
        { path: 'steps[0].conditions.not.type', message: `must be one of ${known}` },
      ]);
    },
  );

  it.each([
    [{ type: 'has-tag' }, 'tag'],
    [{ type: 'has-tag', tag: '' }, 'tag'],
    [{ type: 'has-tag', tag: 'vip', within: 'P1D' }, 'within'],
    [{ type: 'has-product', productId: 7 }, 'productId'],
    [{ type: 'purchased-product', productId: 'course', within: '7 days' }, 'within'],
    [{ ...attribute, op: 'like', value: 'x' }, 'op'],
    [{ ...attribute, value: 1 }, 'op'],
    [{ ...attribute, op: 'more-than', value: '45' }, 'value'],
    [{ ...attribute, op: 'between', value: [1] }, 'value'],
    [{ ...attribute, op: 'between', value: [1, '2'] }, 'value[1]'],
    [{ ...attribute, op: 'in', value: [] }, 'value'],
    [{ ...attribute, op: 'exists', value: true }, 'value'],
    [{ type: 'attribute', attribute: 'first name', op: 'exists' }, 'attribute'],
    [{ type: 'attribute', attribute: '__proto__', op: 'exists' }, 'attribute'],
    [{ type: 'current-date', op: 'on', date: '2026-02-30' }, 'date'],
    [{ type: 'current-date', op: 'weekday', weekdays: ['monday', 'someday'] }, 'weekdays[1]'],
    [{ type: 'current-date', op: 'between', from: '2026-01-01' }, 'to'],
    [{ type: 'current-date', op: 'between', from: '2026-01-02', to: '2026-01-01' }, 'to'],
    [{ type: 'current-time', op: 'before', time: '00:00' }, 'time'],
    [{ type: 'current-time', op: 'between', from: '09:00', to: '09:00' }, 'to'],
    [{ type: 'visited-page', pageId: { $ne: null } }, 'pageId'],
    [{ type: 'visited-page' }, 'pageId'],
    [{ type: 'visited-page', pageId: 'pricing', url: 'example.com/*' }, 'url'],
    [{ type: 'visited-page', url: '^https://example.com/.*$' }, 'url'],
    [{ type: 'visited-page', url: 'example.com/(a|b)' }, 'url'],
    [{ type: 'visited-page', url: 'example.com/*/*/*/*' }, 'url'],
    [{ type: 'clicked-email-link', url: 'example.com/[a-z]+' }, 'url'],
    [{ type: 'has-tag', tag: { $regex: '.*' } }, 'tag'],
    [{ ...attribute, op: 'equals', value: { $gt: '' } }, 'value'],
    [{ ...attribute, op: 'in', value: ['a', { $ne: 1 }] }, 'value[1]'],
    [{ ...attribute, op: 'equals', value: 'a', $where: 'true' }, '$where'],
  ])('refuses wrong settings at their place: %j', (condition, path) => {
    expect(
      faultsOf({ any: [{ type: 'has-tag', tag: 'vip' }, condition] }).map((fault) => fault.path),
    ).toEqual([`steps[0].conditions.any[1].${path}`]);
  });

  it('lists every fault of a tree', () => {
    const tree = { all: [{ type: 'has-product' }, { any: [{ type: 'has-tag' }, { not: { type: 'x' } }] }] };
    expect(faultsOf(tree).map((fault) => fault.path)).toEqual([
      'steps[0].conditions.all[0].productId',
      'steps[0].conditions.all[1].any[0].tag',
      'steps[0].conditions.all[1].any[1].not.type',
    ]);
  });
});
