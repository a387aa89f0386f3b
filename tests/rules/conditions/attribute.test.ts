import { describe, expect, it } from 'vitest';
import type { Scalar } from '../../../domain/codecs/values.js';
import { explain, facts, holds } from '../facts.js';

type Case = readonly [op: string, value: unknown, age: Scalar | undefined, expected: boolean];

const condition = (op: string, value: unknown) => ({
  type: 'attribute',
  attribute: 'age',
  op,
  ...(value === undefined ? {} : { value }),
});
const withAge = (age: Scalar | undefined) => facts({ attributes: age === undefined ? {} : { age } });

const cases: readonly Case[] = [
  ['equals', 'Bonn', 'Bonn', true],
  ['equals', 'bonn', 'BONN', true],
  ['equals', 'Bonn', 'Köln', false],
  ['equals', 'Bonn', undefined, false],
  ['equals', 50, '50', true],
  ['equals', '50', 50, true],
  ['equals', 50, ' 50.0 ', true],
  ['equals', 50, '51', false],
  ['equals', true, true, true],
  ['equals', true, 'TRUE', true],
  ['equals', false, true, false],
  ['equals', '', '', true],
  ['equals', '12345678901234567', '12345678901234567', true],
  ['equals', '12345678901234567', '12345678901234568', false],
  ['not-equals', 'Bonn', 'Köln', true],
  ['not-equals', 'Bonn', 'bonn', false],
  ['not-equals', 50, '50', false],
  ['not-equals', 'Bonn', undefined, true],
  ['contains', 'ON', 'Bonn', true],
  ['contains', 'onn', 'BONN', true],
  ['contains', 'x', 'Bonn', false],
  ['contains', '5', 45, true],
  ['contains', 'null', undefined, false],
  ['starts-with', 'BO', 'Bonn', true],
  ['starts-with', 'nn', 'Bonn', false],
  ['starts-with', '4', 45, true],
  ['starts-with', 'n', undefined, false],
  ['more-than', 45, 46, true],
  ['more-than', 45, 45, false],
  ['more-than', 45, '9', false],
  ['more-than', 45, ' 50', true],
  ['more-than', 45, '46.5', true],
  ['more-than', -1, 0, true],
  ['more-than', 45, 'old', false],
  ['more-than', 45, '', false],
  ['more-than', 0, true, false],
  ['more-than', -1, undefined, false],
  ['more-than', 45, '12345678901234567890', true],
  ['less-than', 45, '9', true],
  ['less-than', 45, 44.9, true],
  ['less-than', 45, 45, false],
  ['less-than', 45, '-100', true],
  ['less-than', 45, 'young', false],
  ['less-than', 45, undefined, false],
  ['between', [18, 65], 18, true],
  ['between', [18, 65], '65', true],
  ['between', [18, 65], 40, true],
  ['between', [18, 65], 17.9, false],
  ['between', [18, 65], 65.1, false],
  ['between', [0, 65], undefined, false],
  ['between', [0, 65], 'some', false],
  ['in', ['Bonn', 'Köln'], 'köln', true],
  ['in', [1, 2], '2', true],
  ['in', ['Bonn'], 'Köln', false],
  ['in', ['null', ''], undefined, false],
  ['exists', undefined, 'Bonn', true],
  ['exists', undefined, 0, true],
  ['exists', undefined, false, true],
  ['exists', undefined, '', false],
  ['exists', undefined, undefined, false],
];

describe('an attribute', () => {
  it.each(cases)('%s %j: %j is %s', async (op, value, age, expected) => {
    expect(await holds(condition(op, value), withAge(age))).toBe(expected);
  });

  it('is never one that every object has', async () => {
    const inherited = { type: 'attribute', attribute: 'isPrototypeOf', op: 'exists' };
    expect(await holds(inherited, facts())).toBe(false);
  });

  it('is shown as it is, not as it was compared', async () => {
    expect(await explain(condition('more-than', 45), withAge(' 50'))).toEqual({
      type: 'attribute',
      holds: true,
      sentence: 'the attribute “age” is more than 45',
      found: ' 50',
    });
    expect(await explain(condition('equals', 'Bonn'), withAge(undefined))).toMatchObject({ found: null });
    expect(await explain(condition('exists', undefined), withAge('x'))).toMatchObject({
      sentence: 'the attribute “age” exists',
      found: 'x',
    });
  });
});
