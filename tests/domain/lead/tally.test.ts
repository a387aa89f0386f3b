import { describe, expect, it } from 'vitest';
import { addToTallies, isFull, keptTimes, maxTallies, type Tallied } from '../../../domain/lead/tally.js';
import { fc } from '../../support/arbitraries.js';
import { instantAt } from '../../support/recorded.js';

interface Key {
  readonly name: string;
  readonly own?: boolean;
}
const key = { text: ({ name }: Key) => name, isPreferred: ({ own }: Key) => own === true };
type Happening = readonly [key: Key, minute: number];

const tallied = (happenings: readonly Happening[]): readonly Tallied<Key>[] =>
  happenings.reduce<readonly Tallied<Key>[]>(
    (tallies, [what, minute]) => addToTallies(tallies, what, instantAt(minute), key),
    [],
  );
const many = (count: number, more: Partial<Key> = {}): readonly Happening[] =>
  Array.from({ length: count }, (_, index) => [{ name: `page ${index}`, ...more }, index]);

describe('what happened often', () => {
  it('is counted, with the first, the last and the newest times', () => {
    const minutes = Array.from({ length: 30 }, (_, index) => index);
    const [tally] = tallied(minutes.map((minute) => [{ name: 'a' }, minute]));
    expect(tally).toMatchObject({ count: 30, firstAt: instantAt(0), lastAt: instantAt(29) });
    expect(tally?.times).toEqual(minutes.slice(-keptTimes).reverse().map(instantAt));
  });

  it('is the same in whatever order it is told', () => {
    const happening = fc.tuple(
      fc.constantFrom<Key>({ name: 'a' }, { name: 'b' }, { name: 'c', own: true }),
      fc.integer({ min: 0, max: 40 }),
    );
    const told = fc
      .array(happening, { maxLength: 80 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(told, ([one, other]) => {
        expect(tallied(other)).toEqual(tallied(one));
      }),
    );
  });

  it('of too many things keeps the same ones in whatever order they are told', () => {
    const all = many(maxTallies + 200);
    const kept = tallied(all);
    expect(kept).toHaveLength(maxTallies);
    expect(tallied(all.toReversed())).toEqual(kept);
    expect(tallied([...all.slice(600), ...all.slice(0, 600)])).toEqual(kept);
    expect([isFull(kept), isFull(tallied(all.slice(0, maxTallies - 1)))]).toEqual([true, false]);
  });

  it('counts all of what is kept, also where others came between', () => {
    const all = many(maxTallies + 200);
    const twice = tallied([...all, ...all]);
    expect(new Set(twice.map(({ count }) => count))).toEqual(new Set([2]));
    expect(twice.map(({ name }) => name)).toEqual(tallied(all).map(({ name }) => name));
  });

  it('keeps what is preferred before all others', () => {
    const own: Happening = [{ name: 'pricing', own: true }, 1];
    const others = many(maxTallies + 200);
    for (const told of [
      [own, ...others],
      [...others, own],
    ])
      expect(tallied(told).some(({ name }) => name === 'pricing')).toBe(true);
  });
});
