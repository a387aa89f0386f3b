import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { groupBy } from '../domain/group-by.js';
import type { Document, DocumentStore, ReadModel } from './read-model.js';

/**
 * Brings the documents of one read model up to date with a batch of events, with one read and one write.
 * A document carries the position that it has seen: an event that comes again changes nothing and writes nothing.
 */
export const createProject =
  <Doc extends Document>(model: ReadModel<Doc>, store: DocumentStore<Doc>) =>
  async (batch: readonly Recorded<AnyEvent>[]): Promise<void> => {
    const byKey = groupBy(
      batch.flatMap((event) => {
        const key = model.key(event);
        return key === undefined ? [] : [{ key, event }];
      }),
      ({ key }) => key,
    );
    if (byKey.size === 0) return;
    const before = new Map((await store.load([...byKey.keys()])).map((doc) => [doc._id, doc]));
    const changed: Doc[] = [];
    for (const [key, entries] of byKey) {
      let doc = before.get(key);
      for (const { event } of entries)
        if (doc === undefined || doc.position < event.position) doc = model.evolve(doc, event);
      if (doc !== undefined && doc !== before.get(key)) changed.push(doc);
    }
    if (changed.length > 0) await store.save(changed);
  };
