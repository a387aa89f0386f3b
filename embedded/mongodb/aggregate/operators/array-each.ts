import { compareValues } from '../../bson/compare.js';
import { asNumber, isDoc, isTruthy, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { parseSort, sortBy } from '../../query/sort.js';
import { type Evaluate, isNothing, type Scope, type Special, variableName } from '../evaluate.js';
import { namedArguments } from '../named-arguments.js';
import { arrayFor, integerFor } from './array.js';

const withVariable = (scope: Scope, name: string, value: Value | undefined): Scope => ({
  ...scope,
  variables: { ...scope.variables, [name]: value },
});

const nameIn = (operator: string, value: Value | undefined): string =>
  value === undefined
    ? 'this'
    : typeof value === 'string'
      ? variableName(value)
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

/** How many elements `$filter` keeps at most. */
const mostFor = (limit: Value | undefined): number | undefined => {
  if (isNothing(limit)) return undefined;
  const most = integerFor('$filter', limit, [327391, 327391]);
  return most > 0 ? most : refuse(327392, '$filter: limit must be greater than 0');
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
    const { input, as, cond, limit } = namedArguments('$filter', operand, ['input', 'cond'], ['as', 'limit']);
    const name = nameIn('$filter', as);
    const test = compile(cond ?? null);
    const most = compile(limit ?? null);
    return overArray('$filter', compile(input ?? null), (items, scope) =>
      items.filter((item) => isTruthy(test(withVariable(scope, name, item)))).slice(0, mostFor(most(scope))),
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
