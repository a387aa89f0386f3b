import { LRUCache } from 'lru-cache';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { groupBy } from '../domain/group-by.js';
import type { Document, DocumentStore, ReadModel } from './read-model.js';

interface Entry {
  readonly event: Recorded<AnyEvent>;
}

const cachedDocuments = 5000;

/**
 * Brings the documents of one read model up to date with a batch of events, with one read and one write.
 * A document carries the position that it has seen: an event that comes again changes nothing and writes nothing.
 * What cannot be applied, or what the database does not take, is parked, and the other documents go on.
 */
export const createProject = <Doc extends Document>(
  model: ReadModel<Doc>,
  store: DocumentStore<Doc>,
  park: (error: unknown, id: string) => void,
) => {
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
    try {
      await store.save(docs);
      for (const doc of docs) cache.set(doc._id, doc);
    } catch {
      const [first, ...others] = docs;
      if (first === undefined) return;
      if (others.length > 0) {
        // One of them may be what the database does not take: the others are saved without it.
        for (const doc of docs) await save([doc]);
        return;
      }
      await store.ping();
      await store.save(docs).catch((again: unknown) => park(again, first._id));
    }
  };

  const evolve = (before: Doc | undefined, key: string, entries: readonly Entry[]): Doc | undefined => {
    try {
      let doc = before;
      for (const { event } of entries)
        if (doc === undefined || doc.position < event.position) doc = model.evolve(doc, event);
      return doc;
    } catch (error) {
      park(error, key);
      return before;
    }
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
      const doc = evolve(before.get(key), key, entries);
      if (doc !== undefined && doc !== before.get(key)) changed.push(doc);
    }
    if (changed.length > 0) await save(changed);
  };
};
