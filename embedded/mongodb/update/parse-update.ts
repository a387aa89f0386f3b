import { compareStrings } from '../bson/compare.js';
import { type Doc, isDoc, typeName, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import { arrayOperators } from './array-operators.js';
import { checkConflicts } from './conflicts.js';
import { fieldOperators } from './field-operators.js';
import type { FieldUpdate } from './operator.js';
import { updatePath } from './update-path.js';

const operators = { ...fieldOperators, ...arrayOperators };

/** Every operator of an update. */
export const updateOperators: readonly string[] = Object.keys(operators);

const parseOperator = (operator: string, fields: Value): readonly FieldUpdate[] => {
  const parse = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (parse === undefined) {
    return refuse(
      9,
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isDoc(fields)) {
    return refuse(
      9,
      `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${JSON.stringify(fields)}}`,
    );
  }
  return Object.entries(fields).map(([path, operand]) => ({
    path: updatePath(path),
    operator,
    ...parse(path, operand),
  }));
};

const compareParts = (a: string, b: string): number =>
  /^\d+$/.test(a) && /^\d+$/.test(b) ? Number(a) - Number(b) : compareStrings(a, b);

/** MongoDB applies updates in the order of their paths, whatever the order they are written in. */
const comparePaths = (a: FieldUpdate, b: FieldUpdate): number => {
  for (let at = 0; at < a.path.length && at < b.path.length; at++) {
    const order = compareParts(a.path[at] ?? '', b.path[at] ?? '');
    if (order !== 0) return order;
  }
  return a.path.length - b.path.length;
};

export const parseOperators = (update: Doc): readonly FieldUpdate[] => {
  const updates = Object.entries(update).flatMap(([operator, fields]) => parseOperator(operator, fields));
  checkConflicts(updates);
  return updates.toSorted(comparePaths);
};
