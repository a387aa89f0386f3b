import { Decimal128, Long } from 'bson';
import { add, isWhole, multiply, remainder, subtract, toDecimal, wholePower } from '../../bson/arithmetic.js';
import { divideExact, exact, isFiniteNumber } from '../../bson/decimal.js';
import { absolute, roundTo } from '../../bson/rounding.js';
import { double, isNumeric, type Numeric, toNumber, typeName, type Value } from '../../bson/value.js';
import { refuse, unsupported } from '../../errors.js';
import { isNothing, type Plain, plain, wrongType } from '../evaluate.js';

type Arguments = readonly (Value | undefined)[];

const numberFor = (operator: string, value: Value | undefined): Numeric =>
  isNumeric(value) ? value : wrongType(operator, 'numeric types', typeName(value));

const orNull =
  (apply: (args: Arguments) => Value): Plain['apply'] =>
  (args) =>
    args.some(isNothing) ? null : apply(args);

const addAll = (args: Arguments): Value => {
  const dates = args.filter((arg) => arg instanceof Date);
  if (dates.length > 1) return refuse(16612, 'only one date allowed in an $add expression');
  const sum = args
    .filter((arg) => !(arg instanceof Date))
    .reduce<Value>((total, arg) => add(numberFor('$add', total), numberFor('$add', arg)), 0);
  const [date] = dates;
  return date === undefined ? sum : new Date(date.getTime() + Math.round(toNumber(numberFor('$add', sum))));
};

const difference = ([a, b]: Arguments): Value => {
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  const amount = numberFor('$subtract', b);
  if (a instanceof Date) return new Date(a.getTime() - Math.round(toNumber(amount)));
  return subtract(numberFor('$subtract', a), amount);
};

/** Two numbers of which the second divides. */
const operands = (operator: string, code: number, [a, b]: Arguments): readonly [Numeric, Numeric] => {
  const [number, divisor] = [numberFor(operator, a), numberFor(operator, b)];
  return toNumber(divisor) === 0 ? refuse(code, `can't ${operator} by zero`) : [number, divisor];
};

const divide = (args: Arguments): Value => {
  const [a, b] = operands('$divide', 2, args);
  const quotient = toNumber(a) / toNumber(b);
  if (!(a instanceof Decimal128) && !(b instanceof Decimal128)) return double(quotient);
  return isFiniteNumber(a) && isFiniteNumber(b)
    ? divideExact(exact(toDecimal(a)), exact(toDecimal(b)))
    : Decimal128.fromString(String(quotient));
};

const placesFor = (operator: string, value: Value | undefined): number => {
  const places = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (!Number.isInteger(places))
    return refuse(51082, `precision argument to ${operator} must be a integral value`);
  return places < -20 || places > 100
    ? refuse(51083, `cannot apply ${operator} with precision value ${places} value must be in [-20, 100]`)
    : places;
};

const rounding =
  (operator: string, mode: Parameters<typeof roundTo>[2]) =>
  ([value, places = 0]: Arguments): Value =>
    roundTo(numberFor(operator, value), placesFor(operator, places), mode) ??
    refuse(51080, `the result of ${operator} does not fit into a long`);

const power = ([a, b]: Arguments): Value => {
  const base = isNumeric(a) ? a : refuse(28762, `$pow's base must be numeric, not ${typeName(a)}`);
  const exponent = isNumeric(b) ? b : refuse(28763, `$pow's exponent must be numeric, not ${typeName(b)}`);
  if (base instanceof Decimal128 || exponent instanceof Decimal128) return unsupported('$pow on a decimal');
  const [number, times] = [toNumber(base), toNumber(exponent)];
  if (number === 0 && times < 0) return refuse(28764, '$pow cannot take a base of 0 and a negative exponent');
  const exact = isWhole(base) && isWhole(exponent) && (times >= 0 || Math.abs(number) === 1);
  return (exact ? wholePower(base, exponent) : undefined) ?? double(number ** times);
};

interface Domain {
  readonly code: number;
  readonly demand: string;
  readonly holds: (value: number) => boolean;
}

const real = (operator: string, apply: (value: number) => number, domain?: Domain): Plain =>
  plain(
    1,
    1,
    orNull(([value]) => {
      const number = numberFor(operator, value);
      if (number instanceof Decimal128) return unsupported(`${operator} on a decimal`);
      const argument = toNumber(number);
      if (domain !== undefined && !Number.isNaN(argument) && !domain.holds(argument))
        return refuse(domain.code, `${operator}'s argument must be ${domain.demand}, but is ${argument}`);
      return double(apply(argument));
    }),
  );

const positive = (code: number): Domain => ({
  code,
  demand: 'a positive number',
  holds: (value) => value > 0,
});

export const arithmeticOperators: Readonly<Record<string, Plain>> = {
  $add: plain(0, Infinity, orNull(addAll)),
  $subtract: plain(2, 2, orNull(difference)),
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
  $mod: plain(
    2,
    2,
    orNull((args) => remainder(...operands('$mod', 16610, args))),
  ),
  $abs: plain(
    1,
    1,
    orNull(
      ([value]) => absolute(numberFor('$abs', value)) ?? refuse(28680, "can't take $abs of long long min"),
    ),
  ),
  $ceil: plain(1, 1, orNull(rounding('$ceil', 'ceil'))),
  $floor: plain(1, 1, orNull(rounding('$floor', 'floor'))),
  $round: plain(1, 2, orNull(rounding('$round', 'halfEven'))),
  $trunc: plain(1, 2, orNull(rounding('$trunc', 'down'))),
  $pow: plain(2, 2, orNull(power)),
  $sqrt: real('$sqrt', Math.sqrt, {
    code: 28714,
    demand: 'greater than or equal to 0',
    holds: (value) => value >= 0,
  }),
  $exp: real('$exp', Math.exp),
  $ln: real('$ln', Math.log, positive(28766)),
  $log10: real('$log10', Math.log10, positive(28761)),
};
