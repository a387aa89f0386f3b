import { Double, ObjectId } from 'bson';
import type { Value } from './value.js';

const numberKey = (value: number): string => `n${value === 0 ? 0 : value}`;

/** A text that is equal exactly for equal values of the commonest types, or undefined where only comparing decides. */
export const scalarKey = (value: Value | undefined): string | undefined => {
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'number') return numberKey(value);
  if (typeof value === 'boolean') return `b${value}`;
  if (value instanceof ObjectId) return `o${value.toHexString()}`;
  if (value instanceof Date) return `d${value.getTime()}`;
  return value instanceof Double ? numberKey(value.value) : undefined;
};
