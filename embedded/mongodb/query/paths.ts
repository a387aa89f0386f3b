import { type Doc, field, isDoc, type Value } from '../bson/value.js';

/** Returns true to stop the walk. `undefined` means that the field is missing. */
type Visit = (value: Value | undefined) => boolean;

type LeafArrays = 'expand' | 'whole';

const arrayIndex = /^(0|[1-9]\d*)$/;

const visitLeaf = (value: Value | undefined, leaf: LeafArrays, visit: Visit): boolean =>
  (leaf === 'expand' && Array.isArray(value) && value.some(visit)) || visit(value);

/**
 * Visits what a dotted path means in a document: arrays on the way are entered, a numeric part is also a position,
 * and a scalar on the way means that the field is missing, except inside an array, where it means nothing.
 */
export const visitPath = (
  value: Value | undefined,
  path: readonly string[],
  leaf: LeafArrays,
  visit: Visit,
): boolean => {
  const [head, ...rest] = path;
  if (head === undefined) return visitLeaf(value, leaf, visit);
  if (isDoc(value)) return visitPath(field(value, head), rest, leaf, visit);
  if (!Array.isArray(value)) return visit(undefined);
  for (const element of value) if (isDoc(element) && visitPath(element, path, leaf, visit)) return true;
  if (!arrayIndex.test(head)) return false;
  const element = value[Number(head)];
  if (element === undefined) return false;
  if (rest.length === 0) return visitLeaf(element, leaf, visit);
  return (isDoc(element) || Array.isArray(element)) && visitPath(element, rest, leaf, visit);
};

/** The one value at a path that does not enter arrays, as index keys of plain fields and `_id` need it. */
export const plainValue = (doc: Doc, path: readonly string[]): Value | undefined => {
  let value: Value | undefined = doc;
  for (const part of path) {
    if (!isDoc(value)) return undefined;
    value = field(value, part);
  }
  return value;
};
