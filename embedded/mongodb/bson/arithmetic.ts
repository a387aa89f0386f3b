import { Decimal128, Double, Long } from 'bson';
import { refuse } from '../errors.js';
import { addExact, type Exact, exact, isFiniteNumber, multiplyExact } from './decimal.js';
import { double, isInt32, type Numeric, toNumber, type Value } from './value.js';

const maxLong = 2n ** 63n;

const isWhole = (value: Numeric): boolean =>
  value instanceof Long || (typeof value === 'number' && isInt32(value));

const whole = (value: Numeric): bigint =>
  value instanceof Long ? value.toBigInt() : BigInt(toNumber(value));

const ofWhole = (result: bigint, a: Numeric, b: Numeric, what: string): Value => {
  if (result >= maxLong || result < -maxLong)
    return refuse(2, `Failed to apply ${what} operations to current value: integer overflow`);
  const small = !(a instanceof Long || b instanceof Long) && result >= -2147483648n && result <= 2147483647n;
  return small ? Number(result) : Long.fromBigInt(result);
};

/** A double counts with the 15 digits that it holds for certain, as in MongoDB. */
const asDecimal = (value: Numeric): Exact => {
  if (value instanceof Decimal128 || isWhole(value)) return exact(value);
  return exact(Decimal128.fromString(String(Number(toNumber(value).toPrecision(15)))));
};

/** The type of a result is the widest of its parts: int32, then long, then double, then decimal. */
const combine =
  (
    what: string,
    onWhole: (a: bigint, b: bigint) => bigint,
    onDouble: (a: number, b: number) => number,
    onDecimal: typeof addExact,
  ) =>
  (a: Numeric, b: Numeric): Value => {
    if (a instanceof Decimal128 || b instanceof Decimal128) {
      if (isFiniteNumber(a) && isFiniteNumber(b)) return onDecimal(asDecimal(a), asDecimal(b));
      return Decimal128.fromString(String(onDouble(toNumber(a), toNumber(b))));
    }
    if (isWhole(a) && isWhole(b)) {
      if (typeof a === 'number' && typeof b === 'number') {
        const quick = onDouble(a, b);
        if (isInt32(quick)) return quick;
      }
      return ofWhole(onWhole(whole(a), whole(b)), a, b, what);
    }
    return double(onDouble(toNumber(a), toNumber(b)));
  };

export const add = combine(
  '$inc',
  (a, b) => a + b,
  (a, b) => a + b,
  addExact,
);
export const multiply = combine(
  '$mul',
  (a, b) => a * b,
  (a, b) => a * b,
  multiplyExact,
);

export const negate = (value: Numeric): Value => multiply(value, -1);

/** Zero of the same type, which is what `$mul` makes of a missing field. */
export const zeroLike = (value: Numeric): Value => {
  if (value instanceof Decimal128) return Decimal128.fromString('0');
  if (value instanceof Long) return Long.ZERO;
  return value instanceof Double || !isInt32(value) ? new Double(0) : 0;
};
