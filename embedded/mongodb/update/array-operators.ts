import { BSONRegExp } from 'bson';
import { compareValues, equalValues } from '../bson/compare.js';
import { asNumber, clone, type Doc, isDoc, typeName, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import { matches } from '../query/match.js';
import { isOperators, parseFilter } from '../query/parse.js';
import { parseSort, sortBy } from '../query/sort.js';
import type { Operator } from './operator.js';

const arrayOr = (old: Value | undefined, path: string, message: string): Value[] => {
  if (old === undefined) return [];
  return Array.isArray(old)
    ? [...old]
    : refuse(2, `The field '${path}' ${message} but is of type ${typeName(old)}`);
};

const integer = (value: Value | undefined, name: string): number | undefined => {
  if (value === undefined) return undefined;
  const number = asNumber(value);
  return number !== undefined && Number.isInteger(number)
    ? number
    : refuse(2, `The value for ${name} must be an integer value`);
};

const eachOf = (operand: Value, operator: string, allowed: readonly string[]): readonly Value[] => {
  if (!isDoc(operand) || !Object.hasOwn(operand, '$each')) return [operand];
  const unknown = Object.keys(operand).find((key) => !allowed.includes(key));
  if (unknown !== undefined) return refuse(2, `Unrecognized clause in ${operator}: ${unknown}`);
  const each = operand['$each'];
  return Array.isArray(each)
    ? each
    : refuse(
        operator === '$push' ? 2 : 14,
        `The argument to $each in ${operator} must be an array but it was of type ${typeName(each)}`,
      );
};

/** How `$sort` orders the elements of an array. */
const sorterOf = (sort: Value | undefined): ((items: Value[]) => Value[]) => {
  if (sort === undefined) return (items) => items;
  const direction = asNumber(sort);
  if (direction === 1 || direction === -1)
    return (items) => items.sort((a, b) => compareValues(a, b) * direction);
  if (!isDoc(sort))
    return refuse(
      2,
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  const directions = Object.values(sort).map(asNumber);
  if (directions.length === 0)
    return refuse(2, 'The $sort pattern is empty when it should be a set of fields.');
  if (directions.some((each) => each !== 1 && each !== -1))
    return refuse(2, 'The $sort element value must be either 1 or -1');
  const fields = parseSort(sort);
  return (items) => sortBy(items, (item) => (isDoc(item) ? item : {}), fields);
};

const sliced = (items: Value[], count: number | undefined): Value[] => {
  if (count === undefined) return items;
  if (count === 0) return [];
  return count > 0 ? items.slice(0, count) : items.slice(count);
};

const push: Operator = (path, operand) => {
  const items = eachOf(operand, '$push', ['$each', '$slice', '$sort', '$position']);
  const modifiers: Doc = isDoc(operand) && Object.hasOwn(operand, '$each') ? operand : {};
  const count = integer(modifiers['$slice'], '$slice');
  const position = integer(modifiers['$position'], '$position');
  const sorted = sorterOf(modifiers['$sort']);
  return {
    mode: 'create',
    change: (old) => {
      const array = arrayOr(old, path, 'must be an array');
      array.splice(position ?? array.length, 0, ...items.map(clone));
      return sliced(sorted(array), count);
    },
  };
};

const addToSet: Operator = (path, operand) => {
  const items = eachOf(operand, '$addToSet', ['$each']);
  return {
    mode: 'create',
    change: (old) => {
      const array = arrayOr(old, path, 'must be an array');
      for (const item of items)
        if (!array.some((element) => equalValues(element, item))) array.push(clone(item));
      return array;
    },
  };
};

/** What `$pull` takes away: equal values, documents that a query matches, or elements that operators match. */
const pullTest = (operand: Value): ((element: Value) => boolean) => {
  if (isOperators(operand) || operand instanceof BSONRegExp) {
    const filter = parseFilter({ element: operand });
    return (element) => matches(filter, { element });
  }
  if (!isDoc(operand)) return (element) => equalValues(element, operand);
  const filter = parseFilter(operand);
  return (element) => isDoc(element) && matches(filter, element);
};

const removing =
  (operator: string, testOf: (operand: Value) => (element: Value) => boolean): Operator =>
  (_path, operand) => {
    const test = testOf(operand);
    return {
      mode: 'change',
      change: (old) => {
        if (!Array.isArray(old)) return refuse(2, `Cannot apply ${operator} to a non-array value`);
        return old.filter((element) => !test(element));
      },
    };
  };

const pullAll = (operand: Value): ((element: Value) => boolean) => {
  if (!Array.isArray(operand))
    return refuse(2, `$pullAll requires an array argument but was given a ${typeName(operand)}`);
  return (element) => operand.some((item) => equalValues(item, element));
};

const pop: Operator = (path, operand) => {
  const end = asNumber(operand);
  if (end !== 1 && end !== -1) return refuse(9, `$pop expects 1 or -1, found: ${String(operand)}`);
  return {
    mode: 'change',
    change: (old) => {
      if (!Array.isArray(old))
        return refuse(14, `Path '${path}' contains an element of non-array type '${typeName(old)}'`);
      return end === 1 ? old.slice(0, -1) : old.slice(1);
    },
  };
};

export const arrayOperators: Readonly<Record<string, Operator>> = {
  $push: push,
  $addToSet: addToSet,
  $pull: removing('$pull', pullTest),
  $pullAll: removing('$pullAll', pullAll),
  $pop: pop,
};
