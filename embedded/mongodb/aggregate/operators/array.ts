import { compareValues, equalValues } from '../../bson/compare.js';
import { createDistinct } from '../../bson/distinct.js';
import { asNumber, isTruthy, typeName, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { isNothing, type Plain, plain, positionFor, wrongType } from '../evaluate.js';

export const arrayFor = (operator: string, value: Value | undefined): readonly Value[] =>
  Array.isArray(value) ? value : wrongType(operator, 'arrays', typeName(value));

/** A whole number; the codes refuse what is no number, and what is not whole. */
export const integerFor = (
  operator: string,
  value: Value | undefined,
  codes: readonly [number, number],
): number => {
  const number =
    asNumber(value) ?? refuse(codes[0], `${operator} only supports numbers, not ${typeName(value)}`);
  return Number.isInteger(number)
    ? number
    : refuse(codes[1], `${operator} only supports integers, not ${number}`);
};

const elementAt = (operator: string, [array, at]: readonly (Value | undefined)[]): Value | undefined => {
  if (isNothing(array) || isNothing(at)) return null;
  return arrayFor(operator, array).at(integerFor(operator, at, [28690, 28691]));
};

const indexOf = ([array, wanted, from = 0, to]: readonly (Value | undefined)[]): Value => {
  if (isNothing(array)) return null;
  const items = arrayFor('$indexOfArray', array);
  const start = positionFor('$indexOfArray', from);
  const end = to === undefined ? items.length : positionFor('$indexOfArray', to);
  const found = items.slice(start, end).findIndex((each) => equalValues(each, wanted));
  return found < 0 ? -1 : start + found;
};

const unique = (values: readonly Value[]): Value[] =>
  values.toSorted(compareValues).filter((value, at, all) => at === 0 || !equalValues(value, all[at - 1]));

const onSets =
  (operator: string, combine: (sets: readonly (readonly Value[])[]) => Value): Plain['apply'] =>
  (args) =>
    args.some(isNothing) ? null : combine(args.map((arg) => arrayFor(operator, arg)));

const holds = (set: readonly Value[] | undefined, value: Value): boolean =>
  set?.some((each) => equalValues(each, value)) ?? false;

const slice = ([array, from, count]: readonly (Value | undefined)[]): Value => {
  if (isNothing(array) || isNothing(from)) return null;
  const list = arrayFor('$slice', array);
  const start = integerFor('$slice', from, [28725, 28726]);
  if (count === undefined) return start >= 0 ? list.slice(0, start) : list.slice(start);
  const size = integerFor('$slice', count, [28727, 28728]);
  if (size <= 0) return refuse(28729, 'Third argument to $slice must be positive');
  const begin = start < 0 ? Math.max(0, list.length + start) : start;
  return list.slice(begin, begin + size);
};

const range = ([from, to, step]: readonly (Value | undefined)[]): Value => {
  const [start, end, by] = [
    integerFor('$range', from, [34443, 34444]),
    integerFor('$range', to, [34445, 34446]),
    integerFor('$range', step ?? 1, [34447, 34448]),
  ];
  if (by === 0) return refuse(34449, '$range requires a non-zero step value');
  const count = Math.max(0, Math.ceil((end - start) / by));
  if (count > 1_000_000) return refuse(146, '$range would use too much memory');
  return Array.from({ length: count }, (_, at) => start + at * by);
};

export const arrayOperators: Readonly<Record<string, Plain>> = {
  $size: plain(1, 1, ([array]) =>
    Array.isArray(array)
      ? array.length
      : refuse(17124, `The argument to $size must be an array, but was of type: ${typeName(array)}`),
  ),
  $isArray: plain(1, 1, ([value]) => Array.isArray(value)),
  $in: plain(2, 2, ([value, array]) =>
    Array.isArray(array)
      ? holds(array, value ?? null)
      : refuse(40081, `$in requires an array as a second argument, found: ${typeName(array)}`),
  ),
  $arrayElemAt: plain(2, 2, (args) => elementAt('$arrayElemAt', args)),
  $first: plain(1, 1, ([array]) => elementAt('$first', [array, 0])),
  $last: plain(1, 1, ([array]) => elementAt('$last', [array, -1])),
  $concatArrays: plain(
    0,
    Infinity,
    onSets('$concatArrays', (arrays) => arrays.flat()),
  ),
  $reverseArray: plain(1, 1, ([array]) =>
    isNothing(array) ? null : arrayFor('$reverseArray', array).toReversed(),
  ),
  $slice: plain(2, 3, slice),
  $range: plain(2, 3, range),
  $indexOfArray: plain(2, 4, indexOf),
  $setUnion: plain(
    0,
    Infinity,
    onSets('$setUnion', (sets) => unique(sets.flat())),
  ),
  $setIntersection: plain(
    0,
    Infinity,
    onSets('$setIntersection', ([first = [], ...rest]) =>
      unique(first.filter((value) => rest.every((set) => holds(set, value)))),
    ),
  ),
  $setDifference: plain(
    2,
    2,
    onSets('$setDifference', ([a = [], b]) => {
      const { add, values } = createDistinct();
      for (const value of a) if (!holds(b, value)) add(value);
      return values;
    }),
  ),
  $setIsSubset: plain(
    2,
    2,
    onSets('$setIsSubset', ([a = [], b]) => a.every((value) => holds(b, value))),
  ),
  $anyElementTrue: plain(1, 1, ([array]) => arrayFor('$anyElementTrue', array).some(isTruthy)),
  $allElementsTrue: plain(1, 1, ([array]) => arrayFor('$allElementsTrue', array).every(isTruthy)),
};
