import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { Typed } from '../codecs/json.js';
import { isRecord } from '../codecs/struct.js';
import { RefinedType } from '../codecs/text.js';

/** Conditions combined: `{all: […]}`, `{any: […]}`, `{not: …}`, or one condition `{type, …settings}`. */
export type ConditionTree =
  | { readonly all: readonly ConditionTree[] }
  | { readonly any: readonly ConditionTree[] }
  | { readonly not: ConditionTree }
  | Typed;

export const maxConditionDepth = 10;
export const maxConditionLeaves = 200;

type Combinator = 'all' | 'any' | 'not';
const combinators: readonly Combinator[] = ['all', 'any', 'not'];

const combinatorsIn = (input: Record<string, unknown>): readonly Combinator[] =>
  combinators.filter((key) => Object.hasOwn(input, key));

const branchesOf = (input: Record<string, unknown>, key: Combinator): readonly unknown[] | undefined => {
  const branches = input[key];
  if (key === 'not') return [branches];
  return Array.isArray(branches) && branches.length > 0 ? branches : undefined;
};

const leavesIn = (input: unknown): number => {
  if (!isRecord(input)) return 1;
  const [key] = combinatorsIn(input);
  const branches = key === undefined ? undefined : branchesOf(input, key);
  return branches === undefined ? 1 : branches.reduce<number>((sum, branch) => sum + leavesIn(branch), 0);
};

const failure = (value: unknown, context: t.Context, message: string): t.ValidationError => ({
  value,
  context,
  message,
});

const faultsIn = (input: unknown, context: t.Context, depth: number): t.Errors => {
  if (depth > maxConditionDepth)
    return [failure(input, context, `conditions nest at most ${maxConditionDepth} deep`)];
  if (!isRecord(input))
    return [failure(input, context, 'must be a condition: an object with a type, or all, any or not')];
  const [key, second] = combinatorsIn(input);
  if (key === undefined) {
    const decoded = Typed.validate(input, context);
    return isLeft(decoded) ? decoded.left : [];
  }
  if (second !== undefined || Object.keys(input).length > 1)
    return [failure(input, context, `must have ${key} and nothing beside it`)];
  const branches = branchesOf(input, key);
  const place = t.appendContext(context, key, t.unknown, input[key]);
  if (branches === undefined) return [failure(input[key], place, 'must be a list of at least one condition')];
  return branches.flatMap((branch, index) =>
    faultsIn(
      branch,
      key === 'not' ? place : t.appendContext(place, String(index), t.unknown, branch),
      depth + 1,
    ),
  );
};

const isTree = (input: unknown): input is ConditionTree =>
  // Measured first: counting leaves walks the tree without a bound on its depth.
  faultsIn(input, [], 1).length === 0 && leavesIn(input) <= maxConditionLeaves;

/** At most 10 deep with at most 200 conditions. What each condition means, its own file in `rules/conditions` knows. */
export const ConditionTree = new RefinedType<ConditionTree>(
  'ConditionTree',
  isTree,
  (input, context) => {
    if (isTree(input)) return t.success(input);
    const faults = faultsIn(input, context, 1);
    return faults.length > 0
      ? t.failures(faults)
      : t.failure(input, context, `must have at most ${maxConditionLeaves} conditions`);
  },
  { type: 'object' },
);
