import type { Scalar } from '../codecs/values.js';

/**
 * The number that a value is, or is the text of: a form sends numbers as text, so that `50`, `"50"` and `" 50.0 "` are one.
 * `null` for everything else, and for what no number can hold.
 */
export const asNumber = (value: Scalar | null): number | null => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
};

/** A value as lower-case text, which parts of it are looked for in; `null` for no value. */
export const asText = (value: Scalar | null): string | null =>
  value === null ? null : String(value).toLowerCase();

/** What two values are equal by: numbers as numbers, text without regard to case; `null` for no value. */
export const asKey = (value: Scalar | null): string | null => {
  const number = asNumber(value);
  // Beyond 2^53 two different customer numbers would be one: those are compared as text.
  return number !== null && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? String(number) : asText(value);
};
