import { describe, expect, it } from 'vitest';
import { halfCharacterIn, withWholeCharacters } from '../../../domain/codecs/half-characters.js';
import { fc } from '../../support/arbitraries.js';

const first = '\ud83d';
const second = '\ude00';

const find = (value: unknown) => halfCharacterIn(JSON.stringify(value), value);

describe('half of a character', () => {
  it.each([
    [first, ''],
    [second + first, ''],
    [`${first}${first}${second}`, ''],
    [{ a: ['x', { b: `x${second}` }] }, 'a[1].b'],
    [{ a: 1, [`k${first}`]: 2 }, 'k\ufffd'],
    [[{}, [[first]]], '[1][0][0]'],
    [{ one: { x: first }, other: first }, 'one.x'],
  ])('is found where it is: %j', (value, path) => {
    expect(find(value)).toBe(path);
  });

  it.each([[first + second], ['\\ud83d'], [{ '😀': '😀' }], [null], [1]])('is not in %j', (value) => {
    expect(find(value)).toBeUndefined();
  });

  it('is found however deep it is', () => {
    const depth = 100_000;
    const json = `${'['.repeat(depth)}"\\ud83d"${']'.repeat(depth)}`;
    expect(halfCharacterIn(json, JSON.parse(json))).toBe('[0]'.repeat(depth));
  });

  it('is in no value after it has been replaced, and what has none stays as it is', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '\\', 'u', 'd83d', first, second), maxLength: 6 });
    const values = fc
      .jsonValue()
      .chain((value) => fc.record({ value: fc.constant(value), text: texts, texts: fc.array(texts) }));
    fc.assert(
      fc.property(values, (value) => {
        const whole = withWholeCharacters(value);
        expect(find(whole)).toBeUndefined();
        if (find(value) === undefined) expect(whole).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(withWholeCharacters({ a: [`😀${first}`] })).toEqual({ a: ['😀\ufffd'] });
  });
});
