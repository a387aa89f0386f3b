import { describe, expect, it } from 'vitest';
import { createSlidingWindow } from '../../commands/sliding-window.js';
import { createThrottles, type ReserveSlot } from '../../commands/throttle.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Instant } from '../../domain/codecs/time.js';
import { Throttle } from '../../domain/connection/limits.js';
import { fc } from '../support/arbitraries.js';

const start = Date.parse('2026-03-02T08:00:00Z');
const at = (milliseconds: number): Instant =>
  decodeOrThrow(Instant, new Date(start + milliseconds).toISOString());
const since = (instant: Instant): number => Date.parse(instant) - start;
const throttleOf = (max: number, per: string): Throttle => decodeOrThrow(Throttle, { max, per });

const second = 1000;
const minute = 60 * second;

interface Message {
  readonly key: string;
  readonly at: number;
  /** How late it comes when it was told to come later; never, if it is not given. */
  readonly late?: number;
}

/** What became of a message: the times that it was told, the last of which it went at if it came. */
interface Outcome extends Message {
  readonly told: readonly number[];
  readonly went?: number;
}

/** Lets messages ask, and ask again when they were told to, until all have gone or stayed away; in the order in which they first asked. */
const run = (
  throttle: Throttle,
  messages: readonly Message[],
  reserve: ReserveSlot = createThrottles(),
): readonly Outcome[] => {
  const arrivals = [...messages].sort((one, other) => one.at - other.at);
  const outcomes = new Map<string, Outcome>(arrivals.map((one) => [one.key, { ...one, told: [] }]));
  const coming = arrivals.map(({ key, at: when }) => ({ key, when }));
  for (let next = coming.shift(); next !== undefined; next = coming.shift()) {
    const { key, when } = next;
    const outcome = outcomes.get(key);
    if (outcome === undefined) continue;
    const told = since(reserve('default', throttle, key, at(when)));
    expect(told).toBeGreaterThanOrEqual(when);
    outcomes.set(key, {
      ...outcome,
      told: [...outcome.told, told],
      ...(told === when ? { went: when } : {}),
    });
    if (told === when || outcome.late === undefined) continue;
    const again = told + outcome.late;
    const place = coming.findIndex((other) => other.when > again);
    coming.splice(place === -1 ? coming.length : place, 0, { key, when: again });
  }
  return [...outcomes.values()];
};

const wentOf = (outcomes: readonly Outcome[]): readonly number[] =>
  outcomes.flatMap(({ went }) => went ?? []).sort((one, other) => one - other);

/** The most that went in any period, wherever it begins. */
const mostIn = (period: number, went: readonly number[]): number => {
  let most = 0;
  let first = 0;
  for (const [index, time] of went.entries()) {
    while ((went[first] ?? time) + period <= time) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
};

/** Messages with times from 0 to 20 seconds; `late` says how late they come. */
const messagesWith = (late: fc.Arbitrary<number | undefined>) =>
  fc.array(fc.tuple(fc.nat(20 * second), late), { minLength: 1, maxLength: 60, size: 'max' }).map((some) =>
    some.map(([when, lateness], no): Message => {
      const message = { key: `message-${no}`, at: when };
      return lateness === undefined ? message : { ...message, late: lateness };
    }),
  );

const rates = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));

