import { Decimal128 } from 'bson';
import { add } from '../../bson/arithmetic.js';
import { compareValues } from '../../bson/compare.js';
import { divideExact, exact, isFiniteNumber } from '../../bson/decimal.js';
import { double, isNumeric, type Numeric, toNumber, type Value } from '../../bson/value.js';
import { isNothing, type Plain, plain } from '../evaluate.js';

type Values = readonly (Value | undefined)[];

const numbersIn = (values: Values): readonly Numeric[] => values.filter(isNumeric);

const total = (values: Values): Value =>
  numbersIn(values).reduce<Value>((sum, value) => (isNumeric(sum) ? add(sum, value) : sum), 0);

const mean = (values: Values): Value => {
  const numbers = numbersIn(values);
  if (numbers.length === 0) return null;
  const sum = total(numbers);
  if (sum instanceof Decimal128 && isFiniteNumber(sum)) return divideExact(exact(sum), exact(numbers.length));
  return sum instanceof Decimal128
    ? sum
    : double(numbers.reduce<number>((all, value) => all + toNumber(value), 0) / numbers.length);
};

const deviation = (values: Values, lost: number): Value => {
  const numbers = numbersIn(values).map(toNumber);
  if (numbers.length <= lost) return null;
  const average = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return double(Math.sqrt(squares / (numbers.length - lost)));
};

const extreme = (values: Values, sign: 1 | -1): Value =>
  values
    .filter((value) => !isNothing(value))
    .reduce<Value>(
      (best, value) =>
        value !== undefined && (best === null || compareValues(value, best) * sign > 0) ? value : best,
      null,
    );

/** What `$group` and expressions both make of many values. */
export const summaries: Readonly<Record<string, (values: Values) => Value>> = {
  $sum: total,
  $avg: mean,
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $stdDevPop: (values) => deviation(values, 0),
  $stdDevSamp: (values) => deviation(values, 1),
};

export const summaryOperators: Readonly<Record<string, Plain>> = Object.fromEntries(
  Object.entries(summaries).map(([name, summary]) => [
    name,
    plain(0, Infinity, (args) => {
      const [only] = args;
      return summary(args.length === 1 && Array.isArray(only) ? only : args);
    }),
  ]),
);
