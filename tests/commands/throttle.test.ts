import { describe, expect, it } from 'vitest';
import { createThrottles } from '../../commands/throttle.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Instant } from '../../domain/codecs/time.js';
import { Throttle } from '../../domain/connection/limits.js';
import { fc } from '../support/arbitraries.js';

const start = Date.parse('2026-03-02T08:00:00Z');
const at = (milliseconds: number): Instant =>
  decodeOrThrow(Instant, new Date(start + milliseconds).toISOString());
const since = (instant: Instant): number => Date.parse(instant) - start;
const throttleOf = (max: number, per: string): Throttle => decodeOrThrow(Throttle, { max, per });

interface Arrival {
  readonly key: string;
  readonly at: number;
}

/** Lets messages arrive, each again when it was told to (and a little late), until all have gone. */
const run = (throttle: Throttle, arrivals: readonly Arrival[], lateness = 0): readonly Arrival[] => {
  const reserve = createThrottles();
  const queue = [...arrivals];
  const gone: Arrival[] = [];
  while (queue.length > 0) {
    queue.sort((left, right) => left.at - right.at);
    const next = queue.shift();
    if (next === undefined) break;
    const told = since(reserve('default', throttle, next.key, at(next.at)));
    if (told === next.at) gone.push(next);
    else queue.push({ key: next.key, at: told + (next.key.length % 2 === 0 ? lateness : 0) });
  }
  return gone;
};

const worst = (gone: readonly Arrival[], period: number): number =>
  Math.max(
    ...gone.map(({ at: from }) => gone.filter((one) => one.at >= from && one.at < from + period).length),
  );

describe('a throttle', () => {
  it('lets through what fits, and tells the others when to come', () => {
    const reserve = createThrottles();
    const two = throttleOf(2, 'PT1S');
    const told = ['a', 'b', 'c', 'd', 'e'].map((key) => since(reserve('default', two, key, at(0))));
    expect(told).toEqual([0, 0, 1000, 1000, 2000]);
    expect(since(reserve('default', two, 'c', at(500)))).toBe(1000);
    expect(since(reserve('default', two, 'c', at(1000)))).toBe(1000);
    expect(since(reserve('other', two, 'f', at(0)))).toBe(0);
  });

  it('gives the place of one that does not come to others, after a while', () => {
    const reserve = createThrottles();
    const one = throttleOf(1, 'PT1S');
    reserve('default', one, 'a', at(0));
    reserve('default', one, 'b', at(0));
    const later = 20 * 60 * 1000;
    expect(since(reserve('default', one, 'c', at(later)))).toBe(later);
  });

  const arrivals = fc
    .array(fc.nat(20_000), { minLength: 1, maxLength: 60, size: 'max' })
    .map((times) => times.map((time, no) => ({ key: 'k'.repeat((no % 7) + 1) + no, at: time })));

  it('is never exceeded in any period, whoever comes when, and however late; everybody goes once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(700),
        arrivals,
        (max, seconds, lateness, coming) => {
          const gone = run(throttleOf(max, `PT${seconds}S`), coming, lateness);
          expect(gone.map(({ key }) => key).sort()).toEqual(coming.map(({ key }) => key).sort());
          expect(worst(gone, seconds * 1000)).toBeLessThanOrEqual(max);
        },
      ),
    );
  });

  it('is used to the full: who comes in time waits no longer than the messages before it need', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 50 }), (max, count) => {
        const coming = Array.from({ length: count }, (_, no) => ({ key: `k${no}`, at: 0 }));
        const last = Math.max(...run(throttleOf(max, 'PT1S'), coming).map((one) => one.at));
        expect(last).toBe(Math.floor((count - 1) / max) * 1000);
      }),
    );
  });
});
