import { type Decimal128, Double, Long, ObjectId } from 'bson';
import { compareExact, exact, isFiniteNumber, withoutZeros } from './decimal.js';
import { isNumeric, type Numeric, toNumber, type Value } from './value.js';

const doubleKey = (value: number): string =>
  Number.isInteger(value) && !Number.isSafeInteger(value) ? `${BigInt(value)}` : `${value === 0 ? 0 : value}`;

/** More digits than the largest double has. */
const mostDigits = 400;

const decimalKey = (value: Decimal128): string => {
  const number = toNumber(value);
  if (!isFiniteNumber(value)) return doubleKey(number);
  const { coefficient, exponent } = withoutZeros(exact(value));
  if (exponent >= 0 && exponent < mostDigits) return `${coefficient * 10n ** BigInt(exponent)}`;
  const isDouble = Number.isFinite(number) && compareExact(exact(number), { coefficient, exponent }) === 0;
  return isDouble ? doubleKey(number) : `${coefficient}E${exponent}`;
};

const numberKey = (value: Numeric): string => {
  if (typeof value === 'number') return doubleKey(value);
  if (value instanceof Double) return doubleKey(value.value);
  return value instanceof Long ? value.toString() : decimalKey(value);
};

/** A text that is equal exactly for equal values of the commonest types, or undefined where only comparing decides. */
export const scalarKey = (value: Value | undefined): string | undefined => {
  if (typeof value === 'string') return `s${value}`;
  if (isNumeric(value)) return `n${numberKey(value)}`;
  if (typeof value === 'boolean') return `b${value}`;
  if (value instanceof ObjectId) return `o${value.toHexString()}`;
  if (value instanceof Date) return `d${value.getTime()}`;
  return value === null ? 'null' : undefined;
};
