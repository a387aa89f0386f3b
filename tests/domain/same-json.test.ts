import { describe, expect, it } from 'vitest';
import { groupBy } from '../../domain/group-by.js';
import { sameJson } from '../../domain/same-json.js';
import { fc, json } from '../support/arbitraries.js';

describe('two JSON values', () => {
  it.each([
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ constructor: 1 }, { a: 1 }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [{ 0: 1 }, [1], false],
    [null, {}, false],
    ['1', 1, false],
    [null, null, true],
  ])('%j and %j are the same: %s', (left, right, same) => {
    expect(sameJson(left, right)).toBe(same);
  });

  it('are the same as their copies with the keys the other way round', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reversed(item)]),
      );
    };
    fc.assert(fc.property(json, (value) => sameJson(value, reversed(value))));
  });

  it('are the same just where their texts are, for values without objects', () => {
    const lists = fc.array(fc.constantFrom(0, 1, '1', null, true), { maxLength: 2 });
    fc.assert(
      fc.property(lists, lists, (left, right) => {
        expect(sameJson(left, right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
    );
  });
});

it('groups items by key, in the order in which they come', () => {
  const groups = groupBy(['bee', 'ant', 'cat', 'bat'], (word) => word[0]);
  expect([...groups]).toEqual([
    ['b', ['bee', 'bat']],
    ['a', ['ant']],
    ['c', ['cat']],
  ]);
});
