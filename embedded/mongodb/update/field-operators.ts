import { Timestamp } from 'bson';
import { add, multiply, zeroLike } from '../bson/arithmetic.js';
import { compareValues } from '../bson/compare.js';
import { clone, isDoc, isNumeric, type Numeric, typeName, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Operator } from './operator.js';

const arithmetic =
  (
    name: string,
    verb: string,
    combine: (a: Numeric, b: Numeric) => Value,
    missing: (operand: Numeric) => Value,
  ): Operator =>
  (path, operand) => {
    if (!isNumeric(operand))
      return refuse(14, `Cannot ${verb} with non-numeric argument: {${path}: ${JSON.stringify(operand)}}`);
    return {
      creates: true,
      change: (old) => {
        if (old === undefined) return missing(operand);
        if (isNumeric(old)) return combine(old, operand);
        return refuse(
          14,
          `Cannot apply ${name} to a value of non-numeric type. The document has the field '${path}' of non-numeric type ${typeName(old)}`,
        );
      },
    };
  };

const extreme =
  (isBetter: (order: number) => boolean): Operator =>
  (_path, operand) => ({
    creates: true,
    change: (old) => (old === undefined || isBetter(compareValues(operand, old)) ? clone(operand) : old),
  });

let counter = 0;

const currentDate: Operator = (path, operand) => {
  const type = isDoc(operand) ? operand['$type'] : operand;
  if (type !== 'date' && type !== 'timestamp' && typeof type !== 'boolean') {
    return refuse(
      2,
      `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {${path}: {$type: 'date'}}}`,
    );
  }
  return {
    creates: true,
    change: (_old, { now }) =>
      type === 'timestamp' ? new Timestamp({ t: Math.floor(now.getTime() / 1000), i: ++counter }) : now,
  };
};

const rename: Operator = (path, operand) => {
  if (typeof operand !== 'string')
    return refuse(2, `The 'to' field for $rename must be a string: ${path}: ${JSON.stringify(operand)}`);
  if (operand === path)
    return refuse(2, `The source and target field for $rename must differ: ${path}: "${operand}"`);
  if (/\$/.test(path + operand))
    return refuse(2, `The source and target field for $rename may not be dynamic: ${path}`);
  return { creates: false, change: () => undefined, renameTo: operand.split('.') };
};

/** The operators that know only the old value of one field. */
export const fieldOperators: Readonly<Record<string, Operator>> = {
  $set: (_path, operand) => ({ creates: true, change: () => clone(operand) }),
  $setOnInsert: (_path, operand) => ({ creates: true, onInsertOnly: true, change: () => clone(operand) }),
  $unset: () => ({ creates: false, change: () => undefined }),
  $inc: arithmetic('$inc', 'increment', add, (operand) => operand),
  $mul: arithmetic('$mul', 'multiply', multiply, zeroLike),
  $min: extreme((order) => order < 0),
  $max: extreme((order) => order > 0),
  $currentDate: currentDate,
  $rename: rename,
};
