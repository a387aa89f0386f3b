import { type Doc, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';

/** Named arguments of an operator; an unknown or missing one is refused by name. */
export const namedArguments = (
  operator: string,
  operand: Value,
  required: readonly string[],
  optional: readonly string[] = [],
): Doc => {
  if (!isDoc(operand)) return refuse(9, `${operator} only supports an object as its argument`);
  const unknown = Object.keys(operand).find((key) => !required.includes(key) && !optional.includes(key));
  if (unknown !== undefined) return refuse(9, `Unrecognized argument to ${operator}: ${unknown}`);
  const missing = required.find((key) => !Object.hasOwn(operand, key));
  if (missing !== undefined) return refuse(9, `Missing '${missing}' parameter to ${operator}`);
  return operand;
};
