import { equalValues } from './compare.js';
import { scalarKey } from './scalar-key.js';
import type { Value } from './value.js';

/** Keeps the first of equal values. */
export const createDistinct = () => {
  const keys = new Set<string>();
  const values: Value[] = [];
  const add = (value: Value): void => {
    const key = scalarKey(value);
    if (key === undefined ? values.some((known) => equalValues(known, value)) : keys.has(key)) return;
    if (key !== undefined) keys.add(key);
    values.push(value);
  };
  return { add, values };
};
