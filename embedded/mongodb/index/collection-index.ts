import { type Doc, isNumeric, toNumber, type Value } from '../bson/value.js';
import { CommandError } from '../errors.js';
import type { Expression } from '../query/expression.js';
import { matches } from '../query/match.js';
import { parseFilter } from '../query/parse.js';
import { visitPath } from '../query/paths.js';
import type { IndexDefinition } from './definition.js';
import { type Key, keysOf } from './keys.js';
import { createOrderedIndex, type OrderedIndex } from './ordered-index.js';

export interface IndexField {
  readonly name: string;
  readonly path: readonly string[];
  readonly direction: 1 | -1;
}

export interface Index {
  readonly definition: IndexDefinition;
  readonly fields: readonly IndexField[];
  readonly ordered: OrderedIndex;
  readonly partial?: Expression;
  isMultikey(): boolean;
  keysFor(doc: Doc): readonly Key[];
  conflict(keys: readonly Key[], record: number): Key | undefined;
  add(keys: readonly Key[], record: number): void;
  remove(keys: readonly Key[], record: number): void;
}

const directionOf = (value: Value): 1 | -1 => (isNumeric(value) && toNumber(value) < 0 ? -1 : 1);

const hasAny = (doc: Doc, fields: readonly IndexField[]): boolean =>
  fields.some(({ path }) => visitPath(doc, path, 'whole', (value) => value !== undefined));

export const createIndex = (definition: IndexDefinition): Index => {
  const fields = Object.entries(definition.key).map(([name, direction]) => ({
    name,
    path: name.split('.'),
    direction: directionOf(direction),
  }));
  const paths = fields.map(({ path }) => path);
  const ordered = createOrderedIndex(fields.map(({ direction }) => direction));
  const partial = definition.partialFilter && parseFilter(definition.partialFilter);
  let multikey = false;
  return {
    definition,
    fields,
    ordered,
    ...(partial && { partial }),
    isMultikey: () => multikey,
    keysFor: (doc) => {
      if (partial && !matches(partial, doc)) return [];
      return definition.sparse && !hasAny(doc, fields) ? [] : keysOf(doc, paths);
    },
    conflict: (keys, record) =>
      definition.unique ? keys.find((key) => ordered.otherWith(key, record) !== undefined) : undefined,
    add: (keys, record) => {
      for (const key of keys) ordered.insert(key, record);
      // An array with one key orders and intersects like a plain value.
      multikey ||= keys.length > 1;
    },
    remove: (keys, record) => {
      for (const key of keys) ordered.remove(key, record);
    },
  };
};

const shown = (value: Value | undefined): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (
    typeof value === 'object' &&
    value !== null &&
    'toHexString' in value &&
    typeof value.toHexString === 'function'
  ) {
    return `ObjectId('${String(value)}')`;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value ?? null);
};

export const duplicateKey = (namespace: string, index: Index, key: Key): CommandError => {
  const names = index.fields.map(({ name }) => name);
  const pairs = names.map((name, at) => `${name}: ${shown(key[at])}`).join(', ');
  const keyValue = Object.fromEntries(names.map((name, at) => [name, key[at] ?? null]));
  const message = `E11000 duplicate key error collection: ${namespace} index: ${index.definition.name} dup key: { ${pairs} }`;
  return new CommandError(11000, message, { keyPattern: index.definition.key, keyValue });
};
