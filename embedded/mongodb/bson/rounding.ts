import { Decimal128 } from 'bson';
import { isWhole, wholeLike } from './arithmetic.js';
import { type Exact, exact, isFiniteNumber, toDecimal128, toDouble, truncated } from './decimal.js';
import { double, type Numeric, toNumber, type Value } from './value.js';

type Mode = 'halfEven' | 'down' | 'floor' | 'ceil';

/** What is added to the last digit that stays, for the rest that goes. */
const carry = (mode: Mode, kept: bigint, rest: bigint, unit: bigint): bigint => {
  const sign = rest < 0n ? -1n : rest > 0n ? 1n : 0n;
  switch (mode) {
    case 'down':
      return 0n;
    case 'floor':
      return sign < 0n ? sign : 0n;
    case 'ceil':
      return sign > 0n ? sign : 0n;
    case 'halfEven': {
      const twice = rest * sign * 2n;
      return twice > unit || (twice === unit && kept % 2n !== 0n) ? sign : 0n;
    }
  }
};

const roundExact = (value: Exact, places: number, mode: Mode): Exact => {
  const dropped = -value.exponent - places;
  if (dropped <= 0) return value;
  const unit = 10n ** BigInt(dropped);
  const kept = value.coefficient / unit;
  return { coefficient: kept + carry(mode, kept, value.coefficient % unit, unit), exponent: -places };
};

/** Rounds to so many decimal places, exactly, and keeps the type; undefined if no long holds the result. */
export const roundTo = (value: Numeric, places: number, mode: Mode): Value | undefined => {
  if (!isFiniteNumber(value)) return value;
  const rounded = roundExact(exact(value), places, mode);
  if (isWhole(value)) return wholeLike(truncated(rounded), [value]);
  if (value instanceof Decimal128) return toDecimal128(rounded);
  const result = toDouble(rounded);
  return result === 0 && toNumber(value) < 0 ? -0 : double(result);
};

/** Without its sign; undefined for the one long whose opposite is none. */
export const absolute = (value: Numeric): Value | undefined => {
  if (value instanceof Decimal128) return Decimal128.fromString(value.toString().replace('-', ''));
  if (!isWhole(value)) return double(Math.abs(toNumber(value)));
  const { coefficient } = exact(value);
  return wholeLike(coefficient < 0n ? -coefficient : coefficient, [value]);
};
