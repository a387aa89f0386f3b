import { compareValues, equalValues } from '../../bson/compare.js';
import { asNumber, isDoc, isTruthy, typeName, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { parseSort, sortBy } from '../../query/sort.js';
import {
  type Evaluate,
  isNothing,
  type Plain,
  plain,
  type Scope,
  type Special,
  wrongType,
} from '../evaluate.js';
import { namedArguments } from '../named-arguments.js';

const arrayFor = (operator: string, value: Value | undefined): readonly Value[] =>
  Array.isArray(value) ? value : wrongType(operator, 'arrays', typeName(value));

const integerFor = (operator: string, value: Value | undefined): number => {
  const number = asNumber(value);
  return number !== undefined && Number.isInteger(number)
    ? number
    : wrongType(operator, 'integers', typeName(value));
};

const elementAt = (operator: string, [array, at]: readonly (Value | undefined)[]): Value | undefined => {
  if (isNothing(array) || isNothing(at)) return null;
  return arrayFor(operator, array).at(integerFor(operator, at));
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
  const start = integerFor('$slice', from);
  if (count === undefined) return start >= 0 ? list.slice(0, start) : list.slice(start);
  const size = integerFor('$slice', count);
  if (size <= 0) return refuse(28729, 'Third argument to $slice must be positive');
  const begin = start < 0 ? Math.max(0, list.length + start) : start;
  return list.slice(begin, begin + size);
};

const range = ([from, to, step]: readonly (Value | undefined)[]): Value => {
  const [start, end, by] = [
    integerFor('$range', from),
    integerFor('$range', to),
    integerFor('$range', step ?? 1),
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
  $indexOfArray: plain(2, 2, ([array, value]) =>
    isNothing(array) ? null : arrayFor('$indexOfArray', array).findIndex((each) => equalValues(each, value)),
  ),
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
    onSets('$setDifference', ([a = [], b]) => unique(a.filter((value) => !holds(b, value)))),
  ),
  $setIsSubset: plain(
    2,
    2,
    onSets('$setIsSubset', ([a = [], b]) => a.every((value) => holds(b, value))),
  ),
  $anyElementTrue: plain(1, 1, ([array]) => arrayFor('$anyElementTrue', array).some(isTruthy)),
  $allElementsTrue: plain(1, 1, ([array]) => arrayFor('$allElementsTrue', array).every(isTruthy)),
};

const withVariable = (scope: Scope, name: string, value: Value | undefined): Scope => ({
  ...scope,
  variables: { ...scope.variables, [name]: value },
});

const nameIn = (operator: string, value: Value | undefined): string =>
  value === undefined
    ? 'this'
    : typeof value === 'string'
      ? value
      : refuse(9, `'as' of ${operator} must be a string`);

const overArray =
  (
    operator: string,
    input: Evaluate,
    apply: (items: readonly Value[], scope: Scope) => Value | undefined,
  ): Evaluate =>
  (scope) => {
    const array = input(scope);
    return isNothing(array) ? null : apply(arrayFor(operator, array), scope);
  };

const sortArray: Special = (operand, compile) => {
  const { input, sortBy: order } = namedArguments('$sortArray', operand, ['input', 'sortBy']);
  const direction = asNumber(order);
  const fields = isDoc(order) ? parseSort(order) : [];
  if (!isDoc(order) && direction !== 1 && direction !== -1)
    return refuse(2942501, '$sortArray needs 1, -1 or an object in sortBy');
  return overArray('$sortArray', compile(input ?? null), (items) =>
    direction === undefined
      ? sortBy(items, (item) => (isDoc(item) ? item : {}), fields)
      : items.toSorted((a, b) => compareValues(a, b) * direction),
  );
};

export const arrayExpressions: Readonly<Record<string, Special>> = {
  $map: (operand, compile) => {
    const { input, as, in: body } = namedArguments('$map', operand, ['input', 'in'], ['as']);
    const name = nameIn('$map', as);
    const each = compile(body ?? null);
    return overArray('$map', compile(input ?? null), (items, scope) =>
      items.map((item) => each(withVariable(scope, name, item)) ?? null),
    );
  },
  $filter: (operand, compile) => {
    const { input, as, cond } = namedArguments('$filter', operand, ['input', 'cond'], ['as']);
    const name = nameIn('$filter', as);
    const test = compile(cond ?? null);
    return overArray('$filter', compile(input ?? null), (items, scope) =>
      items.filter((item) => isTruthy(test(withVariable(scope, name, item)))),
    );
  },
  $reduce: (operand, compile) => {
    const {
      input,
      initialValue,
      in: body,
    } = namedArguments('$reduce', operand, ['input', 'initialValue', 'in']);
    const initial = compile(initialValue ?? null);
    const step = compile(body ?? null);
    return overArray('$reduce', compile(input ?? null), (items, scope) =>
      items.reduce<Value | undefined>(
        (value, item) => step(withVariable(withVariable(scope, 'this', item), 'value', value)),
        initial(scope),
      ),
    );
  },
  $sortArray: sortArray,
};
