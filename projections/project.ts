import { LRUCache } from 'lru-cache';
import type { Position } from '../domain/codecs/numbers.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { groupBy } from '../domain/group-by.js';
import type { Addition, Document, DocumentStore, ReadModel } from './read-model.js';

interface Entry {
  readonly event: Recorded<AnyEvent>;
}

/** An addition with the place of the event that it follows from. */
interface Placed<Doc extends Document> {
  readonly addition: Addition<Doc>;
  readonly position: Position;
}

/** What one document has become, and what the documents that sum it up gain and lose by that. */
interface Evolved<Doc extends Document> {
  readonly doc: Doc | undefined;
  readonly placed: readonly Placed<Doc>[];
}

const cachedDocuments = 5000;

/**
 * Brings the documents of one read model up to date with a batch of events, with one read and one write.
 * A document carries the position that it has seen: an event that comes again changes nothing and writes nothing.
 * What documents that sum up others gain and lose is found from the others before and after each event.
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

  const evolve = (before: Doc | undefined, key: string, entries: readonly Entry[]): Evolved<Doc> => {
    try {
      let doc = before;
      const placed: Placed<Doc>[] = [];
      for (const { event } of entries) {
        if (doc !== undefined && doc.position >= event.position) continue;
        const after = model.evolve(doc, event);
        for (const addition of model.additions?.({ before: doc, after, event }) ?? [])
          placed.push({ addition, position: event.position });
        doc = after;
      }
      return { doc, placed };
    } catch (error) {
      park(error, key);
      return { doc: before, placed: [] };
    }
  };

  /** Events that belong to no document may be counted all the same. */
  const additionsOf = (event: Recorded<AnyEvent>): readonly Placed<Doc>[] => {
    try {
      const additions = model.additions?.({ before: undefined, after: undefined, event }) ?? [];
      return additions.map((addition) => ({ addition, position: event.position }));
    } catch (error) {
      park(error, event.eventId);
      return [];
    }
  };

  const sumUp = async (placed: readonly Placed<Doc>[]): Promise<void> => {
    const byKey = groupBy(placed, ({ addition }) => addition.key);
    const before = await load([...byKey.keys()]);
    const changed: Doc[] = [];
    for (const [key, additions] of byKey) {
      const known = before.get(key);
      const news = additions
        .filter(({ position }) => known === undefined || known.position < position)
        .sort((left, right) => left.position - right.position);
      let doc = known;
      for (const { addition, position } of news) doc = addition.add(doc, position);
      if (doc !== undefined && news.length > 0) changed.push(doc);
    }
    if (changed.length > 0) await save(changed);
  };

  return async (batch: readonly Recorded<AnyEvent>[]): Promise<void> => {
    const placed: Placed<Doc>[] = [];
    const byKey = groupBy(
      batch.flatMap((event) => {
        if (event.redacted === true && model.takesRedacted !== true) return [];
        const key = model.key(event);
        if (key === undefined) placed.push(...additionsOf(event));
        return key === undefined ? [] : [{ key, event }];
      }),
      ({ key }) => key,
    );
    const before = byKey.size === 0 ? new Map<string, Doc>() : await load([...byKey.keys()]);
    const changed: Doc[] = [];
    for (const [key, entries] of byKey) {
      const { doc, placed: added } = evolve(before.get(key), key, entries);
      placed.push(...added);
      if (doc !== undefined && doc !== before.get(key)) changed.push(doc);
    }
    // First, so that after a crash in between the documents still are what they were when the sums were found.
    if (placed.length > 0) await sumUp(placed);
    if (changed.length > 0) await save(changed);
    // Its documents are removed next, and must not come back from here.
    if (batch.some(({ type }) => type === 'LeadErased')) cache.clear();
  };
};
