import { BSONRegExp } from 'bson';
import { equalValues } from '../bson/compare.js';
import type { Value } from '../bson/value.js';
import type { Expression, Predicate } from './expression.js';

/** A predicate that every matching document meets at a path. */
export interface Constraint {
  readonly path: string;
  readonly predicate: Predicate;
}

const inElement = (path: string, element: Expression): readonly Constraint[] =>
  constraintsOf(element).map((inner) => ({ ...inner, path: `${path}.${inner.path}` }));

/** The positive single-path demands of a filter; what cannot be used for an index is left out. */
export const constraintsOf = (expression: Expression): readonly Constraint[] => {
  if (expression.kind === 'and') return expression.parts.flatMap(constraintsOf);
  if (expression.kind !== 'path') return [];
  const path = expression.path.join('.');
  const { predicate } = expression;
  const own = { path, predicate };
  return predicate.element === undefined ? [own] : [own, ...inElement(path, predicate.element)];
};

const demandsPresence = ({ operator, operand, test }: Predicate): boolean =>
  operator === '$exists' || (operator === '$elemMatch' && operand !== null) || !test(undefined);

export const demandsField = (constraints: readonly Constraint[], path: string): boolean =>
  constraints.some((constraint) => constraint.path === path && demandsPresence(constraint.predicate));

/** Null also stands for a missing field. */
const holdsFor = (wanted: Predicate, item: Value): boolean =>
  !Array.isArray(item) && wanted.test(item) && (item !== null || wanted.test(undefined));

const isComparison = /^\$[gl]te?$/;

const implies = (given: Predicate, wanted: Predicate): boolean => {
  const { operator, operand } = given;
  if (operator === wanted.operator && equalValues(operand, wanted.operand)) return true;
  if (operator === '$eq') return holdsFor(wanted, operand);
  if (operator === '$in' && Array.isArray(operand)) {
    return (
      operand.length > 0 && operand.every((item) => !(item instanceof BSONRegExp) && holdsFor(wanted, item))
    );
  }
  if (wanted.operator === '$exists') return demandsPresence(given);
  if (!isComparison.test(operator) || operator.slice(0, 3) !== wanted.operator.slice(0, 3)) return false;
  return operand !== null && wanted.test(operand);
};

/** Whether every document that meets the constraints is in a partial index; false when in doubt. */
export const impliesPartial = (constraints: readonly Constraint[], partial: Expression): boolean => {
  if (partial.kind === 'and') return partial.parts.every((part) => impliesPartial(constraints, part));
  if (partial.kind !== 'path') return false;
  const path = partial.path.join('.');
  return constraints.some((given) => given.path === path && implies(given.predicate, partial.predicate));
};
