import type { Instant } from '../codecs/time.js';

/** How many of the newest instants a tally keeps: "at least so many within so long" can ask for no more. */
export const keptTimes = 20;
/** How many different things of one kind a lead keeps tallies of. */
export const maxTallies = 1000;

/** How often something happened, and when. */
export interface Tally {
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** The newest instants at which it did, the newest first. */
  readonly times: readonly Instant[];
  /** Its place among the others: of too many things the first are kept. */
  readonly rank: number;
}

/** What happened, with its tally. */
export type Tallied<Key extends object> = Key & Tally;

/** FNV-1a, 31 bits: spreads things evenly, and the same way on every machine. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 1;
};

/** What a tally is about, in one text that nothing else has, and whether it is kept before those that are not preferred. */
export interface TallyKey<Key extends object> {
  readonly text: (key: Key) => string;
  readonly isPreferred?: (key: Key) => boolean;
}

const again = <Key extends object>(known: Tallied<Key>, at: Instant): Tallied<Key> => {
  const after = known.times.findIndex((time) => time <= at);
  const times = after === -1 ? [...known.times, at] : known.times.toSpliced(after, 0, at);
  return {
    ...known,
    count: known.count + 1,
    firstAt: at < known.firstAt ? at : known.firstAt,
    lastAt: at > known.lastAt ? at : known.lastAt,
    times: times.slice(0, keptTimes),
  };
};

/**
 * The tallies after `key` happened once more at `at`: ordered by rank, at most `maxTallies`. What is kept, and what is
 * counted of it, does not depend on the order in which things are told: what has been dropped once ranks behind all
 * that is kept ever after.
 */
export const addToTallies = <Key extends object>(
  tallies: readonly Tallied<Key>[],
  key: Key,
  at: Instant,
  { text, isPreferred = () => false }: TallyKey<Key>,
): readonly Tallied<Key>[] => {
  const name = text(key);
  const rank = hash(name) + (isPreferred(key) ? 0 : 2 ** 31);
  const isBefore = (other: Tallied<Key>): boolean =>
    other.rank < rank || (other.rank === rank && text(other) < name);
  let [low, high] = [0, tallies.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = tallies[middle];
    if (other !== undefined && isBefore(other)) low = middle + 1;
    else high = middle;
  }
  const known = tallies[low];
  if (known !== undefined && known.rank === rank && text(known) === name)
    return tallies.with(low, again(known, at));
  if (low >= maxTallies) return tallies;
  const added: Tallied<Key> = { ...key, count: 1, firstAt: at, lastAt: at, times: [at], rank };
  return tallies.toSpliced(low, 0, added).slice(0, maxTallies);
};

/** Whether tallies may have been left out. */
export const isFull = (tallies: readonly unknown[]): boolean => tallies.length >= maxTallies;
