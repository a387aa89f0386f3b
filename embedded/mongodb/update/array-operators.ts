import { BSONRegExp } from 'bson';
import { compareValues, equalValues } from '../bson/compare.js';
import { asNumber, clone, type Doc, isDoc, typeName, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import { matches } from '../query/match.js';
import { parseFilter } from '../query/parse.js';
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
        14,
        `The argument to $each in ${operator} must be an array but it was of type ${typeName(each)}`,
      );
};

const sortElements = (items: Value[], sort: Value | undefined): Value[] => {
  if (sort === undefined) return items;
  const direction = asNumber(sort);
  if (direction === 1 || direction === -1) return items.sort((a, b) => compareValues(a, b) * direction);
  if (!isDoc(sort))
    return refuse(
      2,
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  return sortBy(items, (item) => (isDoc(item) ? item : {}), parseSort(sort));
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
  return {
    creates: true,
    change: (old) => {
      const array = arrayOr(old, path, 'must be an array');
      array.splice(position ?? array.length, 0, ...items.map(clone));
      return sliced(sortElements(array, modifiers['$sort']), count);
    },
  };
};

const addToSet: Operator = (path, operand) => {
  const items = eachOf(operand, '$addToSet', ['$each']);
  return {
    creates: true,
    change: (old) => {
      const array = arrayOr(old, path, 'must be an array');
      for (const item of items)
        if (!array.some((element) => equalValues(element, item))) array.push(clone(item));
      return array;
    },
  };
};

const pullTest = (operand: Value): ((element: Value) => boolean) => {
  if (isDoc(operand)) {
    const isOperators = Object.keys(operand)[0]?.startsWith('$') === true;
    if (!isOperators) {
      const filter = parseFilter(operand);
      return (element) => isDoc(element) && matches(filter, element);
    }
  }
  if (!isDoc(operand) && !(operand instanceof BSONRegExp)) return (element) => equalValues(element, operand);
  const filter = parseFilter({ element: isDoc(operand) ? { $elemMatch: operand } : operand });
  return (element) => matches(filter, { element: [element] });
};

const removing =
  (operator: string, testOf: (operand: Value) => (element: Value) => boolean): Operator =>
  (_path, operand) => {
    const test = testOf(operand);
    return {
      creates: false,
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
    creates: false,
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
