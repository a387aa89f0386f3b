import { Decimal128, Long } from 'bson';
import { add, multiply, negate } from '../../bson/arithmetic.js';
import {
  double,
  isInt32,
  isNumeric,
  type Numeric,
  toNumber,
  typeName,
  type Value,
} from '../../bson/value.js';
import { refuse, unsupported } from '../../errors.js';
import { isNothing, type Plain, plain, wrongType } from '../evaluate.js';

const numberFor = (operator: string, value: Value | undefined): Numeric =>
  isNumeric(value) ? value : wrongType(operator, 'numeric types', typeName(value));

const orNull =
  (apply: (args: readonly (Value | undefined)[]) => Value): Plain['apply'] =>
  (args) =>
    args.some(isNothing) ? null : apply(args);

const addAll = (args: readonly (Value | undefined)[]): Value => {
  const dates = args.filter((arg) => arg instanceof Date);
  if (dates.length > 1) return refuse(16612, 'only one date allowed in an $add expression');
  const sum = args
    .filter((arg) => !(arg instanceof Date))
    .reduce<Value>((total, arg) => add(numberFor('$add', total), numberFor('$add', arg)), 0);
  const [date] = dates;
  return date === undefined ? sum : new Date(date.getTime() + Math.round(toNumber(numberFor('$add', sum))));
};

const subtract = ([a, b]: readonly (Value | undefined)[]): Value => {
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date) return new Date(a.getTime() - toNumber(numberFor('$subtract', b)));
  const negated = negate(numberFor('$subtract', b));
  return add(numberFor('$subtract', a), numberFor('$subtract', negated));
};

const plainNumber = (operator: string, value: Value | undefined): number => {
  if (value instanceof Decimal128) return unsupported(`${operator} on a decimal`);
  return toNumber(numberFor(operator, value));
};

const divide = ([a, b]: readonly (Value | undefined)[]): Value => {
  const divisor = plainNumber('$divide', b);
  return divisor === 0 ? refuse(2, "can't $divide by zero") : double(plainNumber('$divide', a) / divisor);
};

/** Keeps the integer types where the operands have them. */
const likeArguments = (result: number, args: readonly (Value | undefined)[]): Value => {
  if (args.some((arg) => arg instanceof Long)) return Long.fromNumber(result);
  return args.every((arg) => typeof arg === 'number' && isInt32(arg)) && isInt32(result)
    ? result
    : double(result);
};

const modulo = (args: readonly (Value | undefined)[]): Value => {
  const divisor = plainNumber('$mod', args[1]);
  if (divisor === 0) return refuse(16610, "can't $mod by zero");
  return likeArguments(plainNumber('$mod', args[0]) % divisor, args);
};

const rounding =
  (operator: string, round: (value: number) => number) =>
  ([value, places = 0]: readonly (Value | undefined)[]): Value => {
    const number = plainNumber(operator, value);
    const digits = plainNumber(operator, places);
    const text = number.toExponential().split('e');
    const scaled = Number(`${text[0]}e${Number(text[1] ?? 0) + digits}`);
    return likeArguments(Number.isFinite(number) ? round(scaled) / 10 ** digits : number, [value]);
  };

const halfToEven = (value: number): number => {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
};

const real = (operator: string, apply: (value: number) => number): Plain =>
  plain(
    1,
    1,
    orNull(([value]) => double(apply(plainNumber(operator, value)))),
  );

export const arithmeticOperators: Readonly<Record<string, Plain>> = {
  $add: plain(0, Infinity, orNull(addAll)),
  $subtract: plain(2, 2, orNull(subtract)),
  $multiply: plain(
    0,
    Infinity,
    orNull((args) =>
      args.reduce<Value>(
        (total, arg) => multiply(numberFor('$multiply', total), numberFor('$multiply', arg)),
        1,
      ),
    ),
  ),
  $divide: plain(2, 2, orNull(divide)),
  $mod: plain(2, 2, orNull(modulo)),
  $abs: plain(
    1,
    1,
    orNull((args) => likeArguments(Math.abs(plainNumber('$abs', args[0])), args)),
  ),
  $ceil: plain(1, 1, orNull(rounding('$ceil', Math.ceil))),
  $floor: plain(1, 1, orNull(rounding('$floor', Math.floor))),
  $round: plain(1, 2, orNull(rounding('$round', halfToEven))),
  $trunc: plain(1, 2, orNull(rounding('$trunc', Math.trunc))),
  $pow: plain(
    2,
    2,
    orNull((args) => likeArguments(plainNumber('$pow', args[0]) ** plainNumber('$pow', args[1]), args)),
  ),
  $sqrt: real('$sqrt', Math.sqrt),
  $exp: real('$exp', Math.exp),
  $ln: real('$ln', Math.log),
  $log10: real('$log10', Math.log10),
};
