import { Decimal128, Double, Long } from 'bson';
import type { Numeric } from './value.js';

/** coefficient * 10^exponent, exactly. */
export interface Exact {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const bits = new DataView(new ArrayBuffer(8));

const ofDouble = (value: number): Exact => {
  if (Number.isInteger(value)) return { coefficient: BigInt(value), exponent: 0 };
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const power = (biased === 0 ? 1 : biased) - 1075;
  const signed = value < 0 ? -mantissa : mantissa;
  return { coefficient: signed * 5n ** BigInt(-power), exponent: power };
};

const ofDecimal = (value: Decimal128): Exact => {
  const [digits = '0', power = '0'] = value.toString().split('E');
  const [whole = '0', fraction = ''] = digits.split('.');
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
};

const digitsIn = /\d/;

/** Whether a number has digits; a decimal may be finite beyond every double. */
export const isFiniteNumber = (value: Numeric): boolean => {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value instanceof Double) return Number.isFinite(value.value);
  return value instanceof Long || digitsIn.test(value.toString());
};

/** The exact value of a finite number of any BSON type. */
export const exact = (value: Numeric): Exact => {
  if (typeof value === 'number') return ofDouble(value);
  if (value instanceof Double) return ofDouble(value.value);
  if (value instanceof Long) return { coefficient: value.toBigInt(), exponent: 0 };
  return ofDecimal(value);
};

/** The whole number that is left when the fraction is cut off. */
export const truncated = ({ coefficient, exponent }: Exact): bigint =>
  exponent >= 0 ? coefficient * 10n ** BigInt(exponent) : coefficient / 10n ** BigInt(-exponent);

const align = (a: Exact, b: Exact): readonly [bigint, bigint, number] => {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (x: Exact): bigint => x.coefficient * 10n ** BigInt(x.exponent - exponent);
  return [scale(a), scale(b), exponent];
};

const order = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const digitsOf = (x: Exact): number => x.coefficient.toString().replace('-', '').length + x.exponent;

export const compareExact = (a: Exact, b: Exact): number => {
  const sign = order(a.coefficient, 0n);
  const signs = sign - order(b.coefficient, 0n);
  if (signs !== 0 || sign === 0) return Math.sign(signs);
  // Exponents reach 6144: aligning is only affordable when the magnitudes are equal.
  const magnitude = digitsOf(a) - digitsOf(b);
  if (magnitude !== 0) return Math.sign(magnitude) * sign;
  const [left, right] = align(a, b);
  return order(left, right);
};

/** The nearest decimal. */
export const toDecimal128 = ({ coefficient, exponent }: Exact): Decimal128 =>
  Decimal128.fromStringWithRounding(`${coefficient}E${exponent}`);

/** The nearest double. */
export const toDouble = ({ coefficient, exponent }: Exact): number => Number(`${coefficient}e${exponent}`);

export const addExact = (a: Exact, b: Exact): Decimal128 => {
  const [left, right, exponent] = align(a, b);
  return toDecimal128({ coefficient: left + right, exponent });
};

export const multiplyExact = (a: Exact, b: Exact): Decimal128 =>
  toDecimal128({ coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent });

/** What is left of a division to a whole number, with the sign of the dividend. */
export const remainderExact = (a: Exact, b: Exact): Decimal128 => {
  const [left, right, exponent] = align(a, b);
  return toDecimal128({ coefficient: left % right, exponent });
};

/** Without zeros at its end, as long as the exponent stays at most this one. */
export const withoutZeros = (value: Exact, most = Number.POSITIVE_INFINITY): Exact => {
  let { coefficient, exponent } = value;
  if (coefficient === 0n) return { coefficient, exponent: Math.min(0, most) };
  while (exponent < most && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent++;
  }
  return { coefficient, exponent };
};

/** More digits than a decimal has, so that rounding sees what comes behind its last one. */
const quotientDigits = 40;

export const divideExact = (a: Exact, b: Exact): Decimal128 => {
  const shift = BigInt(Math.max(0, quotientDigits + b.coefficient.toString().length));
  const scaled = a.coefficient * 10n ** shift;
  const quotient = { coefficient: scaled / b.coefficient, exponent: a.exponent - b.exponent - Number(shift) };
  return scaled % b.coefficient === 0n
    ? toDecimal128(withoutZeros(quotient, a.exponent - b.exponent))
    : toDecimal128(quotient);
};
