import { increment, scale } from '../bson/arithmetic.js';
import { compareValues } from '../bson/compare.js';
import { clone, isDoc, isNumeric, type Numeric, typeName, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Operator } from './operator.js';
import { rename } from './rename.js';
import { nextTimestamp } from './timestamps.js';

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
      mode: 'create',
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
    mode: 'create',
    change: (old) => (old === undefined || isBetter(compareValues(operand, old)) ? clone(operand) : old),
  });

const currentDate: Operator = (path, operand) => {
  if (!isDoc(operand) && typeof operand !== 'boolean') {
    return refuse(
      2,
      `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  const unknown = isDoc(operand) ? Object.keys(operand).find((key) => key !== '$type') : undefined;
  if (unknown !== undefined) return refuse(2, `Unrecognized $currentDate option: ${unknown}`);
  const type = isDoc(operand) ? operand['$type'] : operand;
  if (type !== 'date' && type !== 'timestamp' && typeof type !== 'boolean') {
    return refuse(
      2,
      `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {${path}: {$type: 'date'}}}`,
    );
  }
  return {
    mode: 'create',
    change: (_old, { now }) => (type === 'timestamp' ? nextTimestamp(now) : now),
  };
};

/** The operators that know only the old value of one field. */
export const fieldOperators: Readonly<Record<string, Operator>> = {
  $set: (_path, operand) => ({ mode: 'create', change: () => clone(operand) }),
  $setOnInsert: (_path, operand) => ({ mode: 'create', onInsertOnly: true, change: () => clone(operand) }),
  $unset: () => ({ mode: 'remove', change: () => undefined }),
  $inc: arithmetic('$inc', 'increment', increment, (operand) => operand),
  $mul: arithmetic('$mul', 'multiply', scale, (operand) => scale(operand, 0)),
  $min: extreme((order) => order < 0),
  $max: extreme((order) => order > 0),
  $currentDate: currentDate,
  $rename: rename,
};
