import { describe, expect, it } from 'vitest';
import { decode } from '../../../domain/codecs/decode.js';
import { ConditionTree, maxConditionDepth, maxConditionLeaves } from '../../../domain/flow/condition-tree.js';

const leaf = { type: 'has-tag', tag: 'vip' };
const nested = (levels: number, inner: unknown = leaf): unknown =>
  levels === 1 ? inner : { not: nested(levels - 1, inner) };
const wide = (leaves: number): unknown => ({ all: Array.from({ length: leaves }, () => leaf) });

const faultsOf = (input: unknown) => {
  const decoded = decode<unknown>(ConditionTree, input, 'conditions');
  return decoded.ok ? [] : decoded.faults;
};

describe('conditions', () => {
  it.each([
    ['one condition', leaf],
    ['all, any and not', { all: [leaf, { any: [leaf, { not: leaf }] }] }],
    ['as deep as allowed', nested(maxConditionDepth)],
    ['as many as allowed', wide(maxConditionLeaves)],
  ])('may be %s', (_name, tree) => {
    expect(faultsOf(tree)).toEqual([]);
  });

  it('nest at most 10 deep, and the fault is where the eleventh level begins', () => {
    expect(faultsOf(nested(maxConditionDepth + 1))).toEqual([
      { path: `conditions${'.not'.repeat(maxConditionDepth)}`, message: 'conditions nest at most 10 deep' },
    ]);
  });

  it('are at most 200, wherever they stand', () => {
    const tooMany = [{ path: 'conditions', message: 'must have at most 200 conditions' }];
    expect(faultsOf(wide(maxConditionLeaves + 1))).toEqual(tooMany);
    expect(faultsOf({ any: [wide(150), { not: wide(51) }] })).toEqual(tooMany);
  });

  it('do not run out of stack however deep the input is', () => {
    expect(faultsOf(nested(5000))).toHaveLength(1);
    const deepLeaf = { type: 'x', list: JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) };
    expect(faultsOf(deepLeaf)).toHaveLength(1);
  });

  it.each([
    ['no object', 'vip', 'conditions'],
    ['null', null, 'conditions'],
    ['a list', [leaf], 'conditions'],
    ['nothing', {}, 'conditions'],
    ['an empty list', { all: [] }, 'conditions.all'],
    ['no list', { any: leaf }, 'conditions.any'],
    ['nothing negated', { not: null }, 'conditions.not'],
    ['two combinations at once', { all: [leaf], any: [leaf] }, 'conditions'],
    ['a combination and a type at once', { type: 'has-tag', not: leaf }, 'conditions'],
    ['a type that is no text', { all: [leaf, { type: 7 }] }, 'conditions.all[1]'],
    ['a setting that is not JSON', { any: [{ type: 'x', at: Number.NaN }] }, 'conditions.any[0]'],
  ])('are refused at their place: %s', (_name, tree, path) => {
    expect(faultsOf(tree).map((fault) => fault.path)).toEqual([path]);
  });
});
