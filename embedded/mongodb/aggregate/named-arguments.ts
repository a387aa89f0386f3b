import { type Doc, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';

interface Codes {
  readonly unknown: number;
  /** For each required argument, in their order. */
  readonly missing: readonly number[];
}

/** The codes with which MongoDB's operators refuse their named arguments; the others do with 9, FailedToParse. */
const codes: Readonly<Record<string, Codes>> = {
  $cond: { unknown: 17083, missing: [17080, 17081, 17082] },
  $dateToString: { unknown: 18534, missing: [18628] },
  $filter: { unknown: 28647, missing: [28648, 28650] },
  $let: { unknown: 16875, missing: [16876, 16877] },
  $map: { unknown: 16879, missing: [16880, 16882] },
  $reduce: { unknown: 40076, missing: [40077, 40078, 40079] },
};

/** Named arguments of an operator; an unknown or missing one is refused by name. */
export const namedArguments = (
  operator: string,
  operand: Value,
  required: readonly string[],
  optional: readonly string[] = [],
): Doc => {
  if (!isDoc(operand)) return refuse(9, `${operator} only supports an object as its argument`);
  const unknown = Object.keys(operand).find((key) => !required.includes(key) && !optional.includes(key));
  if (unknown !== undefined)
    return refuse(codes[operator]?.unknown ?? 9, `Unrecognized argument to ${operator}: ${unknown}`);
  const missing = required.findIndex((key) => !Object.hasOwn(operand, key));
  if (missing >= 0)
    return refuse(
      codes[operator]?.missing[missing] ?? 9,
      `Missing '${required[missing]}' parameter to ${operator}`,
    );
  return operand;
};
