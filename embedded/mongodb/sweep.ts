import { TypeEdge } from './index/bound.js';
import type { Index } from './index/collection-index.js';
import type { Catalog } from './storage/catalog.js';
import type { Collection } from './storage/collection.js';

const dates = 45;

const sweepIndex = (collection: Collection, index: Index, seconds: number, now: Date): number => {
  const cutoff = new Date(now.getTime() - seconds * 1000);
  const [field] = index.fields;
  const ascending = {
    low: { parts: [new TypeEdge(dates, -1)], side: -1 },
    high: { parts: [cutoff], side: 1 },
  } as const;
  const descending = {
    low: { parts: [cutoff], side: -1 },
    high: { parts: [new TypeEdge(dates, -1)], side: 1 },
  } as const;
  const range = field?.direction === -1 ? descending : ascending;
  const expired = new Set([...index.ordered.entries(range, false)].map(({ record }) => record));
  for (const record of expired) {
    const doc = collection.records.get(record);
    if (doc) collection.remove(record, doc);
  }
  return expired.size;
};

/** Deletes what the TTL indexes say has expired; returns how many documents. */
export const sweepExpired = (catalog: Catalog, now: Date): number => {
  let removed = 0;
  for (const collection of catalog.all()) {
    for (const index of collection.indexes()) {
      const seconds = index.definition.expireAfterSeconds;
      if (seconds !== undefined) removed += sweepIndex(collection, index, seconds, now);
    }
  }
  return removed;
};
