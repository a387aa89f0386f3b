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

type Scalar =
  | null
  | boolean
  | number
  | string
  | Date
  | ObjectId
  | Long
  | Double
  | Decimal128
  | Binary
  | Timestamp
  | BSONRegExp
  | BSONSymbol
  | Code
  | MinKey
  | MaxKey;

export interface Doc {
  [key: string]: Value;
}

/**
 * A BSON value in memory. A plain number stands for an int32 when it is one, else for a double;
 * a double that looks like an int32 stays wrapped, so that types survive a round trip.
 */
export type Value = Scalar | Doc | Value[];

export const isDoc = (value: Value | undefined): value is Doc =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Own property only: a field named `constructor` must not find Object.prototype. */
export const field = (doc: Doc, key: string): Value | undefined =>
  Object.hasOwn(doc, key) ? doc[key] : undefined;

export const setField = (doc: Doc, key: string, value: Value): void => {
  if (key === '__proto__') {
    Object.defineProperty(doc, key, { value, writable: true, enumerable: true, configurable: true });
    return;
  }
  doc[key] = value;
};

export const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);

export type Numeric = number | Double | Long | Decimal128;

export const isNumeric = (value: Value | undefined): value is Numeric =>
  typeof value === 'number' ||
  value instanceof Double ||
  (value instanceof Long && !(value instanceof Timestamp)) ||
  value instanceof Decimal128;

export const toNumber = (value: Numeric): number => {
  if (typeof value === 'number') return value;
  if (value instanceof Double) return value.value;
  if (value instanceof Long) return value.toNumber();
  return Number(value.toString());
};

export const double = (value: number): Value => (isInt32(value) ? new Double(value) : value);

const classes: ReadonlyArray<readonly [new (...args: never[]) => object, string]> = [
  [Date, 'date'],
  [ObjectId, 'objectId'],
  [Timestamp, 'timestamp'],
  [Long, 'long'],
  [Double, 'double'],
  [Decimal128, 'decimal'],
  [Binary, 'binData'],
  [BSONRegExp, 'regex'],
  [BSONSymbol, 'symbol'],
  [Code, 'javascript'],
  [MinKey, 'minKey'],
  [MaxKey, 'maxKey'],
];

/** MongoDB's alias for the type of a value, as `$type` takes it. */
export const typeName = (value: Value | undefined): string => {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double';
  if (Array.isArray(value)) return 'array';
  if (isDoc(value)) return 'object';
  if (value instanceof Code && value.scope) return 'javascriptWithScope';
  return classes.find(([kind]) => value instanceof kind)?.[1] ?? 'object';
};

export const isTruthy = (value: Value | undefined): boolean => {
  if (value === undefined || value === null || value === false) return false;
  return !(isNumeric(value) && toNumber(value) === 0);
};

/** For specs such as sort and projection where 1, 1.0 and NumberLong(1) mean the same. */
export const asNumber = (value: Value | undefined): number | undefined =>
  isNumeric(value) ? toNumber(value) : undefined;

export const clone = (value: Value): Value => {
  if (Array.isArray(value)) return value.map(clone);
  return isDoc(value) ? cloneDoc(value) : value;
};

export const cloneDoc = (doc: Doc): Doc => {
  const copy: Doc = {};
  for (const key of Object.keys(doc)) setField(copy, key, clone(doc[key] ?? null));
  return copy;
};
