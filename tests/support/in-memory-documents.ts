import type { Filter, Find } from '../../projections/queries.js';
import type { Document, DocumentStore } from '../../projections/read-model.js';

/** A collection in memory; keeps copies, as a database does, and counts what is written. */
export interface InMemoryDocuments<Doc extends Document> extends DocumentStore<Doc>, Find<Doc> {
  readonly all: () => readonly Doc[];
  readonly writes: () => number;
}

const valueAt = (doc: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      doc,
    );

const meets = (value: unknown, wanted: Filter[string]): boolean => {
  if (typeof wanted !== 'object') return Array.isArray(value) ? value.includes(wanted) : value === wanted;
  if (typeof value !== 'string') return false;
  if ('$in' in wanted) return wanted.$in.includes(value);
  return '$gt' in wanted ? value > wanted.$gt : value < wanted.$lt;
};

const compare = (left: unknown, right: unknown): number => {
  const [a, b] = [String(left), String(right)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

export const createInMemoryDocuments = <Doc extends Document>(): InMemoryDocuments<Doc> => {
  const docs = new Map<string, Doc>();
  let writes = 0;
  const copyOf = (id: string): readonly Doc[] => {
    const doc = docs.get(id);
    return doc === undefined ? [] : [structuredClone(doc)];
  };
  const all = (): readonly Doc[] => [...docs.keys()].sort().flatMap(copyOf);
  const matching = (filter: Filter): readonly Doc[] =>
    all().filter((doc) =>
      Object.entries(filter).every(([path, wanted]) => meets(valueAt(doc, path), wanted)),
    );
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
    many: async ({ filter, sort, limit }) =>
      [...matching(filter)]
        .sort((left, right) => {
          for (const [path, direction] of Object.entries(sort)) {
            const order = compare(valueAt(left, path), valueAt(right, path));
            if (order !== 0) return order * direction;
          }
          return 0;
        })
        .slice(0, limit),
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
