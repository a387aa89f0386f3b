import { type Bound, compareKeys, compareKeyToBound, type Range } from './bound.js';
import type { Key } from './keys.js';

interface Entry {
  readonly key: Key;
  readonly record: number;
}

interface Place {
  readonly chunk: number;
  readonly offset: number;
}

const chunkSize = 512;

/** First index at which `isAfter` holds, in a list where it holds for a tail. */
const partition = <T>(list: readonly T[], isAfter: (item: T) => boolean): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && isAfter(item)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** Sorted entries in chunks: an insert moves half a chunk at most, a count adds up chunk sizes. */
export const createOrderedIndex = (directions: readonly number[]) => {
  const chunks: Entry[][] = [];
  let size = 0;

  const place = (isAfter: (entry: Entry) => boolean): Place => {
    const chunk = partition(chunks, (entries) => {
      const last = entries.at(-1);
      return last !== undefined && isAfter(last);
    });
    return { chunk, offset: partition(chunks[chunk] ?? [], isAfter) };
  };
  const placeOf = (bound: Bound): Place =>
    place((entry) => compareKeyToBound(entry.key, bound, directions) > 0);
  const placeOfEntry = (key: Key, record: number): Place =>
    place((entry) => (compareKeys(entry.key, key, directions) || entry.record - record) >= 0);

  const isAt = ({ chunk, offset }: Place, key: Key, record: number): boolean => {
    const entry = chunks[chunk]?.[offset];
    return entry !== undefined && entry.record === record && compareKeys(entry.key, key, directions) === 0;
  };

  const insert = (key: Key, record: number): void => {
    const at = placeOfEntry(key, record);
    if (isAt(at, key, record)) return;
    size++;
    const last = chunks.length - 1;
    const target = Math.min(at.chunk, last);
    const entries = chunks[target];
    if (entries === undefined) {
      chunks.push([{ key, record }]);
      return;
    }
    entries.splice(at.chunk > last ? entries.length : at.offset, 0, { key, record });
    if (entries.length > chunkSize) chunks.splice(target + 1, 0, entries.splice(splitAt(entries, target)));
  };
  // Keys that only grow leave full chunks behind instead of half-empty ones.
  const splitAt = (entries: readonly Entry[], chunk: number): number =>
    chunk === chunks.length - 1 ? entries.length - 16 : entries.length >> 1;

  const remove = (key: Key, record: number): void => {
    const at = placeOfEntry(key, record);
    if (!isAt(at, key, record)) return;
    size--;
    const entries = chunks[at.chunk];
    entries?.splice(at.offset, 1);
    if (entries?.length === 0) chunks.splice(at.chunk, 1);
  };

  const rank = (at: Place): number => {
    let count = at.offset;
    for (let chunk = 0; chunk < at.chunk; chunk++) count += chunks[chunk]?.length ?? 0;
    return count;
  };
  const count = ({ low, high }: Range): number => Math.max(0, rank(placeOf(high)) - rank(placeOf(low)));

  const forward = function* (from: Place, to: Place): Generator<Entry> {
    for (let chunk = from.chunk; chunk <= to.chunk && chunk < chunks.length; chunk++) {
      const entries = chunks[chunk] ?? [];
      const end = chunk === to.chunk ? to.offset : entries.length;
      for (let offset = chunk === from.chunk ? from.offset : 0; offset < end; offset++) {
        const entry = entries[offset];
        if (entry !== undefined) yield entry;
      }
    }
  };
  const backward = function* (from: Place, to: Place): Generator<Entry> {
    for (let chunk = to.chunk; chunk >= from.chunk; chunk--) {
      const entries = chunks[chunk] ?? [];
      const start = chunk === from.chunk ? from.offset : 0;
      for (let offset = (chunk === to.chunk ? to.offset : entries.length) - 1; offset >= start; offset--) {
        const entry = entries[offset];
        if (entry !== undefined) yield entry;
      }
    }
  };

  return {
    insert,
    remove,
    count,
    size: (): number => size,
    /** The index must not change while this is consumed. */
    entries: ({ low, high }: Range, reverse: boolean): Generator<Entry> =>
      reverse ? backward(placeOf(low), placeOf(high)) : forward(placeOf(low), placeOf(high)),
    /** A record other than this one that has the key. */
    otherWith: (key: Key, record: number): number | undefined => {
      const from = placeOf({ parts: key, side: -1 });
      for (const entry of forward(from, placeOf({ parts: key, side: 1 }))) {
        if (entry.record !== record) return entry.record;
      }
      return undefined;
    },
  };
};

export type OrderedIndex = ReturnType<typeof createOrderedIndex>;
