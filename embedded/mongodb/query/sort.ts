import { fieldPath } from '../bson/field-path.js';
import { asNumber, type Doc, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import { compareKeys } from '../index/bound.js';
import { type Key, keysOf } from '../index/keys.js';

export interface SortField {
  readonly name: string;
  readonly path: readonly string[];
  readonly direction: 1 | -1;
}

const directionOf = (name: string, value: Value): 1 | -1 => {
  if (isDoc(value)) return refuse(2, `$meta sort is not supported by the embedded server (field '${name}')`);
  const number = asNumber(value);
  if (number === undefined)
    return refuse(15974, `Illegal key in $sort specification: ${name}: ${String(value)}`);
  if (number !== 1 && number !== -1)
    return refuse(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  return number;
};

export const parseSort = (sort: Doc | undefined): readonly SortField[] =>
  Object.entries(sort ?? {}).map(([name, value]) => ({
    name,
    path: fieldPath(name),
    direction: directionOf(name, value),
  }));

export interface Sorter {
  keyOf(doc: Doc): Key;
  compare(a: Key, b: Key): number;
}

/** A document with arrays sorts by its least key, in the order of the sort. */
export const createSorter = (fields: readonly SortField[]): Sorter => {
  const directions = fields.map(({ direction }) => direction);
  const paths = fields.map(({ path }) => path);
  const compare = (a: Key, b: Key): number => compareKeys(a, b, directions);
  return {
    compare,
    keyOf: (doc) => keysOf(doc, paths).reduce((least, key) => (compare(key, least) < 0 ? key : least)),
  };
};

export const sortBy = <T>(
  items: readonly T[],
  docOf: (item: T) => Doc,
  fields: readonly SortField[],
): T[] => {
  const sorter = createSorter(fields);
  const keyed = items.map((item) => ({ item, key: sorter.keyOf(docOf(item)) }));
  return keyed.sort((a, b) => sorter.compare(a.key, b.key)).map(({ item }) => item);
};
