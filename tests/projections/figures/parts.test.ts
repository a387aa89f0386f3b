import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { Instant } from '../../../domain/codecs/time.js';
import { isoWeek } from '../../../projections/iso-week.js';
import { countOutcome, type OutcomeCount } from '../../../projections/outcome-counts.js';
import { type BucketCount, countTime, mergeTimes, quantile } from '../../../projections/time-buckets.js';
import { fc } from '../../support/arbitraries.js';

const at = (text: string): Instant => decodeOrThrow(Instant, text);

describe('an ISO week', () => {
  it.each([
    ['2026-03-01T23:59:59.999Z', '2026-W09', '2026-02-23'],
    ['2026-03-02T00:00:00.000Z', '2026-W10', '2026-03-02'],
    ['2027-01-03T12:00:00.000Z', '2026-W53', '2026-12-28'],
    ['2027-01-04T12:00:00.000Z', '2027-W01', '2027-01-04'],
    ['2024-12-30T00:00:00.000Z', '2025-W01', '2024-12-30'],
    ['2023-01-01T00:00:00.000Z', '2022-W52', '2022-12-26'],
    ['0001-01-01T00:00:00.000Z', '0001-W01', '0001-01-01'],
  ])('of %s is %s', (instant, week, monday) => {
    expect(isoWeek(at(instant))).toEqual({ week, monday });
  });
});

const times = fc.array(fc.integer({ min: 0, max: 100_000_000 }), { minLength: 1, maxLength: 40 });
const counted = (seconds: readonly number[]): readonly BucketCount[] =>
  seconds.reduce<readonly BucketCount[]>(countTime, []);

describe('times in buckets', () => {
  it('give quantiles that are never less, and at most 9 % and a second more, than the exact ones', () => {
    fc.assert(
      fc.property(times, fc.constantFrom(0.01, 0.5, 0.9, 1), (seconds, share) => {
        const sorted = [...seconds].sort((left, right) => left - right);
        const exact = sorted[Math.ceil(share * sorted.length - 1e-9) - 1] ?? Number.NaN;
        const found = quantile(counted(seconds), share) ?? Number.NaN;
        expect(found).toBeGreaterThanOrEqual(exact);
        expect(found).toBeLessThanOrEqual(Math.max(60, exact * 1.0906 + 1));
      }),
    );
  });

  it('are the same in any order, and together as in parts', () => {
    fc.assert(
      fc.property(times, times, (some, others) => {
        const all = counted([...some, ...others]);
        expect(counted([...others, ...some].reverse())).toEqual(all);
        expect(mergeTimes(counted(some), counted(others))).toEqual(all);
      }),
    );
  });

  it('end at four years, and of nothing there is no quantile', () => {
    expect(counted([1e12])).toEqual([{ upTo: 60 * 2 ** 21, count: 1 }]);
    expect(quantile([], 0.5)).toBeUndefined();
  });
});

describe('reasons', () => {
  it('that are new are counted as one when there are many', () => {
    let counts: readonly OutcomeCount<'failed'>[] = [];
    for (const no of Array.from({ length: 150 }, (_, index) => index))
      counts = countOutcome(counts, 'failed', `code ${no}`);
    counts = countOutcome(counts, 'failed', 'code 7');
    expect(counts).toHaveLength(101);
    expect(counts).toContainEqual({ outcome: 'failed', code: 'code 7', count: 2 });
    expect(counts.at(-1)).toEqual({ outcome: 'failed', code: 'other', count: 50 });
  });
});
