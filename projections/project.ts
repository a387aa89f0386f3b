import { LRUCache } from 'lru-cache';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { groupBy } from '../domain/group-by.js';
import type { Document, DocumentStore, ReadModel } from './read-model.js';

const cachedDocuments = 5000;

/**
 * Brings the documents of one read model up to date with a batch of events, with one read and one write.
 * A document carries the position that it has seen: an event that comes again changes nothing and writes nothing.
 */
export const createProject = <Doc extends Document>(model: ReadModel<Doc>, store: DocumentStore<Doc>) => {
  // Only what has been saved, so that after a failed write the documents are read again.
  const cache = new LRUCache<string, Doc>({ max: cachedDocuments });

  const load = async (keys: readonly string[]): Promise<ReadonlyMap<string, Doc>> => {
    const known = keys.flatMap((key) => cache.get(key) ?? []);
    const missing = keys.filter((key) => !cache.has(key));
    const read = missing.length === 0 ? [] : await store.load(missing);
    return new Map([...known, ...read].map((doc) => [doc._id, doc]));
  };

  const save = async (docs: readonly Doc[]): Promise<void> => {
    for (const doc of docs) cache.delete(doc._id);
    await store.save(docs);
    for (const doc of docs) cache.set(doc._id, doc);
  };

  return async (batch: readonly Recorded<AnyEvent>[]): Promise<void> => {
    const byKey = groupBy(
      batch.flatMap((event) => {
        const key = model.key(event);
        return key === undefined ? [] : [{ key, event }];
      }),
      ({ key }) => key,
    );
    if (byKey.size === 0) return;
    const before = await load([...byKey.keys()]);
    const changed: Doc[] = [];
    for (const [key, entries] of byKey) {
      let doc = before.get(key);
      for (const { event } of entries)
        if (doc === undefined || doc.position < event.position) doc = model.evolve(doc, event);
      if (doc !== undefined && doc !== before.get(key)) changed.push(doc);
    }
    if (changed.length > 0) await save(changed);
  };
};
