import { Decimal128, Long } from 'bson';
import { refuse } from '../errors.js';
import { addExact, type Exact, exact, isFiniteNumber, multiplyExact, remainderExact } from './decimal.js';
import { double, isInt32, type Numeric, toNumber, type Value } from './value.js';

const maxLong = 2n ** 63n;

export const isWhole = (value: Numeric): boolean =>
  value instanceof Long || (typeof value === 'number' && isInt32(value));

const whole = (value: Numeric): bigint =>
  value instanceof Long ? value.toBigInt() : BigInt(toNumber(value));

/** An int32 if all its parts are and it fits, else a long; undefined beyond that. */
export const wholeLike = (result: bigint, parts: readonly Numeric[]): Value | undefined => {
  if (result >= maxLong || result < -maxLong) return undefined;
  const small = result >= -2147483648n && result <= 2147483647n;
  return small && !parts.some((part) => part instanceof Long) ? Number(result) : Long.fromBigInt(result);
};

/** A double counts with the 15 digits that it holds for certain, as in MongoDB. */
export const toDecimal = (value: Numeric): Decimal128 => {
  if (value instanceof Decimal128) return value;
  const number = toNumber(value);
  const exactly = isWhole(value) || number === 0 || !Number.isFinite(number);
  return Decimal128.fromString(exactly ? String(value) : number.toPrecision(15));
};

interface Operation {
  readonly onWhole: (a: bigint, b: bigint) => bigint;
  readonly onDouble: (a: number, b: number) => number;
  readonly onDecimal: (a: Exact, b: Exact) => Decimal128;
}

type Overflow = (result: number) => Value;

/** The type of a result is the widest of its parts: int32, then long, then double, then decimal. */
const combine =
  ({ onWhole, onDouble, onDecimal }: Operation, overflow: Overflow) =>
  (a: Numeric, b: Numeric): Value => {
    if (a instanceof Decimal128 || b instanceof Decimal128) {
      return isFiniteNumber(a) && isFiniteNumber(b)
        ? onDecimal(exact(toDecimal(a)), exact(toDecimal(b)))
        : Decimal128.fromString(String(onDouble(toNumber(a), toNumber(b))));
    }
    const result = onDouble(toNumber(a), toNumber(b));
    if (!isWhole(a) || !isWhole(b)) return double(result);
    if (isInt32(result) && typeof a === 'number' && typeof b === 'number') return result;
    return wholeLike(onWhole(whole(a), whole(b)), [a, b]) ?? overflow(result);
  };

const sum: Operation = { onWhole: (a, b) => a + b, onDouble: (a, b) => a + b, onDecimal: addExact };
const product: Operation = { onWhole: (a, b) => a * b, onDouble: (a, b) => a * b, onDecimal: multiplyExact };
const difference: Operation = {
  onWhole: (a, b) => a - b,
  onDouble: (a, b) => a - b,
  onDecimal: (a, b) => addExact(a, { ...b, coefficient: -b.coefficient }),
};
const rest: Operation = { onWhole: (a, b) => a % b, onDouble: (a, b) => a % b, onDecimal: remainderExact };

const refuseOverflow = (operator: string) => (): never =>
  refuse(2, `Failed to apply ${operator} operations to current value: integer overflow`);

/** In expressions, what is too large for a long becomes a double. */
export const add = combine(sum, double);
export const subtract = combine(difference, double);
export const multiply = combine(product, double);
export const remainder = combine(rest, double);

/** In updates, what is too large for a long is refused. */
export const increment = combine(sum, refuseOverflow('$inc'));
export const scale = combine(product, refuseOverflow('$mul'));

/** A whole number to the power of another, which is below 0 only for 1 and -1; undefined if no long holds it. */
export const wholePower = (base: Numeric, exponent: Numeric): Value | undefined => {
  const [number, power] = [whole(base), whole(exponent)];
  if (number * number <= 1n) {
    const result = power === 0n ? 1n : power % 2n === 0n ? number * number : number;
    return wholeLike(result, [base, exponent]);
  }
  return power > 64n ? undefined : wholeLike(number ** power, [base, exponent]);
};
