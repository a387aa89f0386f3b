import { compareValues } from '../../bson/compare.js';
import { isDoc, isTruthy, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { type Evaluate, isNothing, type Plain, plain, type Special, variableName } from '../evaluate.js';
import { namedArguments } from '../named-arguments.js';

/** Unlike in index keys, a missing value comes before every other one. */
const order = (a: Value | undefined, b: Value | undefined): number => {
  if (a === undefined || b === undefined)
    return Number(b === undefined) - Number(a === undefined) === 0 ? 0 : a === undefined ? -1 : 1;
  return compareValues(a, b);
};

const comparing = (holds: (order: number) => boolean): Plain => plain(2, 2, ([a, b]) => holds(order(a, b)));

export const comparisonOperators: Readonly<Record<string, Plain>> = {
  $eq: comparing((result) => result === 0),
  $ne: comparing((result) => result !== 0),
  $gt: comparing((result) => result > 0),
  $gte: comparing((result) => result >= 0),
  $lt: comparing((result) => result < 0),
  $lte: comparing((result) => result <= 0),
  $cmp: plain(2, 2, ([a, b]) => Math.sign(order(a, b))),
  $not: plain(1, 1, ([value]) => !isTruthy(value)),
};

const listOf = (operand: Value): readonly Value[] => (Array.isArray(operand) ? operand : [operand]);

const conditionParts = (operand: Value): readonly Value[] => {
  const names = ['if', 'then', 'else'];
  const named = namedArguments('$cond', operand, names);
  return names.map((name) => named[name] ?? null);
};

const condition: Special = (operand, compile) => {
  const list = Array.isArray(operand) ? operand : conditionParts(operand);
  if (list.length !== 3) return refuse(16020, 'Expression $cond takes exactly 3 arguments');
  const [test, yes, no] = list.map(compile);
  return (scope) => (isTruthy(test?.(scope)) ? yes?.(scope) : no?.(scope));
};

const firstNonNull: Special = (operand, compile) => {
  const parts = listOf(operand).map(compile);
  if (parts.length < 2) return refuse(1257300, '$ifNull needs at least two arguments');
  return (scope) => {
    let value: Value | undefined;
    for (const part of parts) {
      value = part(scope);
      if (!isNothing(value)) return value;
    }
    return value;
  };
};

const choose: Special = (operand, compile) => {
  const { branches, default: otherwise } = namedArguments('$switch', operand, ['branches'], ['default']);
  if (!Array.isArray(branches) || branches.length === 0)
    return refuse(40068, '$switch requires at least one branch');
  const compiled = branches.map((branch): readonly [Evaluate, Evaluate] => {
    const { case: test, then } = isDoc(branch)
      ? namedArguments('$switch', branch, ['case', 'then'])
      : refuse(40062, '$switch requires each branch to be an object');
    return [compile(test ?? null), compile(then ?? null)];
  });
  const fallback = otherwise === undefined ? undefined : compile(otherwise);
  return (scope) => {
    const branch = compiled.find(([test]) => isTruthy(test(scope)));
    if (branch) return branch[1](scope);
    return fallback
      ? fallback(scope)
      : refuse(40066, '$switch could not find a matching branch for an input, and no default was specified');
  };
};

const bind: Special = (operand, compile) => {
  const { vars, in: body } = namedArguments('$let', operand, ['vars', 'in']);
  if (!isDoc(vars)) return refuse(16876, '$let only supports an object as its vars');
  const bindings = Object.entries(vars).map(([name, value]): readonly [string, Evaluate] => [
    variableName(name),
    compile(value),
  ]);
  const result = compile(body ?? null);
  return (scope) => {
    const bound = Object.fromEntries(bindings.map(([name, value]) => [name, value(scope)]));
    return result({ ...scope, variables: { ...scope.variables, ...bound } });
  };
};

export const logicOperators: Readonly<Record<string, Special>> = {
  $and: (operand, compile) => {
    const parts = listOf(operand).map(compile);
    return (scope) => parts.every((part) => isTruthy(part(scope)));
  },
  $or: (operand, compile) => {
    const parts = listOf(operand).map(compile);
    return (scope) => parts.some((part) => isTruthy(part(scope)));
  },
  $cond: condition,
  $ifNull: firstNonNull,
  $switch: choose,
  $let: bind,
  $literal: (operand) => () => operand,
};
