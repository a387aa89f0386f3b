import * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { decode } from '../../domain/codecs/decode.js';
import { Finite } from '../../domain/codecs/numbers.js';
import { Scalar } from '../../domain/codecs/values.js';
import { comparing, holds, sentenceOf } from '../../rules/comparison.js';
import { arbitraryOf, fc } from '../support/arbitraries.js';
import { explain, facts } from './facts.js';

const Filter = comparing('Filter', { field: t.string });

const numbers = arbitraryOf(Finite);

/** Few values, so that they meet; among them the ways of writing one number. */
const scalars = fc.oneof(
  fc.constantFrom<Scalar>(50, '50', ' 50.0 ', 'Bonn', 'BONN', 'bo', '', true, 'TRUE', 0, -0, 49, 51.5),
  arbitraryOf(Scalar),
);
const pools = { Scalar: scalars, Finite: fc.oneof(fc.constantFrom(49, 50, 51), numbers) };

describe('a comparison', () => {
  it('holds for a value exactly if json-rules-engine says so', async () => {
    const comparisons = arbitraryOf(comparing('Any', {}), pools);
    await fc.assert(
      fc.asyncProperty(comparisons, fc.option(scalars), async (comparison, value) => {
        const attributes = value === null ? {} : { age: value };
        const condition = { type: 'attribute', attribute: 'age', ...comparison };
        const explained = await explain(condition, facts({ attributes }));
        expect(holds(comparison, value)).toBe(explained.holds);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ op: 'between', value: [65, 18] }, 'filter.value', 'must have the lower number first'],
    [{ op: 'between', value: [18] }, 'filter.value', 'must have 2 items, has 1'],
    [{ op: 'between', value: [18, 'x'] }, 'filter.value[1]', 'must be a finite number'],
    [{ op: 'more-than', value: '45' }, 'filter.value', 'must be a finite number'],
    [{ op: 'exists', value: 1 }, 'filter.value', 'is not known here; known are field, op'],
    [{ op: 'contains', value: '' }, 'filter.value', 'must be one line of 1 to 500 characters'],
    [{ op: 'in', value: [] }, 'filter.value', 'must have 1 to 200 items, has 0'],
    [{ op: 'equals', value: null }, 'filter.value', expect.stringContaining('a number, true or false')],
    [{ op: 'toString', value: 1 }, 'filter.op', expect.stringContaining('must be one of equals, not-equals')],
  ])('%j is refused at %s: %s', (comparison, path, message) => {
    const decoded = decode(Filter, { field: 'age', ...comparison }, 'filter');
    expect(decoded).toEqual({ ok: false, faults: [{ path, message }] });
  });

  it('between two equal numbers is that number', () => {
    const decoded = decode(Filter, { field: 'age', op: 'between', value: [18, 18] });
    if (!decoded.ok) return expect.fail('was refused');
    expect([17, 18, 19].map((age) => holds(decoded.value, age))).toEqual([false, true, false]);
  });

  it('more and less than a number do not hold for the number itself', () => {
    const at = (op: 'more-than' | 'less-than') =>
      [49, '50', 51].map((value) => holds({ op, value: 50 }, value));
    expect([at('more-than'), at('less-than')]).toEqual([
      [false, false, true],
      [true, false, false],
    ]);
  });

  it('says in words what it compares with', () => {
    expect(sentenceOf({ op: 'between', value: [18, 65] })).toBe('is between [18,65]');
    expect(sentenceOf({ op: 'exists' })).toBe('exists');
  });
});
