import { BSONRegExp, ObjectId } from 'bson';
import { equalValues } from '../bson/compare.js';
import { clone, type Doc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Expression, Predicate } from '../query/expression.js';
import type { Update } from './update.js';
import { writePath } from './write-path.js';

const equalities = (expression: Expression): readonly (readonly [readonly string[], Value])[] => {
  if (expression.kind === 'and') return expression.parts.flatMap(equalities);
  if (expression.kind === 'or') {
    const [only] = expression.parts;
    return only !== undefined && expression.parts.length === 1 ? equalities(only) : [];
  }
  if (expression.kind !== 'path') return [];
  const value = equality(expression.predicate);
  return value === undefined ? [] : [[expression.path, value]];
};

/** The one value that a predicate demands: `$all` tests one for each value, and an `$in` of one is an equality, too. */
const equality = ({ operator, operand }: Predicate): Value | undefined => {
  if (operator === '$eq' || operator === '$all') return operand;
  const [only] = operator === '$in' && Array.isArray(operand) && operand.length === 1 ? operand : [];
  return only instanceof BSONRegExp ? undefined : only;
};

const fromFilter = (filter: Expression): Doc => {
  const doc: Doc = {};
  const seen = new Set<string>();
  for (const [path, value] of equalities(filter)) {
    const name = path.join('.');
    const clash = [...seen].some(
      (other) => other === name || other.startsWith(`${name}.`) || name.startsWith(`${other}.`),
    );
    if (clash) refuse(54, `cannot infer query fields to set, path '${name}' is matched twice`);
    if (name.startsWith('_id.'))
      refuse(111, `field at '_id' must be exactly specified, field at sub-path '${name}' found`);
    seen.add(name);
    writePath(doc, path, 'create', () => clone(value));
  }
  return doc;
};

const idFirst = (doc: Doc): Doc => {
  const { _id = new ObjectId(), ...rest } = doc;
  return { _id, ...rest };
};

/** The document that an upsert inserts when nothing matches. */
export const upserted = (filter: Expression, update: Update, now: Date): Doc => {
  const known = fromFilter(filter);
  const id = known['_id'];
  const base: Doc = update.kind === 'replacement' ? (id === undefined ? {} : { _id: id }) : known;
  const doc = update.apply(base, { isInsert: true, now, matched: () => undefined });
  if (id !== undefined && !equalValues(id, doc['_id'])) {
    refuse(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  return idFirst(doc);
};
