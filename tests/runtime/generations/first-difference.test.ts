import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../runtime/generations/first-difference.js';
import { fc } from '../../support/arbitraries.js';

describe('the first difference of two documents', () => {
  it('is none when they say the same, in whatever order', () => {
    expect(firstDifference({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBeUndefined();
    fc.assert(
      fc.property(fc.json(), (json) => firstDifference(JSON.parse(json), JSON.parse(json)) === undefined),
    );
  });

  it.each([
    [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, 'a.b[1]', '2', '3'],
    [{ a: { b: 1 } }, { a: {} }, 'a.b', '1', 'missing'],
    [{}, { a: 'x' }, 'a', 'missing', '"x"'],
    [{ a: [] }, { a: {} }, 'a', '[]', '{}'],
    [undefined, { a: 1 }, '', 'missing', '{"a":1}'],
    [{ a: null }, {}, 'a', 'null', 'missing'],
  ])('of %j and %j', (live, fresh, path, shownLive, shownFresh) => {
    expect(firstDifference(live, fresh)).toEqual({ path, live: shownLive, fresh: shownFresh });
  });

  it('shows no more of a value than 200 characters', () => {
    expect(firstDifference({ a: 'x'.repeat(1000) }, {})?.live).toHaveLength(200);
  });
});
