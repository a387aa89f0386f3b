import { describe, expect, it } from 'vitest';
import { Scalar } from '../../../domain/codecs/values.js';
import { asKey, asNumber, asText } from '../../../domain/lead/comparable.js';
import { arbitraryOf, fc } from '../../support/arbitraries.js';

const beyond = '12345678901234567';

describe('a value that is compared', () => {
  it.each([
    [50, 50, '50', '50'],
    [' 50.0 ', 50, '50', ' 50.0 '],
    ['+50', 50, '50', '+50'],
    ['-0', -0, '0', '-0'],
    [-0, -0, '0', '0'],
    ['1e3', null, '1e3', '1e3'],
    ['0x10', null, '0x10', '0x10'],
    ['1,000', null, '1,000', '1,000'],
    ['.5', null, '.5', '.5'],
    ['Infinity', null, 'infinity', 'infinity'],
    ['9'.repeat(400), null, '9'.repeat(400), '9'.repeat(400)],
    [beyond, 12345678901234568, beyond, beyond],
    ['BONN', null, 'bonn', 'bonn'],
    ['', null, '', ''],
    [true, null, 'true', 'true'],
    [null, null, null, null],
  ])('%j is the number %j, equal by %j, and the text %j', (value, number, key, text) => {
    expect([asNumber(value), asKey(value), asText(value)]).toEqual([number, key, text]);
  });

  it('is finite, and equal to itself whatever its case', () => {
    fc.assert(
      fc.property(arbitraryOf(Scalar), (value) => {
        const number = asNumber(value);
        expect(number === null || Number.isFinite(number)).toBe(true);
        expect(asKey(asText(value))).toBe(asKey(value));
      }),
    );
  });
});
