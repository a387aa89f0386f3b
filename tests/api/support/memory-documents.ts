import { isRecord } from '../../../domain/codecs/struct.js';
import type { Find } from '../../../projections/queries.js';
import type { Document, DocumentStore } from '../../../projections/read-model.js';

const valueAt = (doc: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), doc);

const matches = (value: unknown, wanted: unknown): boolean => {
  if (isRecord(wanted)) {
    const { $gt, $lt } = wanted;
    return (
      typeof value === 'string' &&
      (typeof $gt !== 'string' || value > $gt) &&
      (typeof $lt !== 'string' || value < $lt)
    );
  }
  return Array.isArray(value) ? value.includes(wanted) : value === wanted;
};

const compare = (left: unknown, right: unknown): number => {
  const [a, b] = [String(left), String(right)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** The documents of one read model in memory: what a projection writes and what queries find. */
export const createMemoryDocuments = <Doc extends Document>(): DocumentStore<Doc> & Find<Doc> => {
  const docs = new Map<string, Doc>();
  return {
    load: async (ids) => ids.flatMap((id) => docs.get(id) ?? []),
    save: async (changed) => {
      for (const doc of changed) docs.set(doc._id, structuredClone(doc));
    },
    one: async (id) => docs.get(id),
    many: async ({ filter, sort, limit }) => {
      const found = [...docs.values()].filter((doc) =>
        Object.entries(filter).every(([path, wanted]) => matches(valueAt(doc, path), wanted)),
      );
      const order = Object.entries(sort);
      found.sort((left, right) => {
        for (const [path, direction] of order) {
          const by = compare(valueAt(left, path), valueAt(right, path)) * direction;
          if (by !== 0) return by;
        }
        return 0;
      });
      return found.slice(0, limit);
    },
  };
};
