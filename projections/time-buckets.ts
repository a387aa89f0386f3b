import { groupBy } from '../domain/group-by.js';

/** How many took at most so many seconds, and more than the bucket before allows. */
export interface BucketCount {
  readonly upTo: number;
  readonly count: number;
}

const perDoubling = 8;
const shortest = 60;
const doublings = 21;

/** Upper bounds in seconds, from a minute to four years: each is 2^(1/8) times, 9 % more than, the one before. */
const bounds: readonly number[] = Array.from({ length: doublings * perDoubling + 1 }, (_, index) =>
  Math.ceil(shortest * 2 ** (index / perDoubling)),
);
const longest = shortest * 2 ** doublings;

/** The counts with one more; what took longer than the longest bucket is counted there. */
export const countTime = (counts: readonly BucketCount[], seconds: number): readonly BucketCount[] => {
  const upTo = bounds.find((bound) => seconds <= bound) ?? longest;
  const known = counts.some((one) => one.upTo === upTo);
  return known
    ? counts.map((one) => (one.upTo === upTo ? { upTo, count: one.count + 1 } : one))
    : [...counts, { upTo, count: 1 }].sort((left, right) => left.upTo - right.upTo);
};

/**
 * In how many seconds this share of all was done: the end of the bucket in which the share is reached, so that the
 * exact value is at most 9 % less. `undefined` of nothing.
 */
export const quantile = (counts: readonly BucketCount[], share: number): number | undefined => {
  const rank = share * counts.reduce((sum, { count }) => sum + count, 0);
  let sum = 0;
  return counts.find(({ count }) => {
    sum += count;
    return sum >= rank;
  })?.upTo;
};

/** The counts of both. */
export const mergeTimes = (
  counts: readonly BucketCount[],
  others: readonly BucketCount[],
): readonly BucketCount[] =>
  [...groupBy([...counts, ...others], ({ upTo }) => upTo)]
    .map(([upTo, same]) => ({ upTo, count: same.reduce((sum, { count }) => sum + count, 0) }))
    .sort((left, right) => left.upTo - right.upTo);
