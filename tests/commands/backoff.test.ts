import { describe, expect, it } from 'vitest';
import { retryAt } from '../../commands/backoff.js';
import { later } from '../support/virtual-clock.js';
import { startOfTime } from '../support/virtual-leadline.js';

describe('trying again', () => {
  it.each([
    [1, 'PT10S'],
    [2, 'PT1M'],
    [3, 'PT5M'],
    [4, 'PT30M'],
    [5, 'PT2H'],
    [6, 'PT6H'],
    [7, 'PT12H'],
  ])('waits longer each time: after try %i for %s', (attempts, wait) => {
    expect(retryAt(attempts, startOfTime)).toBe(later(startOfTime, wait));
  });

  it('ends after the eighth try', () => {
    expect(retryAt(8, startOfTime)).toBeUndefined();
    expect(retryAt(100, startOfTime)).toBeUndefined();
  });
});
