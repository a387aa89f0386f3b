import { equalValues } from '../../bson/compare.js';
import { createDistinct } from '../../bson/distinct.js';
import { scalarKey } from '../../bson/scalar-key.js';
import { type Doc, isDoc, setField, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import type { Evaluate } from '../evaluate.js';
import { compileExpression } from '../expression.js';
import { mergeObjects } from '../operators/object.js';
import { summaries } from '../operators/summary.js';
import type { Stage, StageParser } from '../stage.js';

type Values = (Value | undefined)[];

const distinct = (values: Values): Value[] => {
  const { add, values: found } = createDistinct();
  for (const value of values) if (value !== undefined) add(value);
  return found;
};

const accumulators: Readonly<Record<string, (values: Values) => Value | undefined>> = {
  ...summaries,
  $count: (values) => values.length,
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: distinct,
  $mergeObjects: mergeObjects,
};

/** Every accumulator of `$group`. */
export const accumulatorNames: readonly string[] = Object.keys(accumulators);

interface Accumulator {
  readonly name: string;
  readonly evaluate: Evaluate;
  readonly finish: (values: Values) => Value | undefined;
}

const parseAccumulator = (name: string, spec: Value): Accumulator => {
  if (name.startsWith('$')) return refuse(40236, `The field name '${name}' cannot be an operator name`);
  if (name.includes('.')) return refuse(40235, `The field name '${name}' cannot contain '.'`);
  const [operator, ...more] = isDoc(spec) ? Object.keys(spec) : [];
  if (!isDoc(spec) || operator === undefined)
    return refuse(40234, `The field '${name}' must be an accumulator object`);
  if (more.length > 0) return refuse(40238, `The field '${name}' must specify one accumulator`);
  const finish = Object.hasOwn(accumulators, operator) ? accumulators[operator] : undefined;
  if (finish === undefined) return refuse(15952, `unknown group operator '${operator}'`);
  return {
    name,
    finish,
    evaluate: compileExpression(operator === '$count' ? null : (spec[operator] ?? null)),
  };
};

interface Group {
  readonly id: Value;
  readonly values: readonly Values[];
}

/** Finds the group of a key; keys that only comparing can tell apart are searched. */
const createGroups = (width: number) => {
  const quick = new Map<string, Group>();
  const slow: Group[] = [];
  const create = (id: Value): Group => ({ id, values: Array.from({ length: width }, (): Values => []) });
  return {
    of: (id: Value): Group => {
      const text = scalarKey(id) ?? (isDoc(id) ? compositeKey(id) : undefined);
      const known = text === undefined ? slow.find((group) => equalValues(group.id, id)) : quick.get(text);
      if (known) return known;
      const group = create(id);
      if (text === undefined) slow.push(group);
      else quick.set(text, group);
      return group;
    },
    all: (): readonly Group[] => [...quick.values(), ...slow],
  };
};

const compositeKey = (id: Doc): string | undefined => {
  const parts = Object.entries(id).map(([name, value]) => [
    name,
    scalarKey(value) ?? (value === null ? 'null' : undefined),
  ]);
  return parts.every(([, key]) => key !== undefined) ? `{${JSON.stringify(parts)}` : undefined;
};

export const group: StageParser = (operand) => {
  if (!isDoc(operand)) return refuse(15947, "a group's fields must be specified in an object");
  const { _id, ...fields } = operand;
  if (_id === undefined) return refuse(15955, 'a group specification must include an _id');
  const idOf = compileExpression(_id);
  const parsed = Object.entries(fields).map(([name, spec]) => parseAccumulator(name, spec));
  const stage: Stage = function* (docs) {
    const groups = createGroups(parsed.length);
    for (const doc of docs) {
      const scope = { root: doc, variables: {} };
      const { values } = groups.of(idOf(scope) ?? null);
      for (const [at, { evaluate }] of parsed.entries()) values[at]?.push(evaluate(scope));
    }
    for (const { id, values } of groups.all()) {
      const result: Doc = { _id: id };
      for (const [at, { name, finish }] of parsed.entries())
        setField(result, name, finish(values[at] ?? []) ?? null);
      yield result;
    }
  };
  return stage;
};
