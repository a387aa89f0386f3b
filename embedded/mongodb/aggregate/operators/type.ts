import { Decimal128, Long, ObjectId } from 'bson';
import { double, isInt32, isNumeric, isTruthy, toNumber, typeName, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { isNothing, type Plain, plain } from '../evaluate.js';

const failed = (value: Value, type: string): never =>
  refuse(
    241,
    `Failed to convert '${String(value)}' of type ${typeName(value)} to ${type} in $convert with no onError value`,
  );

const numberIn = (value: Value, type: string): number => {
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.getTime();
  if (isNumeric(value)) return toNumber(value);
  const number =
    typeof value === 'string' && value.trim() === value && value !== '' ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? failed(value, type) : number;
};

const toInt = (value: Value): Value => {
  const number = numberIn(value, 'int');
  if (typeof value === 'string' && !Number.isInteger(number)) return failed(value, 'int');
  return isInt32(Math.trunc(number) + 0) ? Math.trunc(number) + 0 : failed(value, 'int');
};

const toLong = (value: Value): Value => {
  if (value instanceof Long) return value;
  const number = numberIn(value, 'long');
  return Number.isSafeInteger(Math.trunc(number))
    ? Long.fromNumber(Math.trunc(number))
    : failed(value, 'long');
};

const textOf = (value: Value): Value => {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  return isNumeric(value) || typeof value === 'boolean' ? String(value) : failed(value, 'string');
};

const toDate = (value: Value): Value => {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  const date = new Date(typeof value === 'string' ? value : numberIn(value, 'date'));
  return Number.isNaN(date.getTime()) ? failed(value, 'date') : date;
};

const toObjectId = (value: Value): Value => {
  if (value instanceof ObjectId) return value;
  return typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)
    ? new ObjectId(value)
    : failed(value, 'objectId');
};

const toDecimal = (value: Value): Value => {
  if (value instanceof Decimal128) return value;
  return Decimal128.fromString(
    typeof value === 'string' || isNumeric(value) ? String(value) : String(numberIn(value, 'decimal')),
  );
};

const converts = (apply: (value: Value) => Value): Plain =>
  plain(1, 1, ([value]) => (isNothing(value) ? null : apply(value)));

export const typeOperators: Readonly<Record<string, Plain>> = {
  $type: plain(1, 1, ([value]) => typeName(value)),
  $isNumber: plain(1, 1, ([value]) => isNumeric(value)),
  $toInt: converts(toInt),
  $toLong: converts(toLong),
  $toDouble: converts((value) => double(numberIn(value, 'double'))),
  $toDecimal: converts(toDecimal),
  $toString: converts(textOf),
  $toDate: converts(toDate),
  $toObjectId: converts(toObjectId),
  $toBool: converts((value) => isTruthy(value)),
};
