import { BSONRegExp } from 'bson';
import { equalValues } from '../bson/compare.js';
import { refuse } from '../errors.js';
import type { Expression } from '../query/expression.js';
import { parseFilter } from '../query/parse.js';
import { describeIndex, type IndexDefinition } from './definition.js';

/** What tells one index from another: two of one kind cannot exist beside each other. */
const sameKind = (a: IndexDefinition, b: IndexDefinition): boolean =>
  equalValues(a.key, b.key) &&
  equalValues(a.partialFilter ?? null, b.partialFilter ?? null) &&
  a.unique === b.unique &&
  a.sparse === b.sparse;

const sameOptions = (a: IndexDefinition, b: IndexDefinition): boolean =>
  equalValues(describeIndex({ ...a, name: '' }), describeIndex({ ...b, name: '' }));

/** Whether an index is there already; one that conflicts with it is refused as in the server's `index_catalog_impl.cpp`. */
export const exists = (indexes: readonly IndexDefinition[], wanted: IndexDefinition): boolean => {
  const named = indexes.find(({ name }) => name === wanted.name);
  const alike = indexes.find((index) => sameKind(index, wanted));
  if (named !== undefined && !sameKind(named, wanted))
    return refuse(
      86,
      `An existing index has the same name as the requested index. Requested index: ${wanted.name}`,
    );
  if (named !== undefined)
    return (
      sameOptions(named, wanted) ||
      refuse(
        85,
        `An equivalent index already exists with the same name but different options: ${wanted.name}`,
      )
    );
  if (alike === undefined) return false;
  if (alike.name === '_id_') return true;
  return sameOptions(alike, wanted)
    ? refuse(85, `Index already exists with a different name: ${alike.name}`)
    : refuse(85, `An equivalent index already exists with a different name and options: ${alike.name}`);
};

const partialOperators = new Set(['$eq', '$all', '$in', '$gt', '$gte', '$lt', '$lte', '$exists', '$type']);

const isPartialFilter = (expression: Expression): boolean => {
  if (expression.kind === 'and' || expression.kind === 'or') return expression.parts.every(isPartialFilter);
  if (expression.kind !== 'path') return false;
  const { operator, operand } = expression.predicate;
  const items = Array.isArray(operand) ? operand : [];
  return partialOperators.has(operator) && !items.some((item) => item instanceof BSONRegExp);
};

/** A new partial index may only have a filter that MongoDB takes. */
export const checkPartialFilter = ({ partialFilter }: IndexDefinition): void => {
  if (partialFilter !== undefined && !isPartialFilter(parseFilter(partialFilter)))
    refuse(67, `unsupported expression in partial index: ${JSON.stringify(partialFilter)}`);
};
