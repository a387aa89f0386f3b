import { describe, expect, it } from 'vitest';
import { retryAt } from '../../commands/backoff.js';
import { fc } from '../support/arbitraries.js';
import { later } from '../support/virtual-clock.js';
import { startOfTime } from '../support/virtual-leadline.js';

const waits = ['PT10S', 'PT1M', 'PT5M', 'PT30M', 'PT2H', 'PT6H', 'PT12H'];
const milliseconds = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
const waitAfter = (attempts: number, key: string): number =>
  milliseconds(startOfTime, retryAt(attempts, startOfTime, key) ?? startOfTime);

describe('trying again', () => {
  it.each(waits.map((wait, index) => [index + 1, wait] as const))(
    'waits longer each time: after try %i for %s, and up to a quarter more',
    (attempts, wait) => {
      const least = milliseconds(startOfTime, later(startOfTime, wait));
      fc.assert(
        fc.property(fc.string(), (key) => {
          expect(waitAfter(attempts, key)).toBeGreaterThanOrEqual(least);
          expect(waitAfter(attempts, key)).toBeLessThanOrEqual(least * 1.25);
        }),
      );
    },
  );

  it('says the same for the same step, and spreads different ones', () => {
    const keys = Array.from({ length: 1000 }, (_, no) => `run-${no}.0`);
    expect(keys.map((key) => waitAfter(4, key))).toEqual(keys.map((key) => waitAfter(4, key)));
    const quarters = [0, 0, 0, 0];
    for (const key of keys) {
      const share = (waitAfter(4, key) / (30 * 60_000) - 1) / 0.25;
      const quarter = Math.min(3, Math.floor(share * 4));
      quarters[quarter] = (quarters[quarter] ?? 0) + 1;
    }
    for (const count of quarters) expect(count).toBeGreaterThan(150);
  });

  it('ends after the eighth try', () => {
    expect(retryAt(8, startOfTime, 'step')).toBeUndefined();
    expect(retryAt(100, startOfTime, 'step')).toBeUndefined();
  });
});