describe('a throttle', () => {
  it('lets through what fits, and tells the others when to come', () => {
    const reserve = createThrottles();
    const two = throttleOf(2, 'PT1S');
    const told = ['a', 'b', 'c', 'd', 'e'].map((key) => since(reserve('default', two, key, at(0))));
    expect(told).toEqual([0, 0, 1000, 1000, 2000]);
    expect(since(reserve('default', two, 'c', at(500)))).toBe(1000);
    expect(since(reserve('default', two, 'c', at(1000)))).toBe(1000);
    expect(since(reserve('other', two, 'f', at(0)))).toBe(0);
    // Its time is its time, though those before it did not come.
    expect(since(reserve('default', two, 'e', at(1500)))).toBe(2000);
  });

  it('gives each that waits the first place after those before it, keeps the order, and keeps its word', () => {
    // Some never come again: their places stay theirs.
    const messages = messagesWith(fc.constantFrom(0, 0, 0, undefined));
    fc.assert(
      fc.property(rates, messages, ([max, seconds], some) => {
        const period = seconds * second;
        const places: number[] = [];
        for (const { at: asked, told, late, went } of run(throttleOf(max, `PT${seconds}S`), some)) {
          const full = places.at(-max);
          const place = Math.max(asked, places.at(-1) ?? 0, full === undefined ? 0 : full + period);
          places.push(place);
          expect(told[0]).toBe(place);
          if (place === asked || late !== undefined) expect(went).toBe(place);
        }
      }),
    );
  });

  it('is never exceeded in any period, however late the messages come; and everybody goes', () => {
    const late = fc.oneof(fc.constant(0), fc.nat(second), fc.nat(minute - 1), fc.constant(undefined));
    fc.assert(
      fc.property(rates, messagesWith(late), ([max, seconds], some) => {
        const outcomes = run(throttleOf(max, `PT${seconds}S`), some);
        expect(mostIn(seconds * second, wentOf(outcomes))).toBeLessThanOrEqual(max);
        for (const { late: lateness, went } of outcomes)
          if (lateness !== undefined) expect(went).toBeDefined();
      }),
    );
  });

  it.each([
    [1, 50],
    [7, 100],
    [1000, 3500],
    [5000, 12_000],
  ])('is used to the full: with %d a minute, %d messages at once go in so many minutes', (max, count) => {
    const messages = Array.from({ length: count }, (_, no) => ({ key: `message-${no}`, at: 0, late: 0 }));
    const went = wentOf(run(throttleOf(max, 'PT1M'), messages));
    expect(went).toEqual(messages.map((_, no) => Math.floor(no / max) * minute));
  });

  it('of a great rate is held all the same, and a place is free a thousandth of the period later at most', () => {
    const max = 3000;
    const messages = Array.from({ length: 2 * max }, (_, no) => ({
      key: `message-${no}`,
      at: no * 17,
      late: 0,
    }));
    const outcomes = run(throttleOf(max, 'PT1M'), messages);
    expect(mostIn(minute, wentOf(outcomes))).toBeLessThanOrEqual(max);
    const places: number[] = [];
    for (const { at: asked, went = Number.NaN } of outcomes) {
      const full = places.at(-max);
      const exact = Math.max(asked, full === undefined ? 0 : full + minute);
      places.push(exact);
      expect(went).toBeGreaterThanOrEqual(exact);
      expect(went).toBeLessThanOrEqual(exact + 2 * Math.ceil(minute / 1024));
    }
  });

  it('takes a message that comes more than an hour after its time for a new one', () => {
    const one = throttleOf(1, 'PT1S');
    const queue = () => {
      const reserve = createThrottles();
      for (const key of ['a', 'b']) reserve('default', one, key, at(0));
      return reserve;
    };
    const inTime = queue();
    expect(since(inTime('default', one, 'other', at(60 * minute)))).toBe(60 * minute);
    expect(since(inTime('default', one, 'b', at(60 * minute)))).toBe(60 * minute + second);
    expect(since(inTime('default', one, 'c', at(60 * minute)))).toBe(60 * minute + 2 * second);
    const tooLate = queue();
    const later = 60 * minute + 2 * second;
    for (const [key, told] of [
      ['other', later],
      ['c', later + second],
      ['b', later + 2 * second],
    ] as const)
      expect(since(tooLate('default', one, key, at(later)))).toBe(told);
  });

  it('does not wait longer than a minute for one that was told twice and does not come', () => {
    const reserve = createThrottles();
    const one = throttleOf(1, 'PT1S');
    for (const key of ['a', 'b', 'c', 'd']) reserve('default', one, key, at(0));
    // b comes so late that c, in time, is told a second time, and then stays away.
    expect(since(reserve('default', one, 'b', at(1900)))).toBe(1900);
    expect(since(reserve('default', one, 'c', at(2000)))).toBe(2900);
    expect(since(reserve('default', one, 'd', at(3000)))).toBe(4000);
    expect(since(reserve('default', one, 'd', at(2900 + minute)))).toBe(2900 + minute);
  });

  it('that is changed counts what has gone, and places anew', () => {
    const reserve = createThrottles();
    const [slow, fast] = [throttleOf(1, 'PT1H'), throttleOf(3, 'PT1M')];
    expect(['a', 'b', 'c'].map((key) => since(reserve('default', slow, key, at(0))))).toEqual([
      0,
      60 * minute,
      120 * minute,
    ]);
    expect(['d', 'e', 'f'].map((key) => since(reserve('default', fast, key, at(1))))).toEqual([1, 1, minute]);
    expect(since(reserve('default', fast, 'b', at(60 * minute)))).toBe(60 * minute);
    expect(since(reserve('default', slow, 'c', at(120 * minute)))).toBe(120 * minute);
  });

  it('counts a message that is tried again as another one', () => {
    const reserve = createThrottles();
    const one = throttleOf(1, 'PT1M');
    expect(since(reserve('default', one, 'a', at(0)))).toBe(0);
    expect(since(reserve('default', one, 'a', at(10 * second)))).toBe(minute);
    expect(since(reserve('default', one, 'b', at(11 * second)))).toBe(2 * minute);
    expect(since(reserve('default', one, 'a', at(minute)))).toBe(minute);
    expect(since(reserve('default', one, 'a', at(minute + 10 * second)))).toBe(3 * minute);
  });

  it('holds nobody up when the clock is set back', () => {
    const reserve = createThrottles();
    const two = throttleOf(2, 'PT1M');
    expect(since(reserve('default', two, 'a', at(60 * minute)))).toBe(60 * minute);
    expect(since(reserve('default', two, 'b', at(0)))).toBe(0);
  });

  it('does not count one twice that asks again because it could not begin', () => {
    const reserve = createThrottles();
    const two = throttleOf(2, 'PT1M');
    for (const time of [0, 20, 4000]) expect(since(reserve('default', two, 'a', at(time)))).toBe(time);
    expect(since(reserve('default', two, 'b', at(4500)))).toBe(4500);
    // The first counts from when it went in the end.
    expect(since(reserve('default', two, 'c', at(4600)))).toBe(4000 + minute);
  });
});

describe('a sliding window', () => {
  it('stays small, however many it counts', () => {
    const window = createSlidingWindow({ max: 1_000_000, per: 24 * 60 * minute });
    for (let no = 0; no < 50_000; no += 1) window.add(no * 5 * second);
    expect(window.runs().length).toBeLessThanOrEqual(1025);
    expect(window.runs().reduce((sum, { count }) => sum + count, 0)).toBeLessThan(24 * 60 * 12 + 20);
  });
});
