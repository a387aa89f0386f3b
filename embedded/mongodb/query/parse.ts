import { BSONRegExp } from 'bson';
import { compileExpression } from '../aggregate/expression.js';
import { type Doc, isDoc, isTruthy, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Expression, Predicate, Test } from './expression.js';
import { matches } from './match.js';
import { equals, exists, isIn, matchesRegex, predicates, regexOf } from './predicates.js';

const references = new Set(['$ref', '$id', '$db']);

/** Whether a value is a document of operators on a field; `$and`, `$or` and `$nor` are on documents. */
export const isOperators = (value: Value): value is Doc => {
  const first = isDoc(value) ? Object.keys(value)[0] : undefined;
  return first?.startsWith('$') === true && !references.has(first) && !logical.has(first);
};

const test = (predicate: Predicate, negated = false): Test => ({ predicate, negated });

const implicit = (value: Value): Predicate =>
  value instanceof BSONRegExp ? matchesRegex(value) : equals(value);

/** An array is searched like a document whose fields are its positions. */
const asDoc = (value: Value): Doc | undefined => {
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return isDoc(value) ? value : undefined;
};

const elementMatch = (operand: Value): Predicate => {
  if (!isDoc(operand)) return refuse(2, '$elemMatch needs an Object');
  const base = { operator: '$elemMatch', operand, whole: true };
  if (isOperators(operand)) {
    const values = parseOperators(operand);
    const holds = (element: Value): boolean =>
      values.every(({ predicate, negated }) => predicate.test(element) !== negated);
    return { ...base, values, test: (value) => Array.isArray(value) && value.some(holds) };
  }
  const element = parse(operand, logical);
  const holds = (item: Value): boolean => {
    const doc = asDoc(item);
    return doc !== undefined && matches(element, doc);
  };
  return { ...base, element, test: (value) => Array.isArray(value) && value.some(holds) };
};

const all = (operand: Value): readonly Test[] => {
  if (!Array.isArray(operand)) return refuse(2, '$all needs an array');
  if (operand.length === 0) return [test({ operator: '$never', operand, whole: true, test: () => false })];
  const isElementMatch = (item: Value | undefined): item is Doc =>
    isDoc(item) && Object.keys(item)[0] === '$elemMatch';
  if (isElementMatch(operand[0])) {
    return operand.map((item) =>
      isElementMatch(item)
        ? test(elementMatch(item['$elemMatch'] ?? null))
        : refuse(2, '$all/$elemMatch has to be consistent'),
    );
  }
  return operand.map((item) => {
    if (isOperators(item)) return refuse(2, 'no $ expressions in $all');
    const predicate = implicit(item);
    return test(predicate.operator === '$eq' ? { ...predicate, operator: '$all' } : predicate);
  });
};

const conjunction = (tests: readonly Test[]): Predicate => ({
  operator: '$and',
  operand: null,
  whole: false,
  test: (value) => tests.every(({ predicate, negated }) => predicate.test(value) !== negated),
});

const negate = (operand: Value): readonly Test[] => {
  if (operand instanceof BSONRegExp) return [test(matchesRegex(operand), true)];
  if (!isDoc(operand)) return refuse(2, '$not needs a regex or a document');
  const inner = parseOperators(operand);
  if (inner.length === 0) return refuse(2, '$not cannot be empty');
  const [only] = inner;
  if (inner.length === 1 && only !== undefined) return [test(only.predicate, !only.negated)];
  return [test({ ...conjunction(inner), values: inner }, true)];
};

type FieldOperator = (operand: Value, operators: Doc) => readonly Test[];

const listed = (operand: Value): Predicate =>
  Array.isArray(operand) ? isIn(operand) : refuse(2, '$nin needs an array');

const differs = (operand: Value): Predicate =>
  operand instanceof BSONRegExp ? refuse(2, "Can't have regex as arg to $ne.") : equals(operand);

