import { fieldPath } from '../bson/field-path.js';
import { type Doc, field, isDoc, setField, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Evaluate, Plain, Special } from './evaluate.js';
import { arithmeticOperators } from './operators/arithmetic.js';
import { arrayOperators } from './operators/array.js';
import { arrayExpressions } from './operators/array-each.js';
import { dateExpressions } from './operators/date.js';
import { comparisonOperators, logicOperators } from './operators/logic.js';
import { objectExpressions, objectOperators } from './operators/object.js';
import { stringExpressions, stringOperators } from './operators/string.js';
import { summaryOperators } from './operators/summary.js';
import { typeOperators } from './operators/type.js';

const plainOperators: ReadonlyMap<string, Plain> = new Map(
  Object.entries({
    ...arithmeticOperators,
    ...arrayOperators,
    ...comparisonOperators,
    ...objectOperators,
    ...stringOperators,
    ...summaryOperators,
    ...typeOperators,
  }),
);

const specialOperators: ReadonlyMap<string, Special> = new Map(
  Object.entries({
    ...arrayExpressions,
    ...dateExpressions,
    ...logicOperators,
    ...objectExpressions,
    ...stringExpressions,
  }),
);

/** Every operator of an expression. */
export const expressionNames: readonly string[] = [...plainOperators.keys(), ...specialOperators.keys()];

/** Unlike in a filter, arrays on the way are mapped and positions mean nothing. */
const follow = (value: Value | undefined, path: readonly string[]): Value | undefined => {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(value)) {
    return value.flatMap((element) => {
      const found = isDoc(element) || Array.isArray(element) ? follow(element, path) : undefined;
      return found === undefined ? [] : [found];
    });
  }
  return isDoc(value) ? follow(field(value, head), rest) : undefined;
};

const compileVariable = (text: string): Evaluate => {
  if (text === '') return refuse(16870, 'empty variable names are not allowed');
  const [name = '', ...path] = fieldPath(text);
  switch (name) {
    case 'ROOT':
    case 'CURRENT':
      return ({ root }) => follow(root, path);
    case 'REMOVE':
      return () => undefined;
    case 'NOW':
      return () => new Date();
    default:
      return ({ variables }) =>
        Object.hasOwn(variables, name)
          ? follow(variables[name], path)
          : refuse(17276, `Use of undefined variable: ${name}`);
  }
};

const compileText = (text: string): Evaluate => {
  if (text.startsWith('$$')) return compileVariable(text.slice(2));
  if (!text.startsWith('$')) return () => text;
  if (text === '$') return refuse(16872, "'$' by itself is not a valid FieldPath");
  const path = fieldPath(text.slice(1));
  return ({ root }) => follow(root, path);
};

const compilePlain = (name: string, operator: Plain, operand: Value): Evaluate => {
  const args = (Array.isArray(operand) ? operand : [operand]).map(compileExpression);
  if (args.length < operator.least || args.length > operator.most) {
    const wanted =
      operator.least === operator.most
        ? `exactly ${operator.least}`
        : `${operator.least} to ${operator.most}`;
    return refuse(16020, `Expression ${name} takes ${wanted} arguments. ${args.length} were passed in.`);
  }
  return (scope) => operator.apply(args.map((arg) => arg(scope)));
};

const compileOperator = (name: string, operand: Value): Evaluate => {
  const special = specialOperators.get(name);
  if (special) return special(operand, compileExpression);
  const operator = plainOperators.get(name);
  return operator ? compilePlain(name, operator, operand) : refuse(168, `Unrecognized expression '${name}'`);
};

const compileDoc = (doc: Doc): Evaluate => {
  const [first, ...more] = Object.keys(doc);
  if (first?.startsWith('$')) {
    if (more.length > 0)
      return refuse(
        15983,
        `An object representing an expression must have exactly one field: ${Object.keys(doc).join(', ')}`,
      );
    return compileOperator(first, doc[first] ?? null);
  }
  const fields = Object.entries(doc).map(([name, value]): readonly [string, Evaluate] => [
    name,
    compileExpression(value),
  ]);
  return (scope) => {
    const result: Doc = {};
    for (const [name, evaluate] of fields) {
      const value = evaluate(scope);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  };
};

/** Compiles an aggregation expression; an operator that does not exist here is refused by name. */
export const compileExpression = (value: Value): Evaluate => {
  if (typeof value === 'string') return compileText(value);
  if (Array.isArray(value)) {
    const parts = value.map(compileExpression);
    return (scope) => parts.map((part) => part(scope) ?? null);
  }
  return isDoc(value) ? compileDoc(value) : () => value;
};
