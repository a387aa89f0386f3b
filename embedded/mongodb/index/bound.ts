import { compareValues, typeOrder } from '../bson/compare.js';
import type { Value } from '../bson/value.js';
import type { Key } from './keys.js';

/** Before (-1) or after (1) all values of one type. */
export class TypeEdge {
  constructor(
    readonly bracket: number,
    readonly side: -1 | 1,
  ) {}
}

export type Part = Value | undefined | TypeEdge;

/** A place in an index: before (-1) or after (1) all keys that begin with these parts. */
export interface Bound {
  readonly parts: readonly Part[];
  readonly side: -1 | 1;
}

export interface Range {
  readonly low: Bound;
  readonly high: Bound;
}

export const compareParts = (a: Part, b: Part): number => {
  if (a instanceof TypeEdge) {
    if (b instanceof TypeEdge) return a.bracket - b.bracket || a.side - b.side;
    return a.bracket - typeOrder(b) || a.side;
  }
  if (b instanceof TypeEdge) return typeOrder(a) - b.bracket || -b.side;
  return compareValues(a, b);
};

export const compareKeyToBound = (key: Key, bound: Bound, directions: readonly number[]): number => {
  for (let at = 0; at < bound.parts.length; at++) {
    const order = compareParts(key[at], bound.parts[at]);
    if (order !== 0) return directions[at] === -1 ? -order : order;
  }
  return -bound.side;
};

export const compareKeys = (a: Key, b: Key, directions: readonly number[]): number => {
  for (let at = 0; at < directions.length; at++) {
    const order = compareValues(a[at], b[at]);
    if (order !== 0) return directions[at] === -1 ? -order : order;
  }
  return 0;
};