const single =
  (parseOne: (operand: Value) => Predicate): FieldOperator =>
  (operand) => [test(parseOne(operand))];

const fieldOperators: ReadonlyMap<string, FieldOperator> = new Map<string, FieldOperator>([
  ...Object.entries(predicates).map(([name, parseOne]) => [name, single(parseOne)] as const),
  ['$ne', (operand) => [test(differs(operand), true)]],
  ['$nin', (operand) => [test(listed(operand), true)]],
  ['$not', negate],
  ['$exists', (operand) => [test(exists(operand), !isTruthy(operand))]],
  ['$all', all],
  ['$elemMatch', (operand) => [test(elementMatch(operand))]],
  ['$regex', (_operand, operators) => [test(regexOf(operators))]],
  [
    '$options',
    (_operand, operators) => (operators['$regex'] === undefined ? refuse(2, '$options needs a $regex') : []),
  ],
]);

const parseOperators = (operators: Doc): readonly Test[] =>
  Object.entries(operators).flatMap(([operator, operand]) => {
    const parseOne = fieldOperators.get(operator) ?? refuse(2, `unknown operator: ${operator}`);
    return parseOne(operand, operators);
  });

const atPath = (path: readonly string[], { predicate, negated }: Test): Expression => {
  if (predicate.operator === '$and' && predicate.values !== undefined) {
    // Each test of a negated conjunction may be met by another element of an array.
    const parts = predicate.values.map((part) => atPath(path, part));
    return { kind: 'nor', parts: [{ kind: 'and', parts }] };
  }
  const expression: Expression = { kind: 'path', path, predicate };
  return negated ? { kind: 'not', part: expression } : expression;
};

const parseField = (name: string, condition: Value): readonly Expression[] => {
  const path = name.split('.');
  const tests = isOperators(condition) ? parseOperators(condition) : [test(implicit(condition))];
  return tests.map((each) => atPath(path, each));
};

type Keywords = ReadonlyMap<string, TopLevel>;

const parseList = (kind: 'and' | 'or' | 'nor', operand: Value, keywords: Keywords): Expression => {
  if (!Array.isArray(operand)) return refuse(2, `$${kind} must be an array`);
  if (operand.length === 0) return refuse(2, '$and/$or/$nor must be a nonempty array');
  const parts = operand.map((item) =>
    isDoc(item) ? parse(item, keywords) : refuse(2, '$or/$and/$nor entries need to be full objects'),
  );
  return { kind, parts };
};

type TopLevel = (operand: Value, keywords: Keywords) => readonly Expression[];

const logical: Keywords = new Map<string, TopLevel>([
  ['$and', (operand, keywords) => [parseList('and', operand, keywords)]],
  ['$or', (operand, keywords) => [parseList('or', operand, keywords)]],
  ['$nor', (operand, keywords) => [parseList('nor', operand, keywords)]],
  ['$comment', () => []],
]);

const topLevel: Keywords = new Map<string, TopLevel>([
  ...logical,
  [
    '$expr',
    (operand) => {
      const evaluate = compileExpression(operand);
      return [{ kind: 'computed', holds: (doc) => isTruthy(evaluate({ root: doc, variables: {} })) }];
    },
  ],
]);

const parse = (filter: Doc, keywords: Keywords): Expression => {
  const parts = Object.entries(filter).flatMap(([name, condition]) => {
    const operator = keywords.get(name);
    if (operator !== undefined) return operator(condition, keywords);
    if (name.startsWith('$')) return refuse(2, `unknown top level operator: ${name}`);
    return parseField(name, condition);
  });
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'and', parts };
};

/** Every operator of a filter, at its top and on its fields. */
export const queryOperators: readonly string[] = [...topLevel.keys(), ...fieldOperators.keys()];

/** Parses a filter, or refuses it with MongoDB's own error. */
export const parseFilter = (filter: Doc): Expression => parse(filter, topLevel);
