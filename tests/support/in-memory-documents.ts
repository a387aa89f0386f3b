import { serialize } from 'bson';
import { decode } from '../../embedded/mongodb/bson/codec.js';
import type { Doc } from '../../embedded/mongodb/bson/value.js';
import { matches } from '../../embedded/mongodb/query/match.js';
import { parseFilter } from '../../embedded/mongodb/query/parse.js';
import { parseSort, sortBy } from '../../embedded/mongodb/query/sort.js';
import type { Filter, Find } from '../../projections/queries.js';
import type { Document, DocumentStore } from '../../projections/read-model.js';

/** A collection in memory; keeps copies, as a database does, and counts what is written. */
export interface InMemoryDocuments<Item extends Document> extends DocumentStore<Item>, Find<Item> {
  readonly all: () => readonly Item[];
  readonly writes: () => number;
}

const valueAt = (doc: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      doc,
    );

/** As a database has it: what a filter and an order see is the same there. */
const stored = (doc: object): Doc => decode(serialize(doc));

export const createInMemoryDocuments = <Item extends Document>(): InMemoryDocuments<Item> => {
  const docs = new Map<string, Item>();
  let writes = 0;
  const copyOf = (id: string): readonly Item[] => {
    const doc = docs.get(id);
    return doc === undefined ? [] : [structuredClone(doc)];
  };
  const all = (): readonly Item[] => [...docs.keys()].sort().flatMap(copyOf);
  const matching = (filter: Filter): readonly Item[] => {
    const expression = parseFilter(stored(filter));
    return all().filter((doc) => matches(expression, stored(doc)));
  };
  return {
    all,
    writes: () => writes,
    load: async (ids) => ids.flatMap(copyOf),
    ping: async () => undefined,
    save: async (changed) => {
      for (const doc of changed) docs.set(doc._id, structuredClone(doc));
      writes += changed.length;
    },
    one: async (id) => copyOf(id)[0],
    many: async ({ filter, sort, limit }) => {
      const order = parseSort(stored(sort));
      return sortBy(matching(filter), stored, order).slice(0, limit);
    },
    count: async (filter) => matching(filter).length,
    countBy: async (filter, path) => {
      const counts = new Map<number, number>();
      for (const doc of matching(filter)) {
        const value = valueAt(doc, path);
        if (typeof value === 'number') counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return counts;
    },
  };
};
