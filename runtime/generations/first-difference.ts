import type { Difference } from '../../api/projection-codecs.js';
import { pathOf } from '../../domain/codecs/decode.js';
import { isRecord } from '../../domain/codecs/struct.js';

const maxShown = 200;

/** As JSON, shortened. */
const show = (value: unknown): string => {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > maxShown ? `${text.slice(0, maxShown - 1)}…` : text;
};

const childrenOf = (value: unknown): ReadonlyMap<string, unknown> | undefined => {
  if (Array.isArray(value)) return new Map(value.map((item, index) => [String(index), item]));
  return isRecord(value) ? new Map(Object.entries(value)) : undefined;
};

type Found = Omit<Difference, 'id'>;

/** The first place at which two documents differ, if they do, whatever the order of their keys; depth is that of a document. */
export const firstDifference = (
  live: unknown,
  fresh: unknown,
  keys: readonly string[] = [],
): Found | undefined => {
  const left = childrenOf(live);
  const right = childrenOf(fresh);
  if (left === undefined || right === undefined || Array.isArray(live) !== Array.isArray(fresh))
    return Object.is(live, fresh) ? undefined : { path: pathOf(keys), live: show(live), fresh: show(fresh) };
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const found = firstDifference(left.get(key), right.get(key), [...keys, key]);
    if (found !== undefined) return found;
  }
  return undefined;
};
