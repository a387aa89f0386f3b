import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { compareValues, equalValues, typeOrder } from '../bson/compare.js';
import { exact, truncated } from '../bson/decimal.js';
import { scalarKey } from '../bson/scalar-key.js';
import { asNumber, type Doc, isDoc, isNumeric, toNumber, typeName, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Predicate } from './expression.js';
import { compileRegex, regexTest } from './regex.js';
import { typeTest } from './type-test.js';

const isNothing = (value: Value | undefined): boolean => value === undefined || value === null;

const isNaNValue = (value: Value | undefined): boolean => isNumeric(value) && Number.isNaN(toNumber(value));

const predicate = (operator: string, operand: Value, test: Predicate['test'], whole = false): Predicate => ({
  operator,
  operand,
  whole,
  test,
});

export const equals = (operand: Value): Predicate =>
  predicate(
    '$eq',
    operand,
    operand === null ? isNothing : (value) => value !== undefined && equalValues(value, operand),
  );

export const matchesRegex = (operand: BSONRegExp): Predicate =>
  predicate('$regex', operand, regexTest(operand));

/** Only values of the operand's own type compare, except with MinKey and MaxKey. */
const compares =
  (operator: string, holds: (order: number) => boolean) =>
  (operand: Value): Predicate => {
    if (operand instanceof BSONRegExp)
      return refuse(2, `Can't have RegEx as arg to predicate over field '${operator}'.`);
    const bracket = typeOrder(operand);
    const open = operand instanceof MinKey || operand instanceof MaxKey;
    const nan = isNaNValue(operand);
    return predicate(operator, operand, (value) => {
      if (open && value === undefined) return holds(operand instanceof MinKey ? 1 : -1);
      if (bracket === 5) return isNothing(value) && holds(0);
      if (value === undefined || (!open && typeOrder(value) !== bracket)) return false;
      if (bracket === 10 && nan !== isNaNValue(value)) return false;
      return holds(compareValues(value, operand));
    });
  };

export const isIn = (operand: Value): Predicate => {
  if (!Array.isArray(operand)) return refuse(2, '$in needs an array');
  if (operand.some((item) => isDoc(item) && Object.keys(item)[0]?.startsWith('$')))
    refuse(2, 'cannot nest $ under $in');
  const tests = operand.map((item) => (item instanceof BSONRegExp ? regexTest(item) : equals(item).test));
  const keys = new Set(operand.map(scalarKey));
  const slow = operand.flatMap((item, at) => (scalarKey(item) === undefined ? (tests[at] ?? []) : []));
  return predicate('$in', operand, (value) => {
    const key = scalarKey(value);
    if (key === undefined) return tests.some((test) => test(value));
    return keys.has(key) || slow.some((test) => test(value));
  });
};

/** A number without its fraction; undefined for what is none, or not finite. */
const whole = (value: Value | undefined): bigint | undefined =>
  isNumeric(value) && Number.isFinite(toNumber(value)) ? truncated(exact(value)) : undefined;

const remainder = (operand: Value): Predicate => {
  if (!Array.isArray(operand)) return refuse(2, 'malformed mod, needs to be an array');
  if (operand.length < 2) return refuse(2, 'malformed mod, not enough elements');
  if (operand.length > 2) return refuse(2, 'malformed mod, too many elements');
  const divisor = whole(operand[0]) ?? refuse(2, 'malformed mod, divisor not a number');
  const rest = whole(operand[1]) ?? refuse(2, 'malformed mod, remainder not a number');
  if (divisor === 0n) return refuse(2, 'divisor cannot be 0');
  return predicate('$mod', operand, (value) => {
    const number = whole(value);
    return number !== undefined && number % divisor === rest;
  });
};

const hasSize = (operand: Value): Predicate => {
  const size = asNumber(operand);
  if (size === undefined)
    return refuse(9, `Failed to parse $size. Expected a number in: $size: ${typeName(operand)}`);
  if (!Number.isInteger(size)) return refuse(9, 'Failed to parse $size. Expected an integer');
  if (size < 0) return refuse(9, 'Failed to parse $size. Expected a non-negative number');
  return predicate('$size', operand, (value) => Array.isArray(value) && value.length === size, true);
};

export const exists = (operand: Value): Predicate =>
  predicate('$exists', operand, (value) => value !== undefined);

/** The operators that test one value; `$ne`, `$nin`, `$not`, `$all` and `$elemMatch` are built from them. */
export const predicates: Readonly<Record<string, (operand: Value) => Predicate>> = {
  $eq: equals,
  $gt: compares('$gt', (order) => order > 0),
  $gte: compares('$gte', (order) => order >= 0),
  $lt: compares('$lt', (order) => order < 0),
  $lte: compares('$lte', (order) => order <= 0),
  $in: isIn,
  $mod: remainder,
  $size: hasSize,
  $type: (operand) => predicate('$type', operand, typeTest(operand)),
};

/** `{$regex, $options}` is one operator spread over two keys. */
export const regexOf = (operators: Doc): Predicate => {
  const pattern = operators['$regex'];
  const options = operators['$options'];
  if (options !== undefined && typeof options !== 'string') return refuse(2, '$options has to be a string');
  if (typeof pattern === 'string') {
    // BSONRegExp throws an error of its own on an unknown option.
    compileRegex(pattern, options ?? '');
    return matchesRegex(new BSONRegExp(pattern, options ?? ''));
  }
  if (!(pattern instanceof BSONRegExp))
    return refuse(2, pattern === undefined ? '$options needs a $regex' : '$regex has to be a string');
  if (options !== undefined && pattern.options !== '')
    return refuse(51074, 'options set in both $regex and $options');
  return options === undefined
    ? matchesRegex(pattern)
    : regexOf({ $regex: pattern.pattern, $options: options });
};
