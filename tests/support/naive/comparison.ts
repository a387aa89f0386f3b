import type { Json } from '../../../domain/codecs/json.js';
import { Scalar } from '../../../domain/codecs/values.js';

export type Settings = Readonly<Record<string, Json>>;

export const textIn = (settings: Settings, name: string): string | undefined => {
  const value = settings[name];
  return typeof value === 'string' ? value : undefined;
};

const numberOf = (value: Scalar): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return undefined;
  return Number.isFinite(Number(value)) ? Number(value) : undefined;
};

const lower = (value: Scalar): string => String(value).toLowerCase();

const isSame = (one: Scalar, other: Scalar): boolean => {
  const [left, right] = [numberOf(one), numberOf(other)];
  const isExact = (value: number | undefined): value is number =>
    value !== undefined && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  const form = (value: Scalar, number: number | undefined): string =>
    isExact(number) ? String(number) : lower(value);
  return form(one, left) === form(other, right);
};

/** Whether a value that is there compares so. */
export const compares = (settings: Settings, value: Scalar): boolean => {
  const { op = 'exists', value: given = null } = settings;
  const number = numberOf(value);
  const numbers = Array.isArray(given) ? given.map(Number) : [Number(given)];
  const [low = Number.NaN, high = Number.NaN] = numbers;
  const is = (other: Json): boolean => Scalar.is(other) && isSame(value, other);
  switch (op) {
    case 'exists':
      return value !== '';
    case 'equals':
      return is(given);
    case 'not-equals':
      return !is(given);
    case 'in':
      return Array.isArray(given) && given.some(is);
    case 'contains':
      return Scalar.is(given) && lower(value).includes(lower(given));
    case 'starts-with':
      return Scalar.is(given) && lower(value).startsWith(lower(given));
    case 'more-than':
      return number !== undefined && number > low;
    case 'less-than':
      return number !== undefined && number < low;
    case 'between':
      return number !== undefined && low <= number && number <= high;
    default:
      throw new Error(`no comparison ${JSON.stringify(op)}`);
  }
};
