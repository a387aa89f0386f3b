import { Decimal128, Long, ObjectId, Timestamp } from 'bson';
import { toDecimal } from '../../bson/arithmetic.js';
import { exact, isFiniteNumber, truncated } from '../../bson/decimal.js';
import { double, isInt32, isNumeric, isTruthy, toNumber, typeName, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { isNothing, type Plain, plain } from '../evaluate.js';

const failed = (value: Value, type: string): never =>
  refuse(
    241,
    `Failed to convert '${String(value)}' of type ${typeName(value)} to ${type} in $convert with no onError value`,
  );

const wholeText = /^[+-]?\d+$/;
const numberText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const special = /^[+-]?(?:infinity|inf|nan)$/i;

/** What is left of a value when its fraction is cut off; a date counts in milliseconds where it may. */
const wholeIn = (value: Value, type: string, takesDates: boolean): bigint => {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'string')
    return wholeText.test(value) ? BigInt(value.replace('+', '')) : failed(value, type);
  if (value instanceof Date && takesDates) return BigInt(value.getTime());
  return isNumeric(value) && isFiniteNumber(value) ? truncated(exact(value)) : failed(value, type);
};

const toInt = (value: Value): Value => {
  const number = Number(wholeIn(value, 'int', false));
  return isInt32(number) ? number : failed(value, 'int');
};

const toLong = (value: Value): Value => {
  const number = wholeIn(value, 'long', true);
  return BigInt.asIntN(64, number) === number ? Long.fromBigInt(number) : failed(value, 'long');
};

const doubleOfText = (text: string): number => {
  if (numberText.test(text)) return Number(text);
  if (!special.test(text)) return failed(text, 'double');
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
};

const toDoubleValue = (value: Value): Value => {
  if (typeof value === 'string') return double(doubleOfText(value));
  if (value instanceof Date) return double(value.getTime());
  if (typeof value === 'boolean') return double(Number(value));
  return isNumeric(value) ? double(toNumber(value)) : failed(value, 'double');
};

const textOf = (value: Value): Value => {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  return isNumeric(value) || typeof value === 'boolean' ? String(value) : failed(value, 'string');
};

const dateText =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:Z|([+-]\d{2}):?(\d{2}))?)?$/;

/** A date without a time is at its beginning, a time without a zone is UTC. */
const dateOfText = (text: string): Date => {
  const [, day = '', time = '00:00', hours, minutes] = dateText.exec(text) ?? [];
  const date = new Date(`${day}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
  const midnight = new Date(`${day}T00:00Z`);
  // A day that its month has not would become one of the next month.
  const exists = !Number.isNaN(date.getTime()) && midnight.toISOString().startsWith(day);
  return exists ? date : failed(text, 'date');
};

const toDate = (value: Value): Value => {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  if (typeof value === 'string') return dateOfText(value);
  if (typeName(value) === 'int' || typeof value === 'boolean') return failed(value, 'date');
  const date = new Date(Number(wholeIn(value, 'date', false)));
  return Number.isNaN(date.getTime()) ? failed(value, 'date') : date;
};

const toObjectId = (value: Value): Value => {
  if (value instanceof ObjectId) return value;
  return typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)
    ? new ObjectId(value)
    : failed(value, 'objectId');
};

const toDecimalValue = (value: Value): Value => {
  if (typeof value === 'boolean') return toDecimal(Number(value));
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()));
  if (isNumeric(value)) return toDecimal(value);
  return typeof value === 'string' && (numberText.test(value) || special.test(value))
    ? Decimal128.fromStringWithRounding(value)
    : failed(value, 'decimal');
};

const converts = (apply: (value: Value) => Value): Plain =>
  plain(1, 1, ([value]) => (isNothing(value) ? null : apply(value)));

export const typeOperators: Readonly<Record<string, Plain>> = {
  $type: plain(1, 1, ([value]) => typeName(value)),
  $isNumber: plain(1, 1, ([value]) => isNumeric(value)),
  $toInt: converts(toInt),
  $toLong: converts(toLong),
  $toDouble: converts(toDoubleValue),
  $toDecimal: converts(toDecimalValue),
  $toString: converts(textOf),
  $toDate: converts(toDate),
  $toObjectId: converts(toObjectId),
  $toBool: converts((value) => isTruthy(value)),
};
