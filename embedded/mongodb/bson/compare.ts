import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { compareExact, exact, isFiniteNumber } from './decimal.js';
import { type Doc, isDoc, isNumeric, type Numeric, toNumber, type Value } from './value.js';

/** BSON's order of types. `undefined` stands for the index key of an empty array, before null. */
export const typeOrder = (value: Value | undefined): number => {
  if (value === undefined) return 3;
  if (value === null) return 5;
  if (typeof value === 'number') return 10;
  if (typeof value === 'string') return 15;
  if (typeof value === 'boolean') return 40;
  if (Array.isArray(value)) return 25;
  if (value instanceof Date) return 45;
  if (value instanceof ObjectId) return 35;
  if (value instanceof Timestamp) return 47;
  if (value instanceof Long || value instanceof Double || value instanceof Decimal128) return 10;
  if (value instanceof BSONSymbol) return 15;
  if (value instanceof Binary) return 30;
  if (value instanceof BSONRegExp) return 50;
  if (value instanceof Code) return value.scope === null ? 60 : 65;
  if (value instanceof MinKey) return -1;
  return value instanceof MaxKey ? 127 : 20;
};

const order = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);

const highFirst = (code: number): number =>
  code >= 0xe000 ? code - 0x800 : code >= 0xd800 ? code + 0x2000 : code;

/** By UTF-8 bytes as MongoDB does: surrogates sort after U+FFFF. */
export const compareStrings = (a: string, b: string): number => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return order(highFirst(left), highFirst(right));
  }
  return order(a.length, b.length);
};

export const compareNumbers = (a: Numeric, b: Numeric): number => {
  const left = toNumber(a);
  const right = toNumber(b);
  if (left < right) return -1;
  if (left > right) return 1;
  if (Number.isNaN(left) || Number.isNaN(right))
    return order(Number.isNaN(left) ? 0 : 1, Number.isNaN(right) ? 0 : 1);
  const plain = !(
    a instanceof Long ||
    a instanceof Decimal128 ||
    b instanceof Long ||
    b instanceof Decimal128
  );
  if (plain) return 0;
  const [finite, otherFinite] = [isFiniteNumber(a), isFiniteNumber(b)];
  if (finite && otherFinite) return compareExact(exact(a), exact(b));
  // A decimal beyond every double becomes an infinity as a double, and yet is less.
  return finite === otherFinite ? 0 : Math.sign(left) * (finite ? -1 : 1);
};

const compareArrays = (a: readonly Value[], b: readonly Value[]): number => {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const result = compareValues(a[at], b[at]);
    if (result !== 0) return result;
  }
  return order(a.length, b.length);
};

const compareDocs = (a: Doc, b: Doc): number => {
  const left = Object.keys(a);
  const right = Object.keys(b);
  for (let at = 0; at < left.length && at < right.length; at++) {
    const leftKey = left[at] ?? '';
    const rightKey = right[at] ?? '';
    const types = order(typeOrder(a[leftKey]), typeOrder(b[rightKey]));
    if (types !== 0) return types;
    const names = compareStrings(leftKey, rightKey);
    if (names !== 0) return names;
    const values = compareValues(a[leftKey], b[rightKey]);
    if (values !== 0) return values;
  }
  return order(left.length, right.length);
};

const compareBinary = (a: Binary, b: Binary): number =>
  order(a.length(), b.length()) || order(a.sub_type, b.sub_type) || Buffer.compare(a.value(), b.value());

const text = (value: Value | undefined): string =>
  value instanceof BSONSymbol ? value.value : typeof value === 'string' ? value : '';

const compareOthers = (a: Value, b: Value): number => {
  if (a instanceof ObjectId && b instanceof ObjectId) return Buffer.compare(a.id, b.id);
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return a.compare(b);
  if (a instanceof Binary && b instanceof Binary) return compareBinary(a, b);
  if (a instanceof BSONRegExp && b instanceof BSONRegExp) {
    return compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options);
  }
  if (a instanceof Code && b instanceof Code) {
    return compareStrings(a.code, b.code) || compareStrings(JSON.stringify(a.scope), JSON.stringify(b.scope));
  }
  return isDoc(a) && isDoc(b) ? compareDocs(a, b) : 0;
};

/** MongoDB's total order over BSON values, as sorts and indexes use it. */
export const compareValues = (a: Value | undefined, b: Value | undefined): number => {
  if (typeof a === 'number' && typeof b === 'number') {
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : compareNumbers(a, b);
  }
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (a instanceof Date && b instanceof Date) return order(a.getTime(), b.getTime());
  const types = order(typeOrder(a), typeOrder(b));
  if (types !== 0 || a === undefined || b === undefined || a === null || b === null) return types;
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === 'boolean') return order(Number(a), Number(b));
  if (typeOrder(a) === 15) return compareStrings(text(a), text(b));
  return compareOthers(a, b);
};

export const equalValues = (a: Value | undefined, b: Value | undefined): boolean => compareValues(a, b) === 0;
