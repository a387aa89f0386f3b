import { calculateObjectSize, Long } from 'bson';
import { LRUCache } from 'lru-cache';
import type { Doc } from './bson/value.js';
import { refuse } from './errors.js';

interface Cursor {
  readonly namespace: string;
  readonly docs: readonly Doc[];
  readonly keepsOpen: boolean;
  at: number;
  usedAt: number;
}

const maxBatchBytes = 16 * 1024 * 1024;
const idleAfterMs = 10 * 60_000;
const maxCursors = 1_000;
const maxWaitingResults = 2_000_000;

export interface Batch {
  readonly id: Long;
  readonly docs: Doc[];
}

/** Results that did not fit into the first batch. Where there are too many, those that nobody has asked for the longest are forgotten. */
export const createCursors = (now: () => number) => {
  const cursors = new LRUCache<string, Cursor>({
    max: maxCursors,
    maxSize: maxWaitingResults,
    sizeCalculation: ({ docs }) => Math.min(docs.length, maxWaitingResults),
  });
  let lastId = BigInt(Math.floor(Math.random() * 2 ** 52)) + 1n;

  const next = (cursor: Cursor, size: number): Doc[] => {
    const batch: Doc[] = [];
    let bytes = 0;
    while (batch.length < size) {
      const doc = cursor.docs[cursor.at];
      if (doc === undefined) break;
      bytes += calculateObjectSize(doc);
      if (bytes > maxBatchBytes && batch.length > 0) break;
      batch.push(doc);
      cursor.at++;
    }
    cursor.usedAt = now();
    return batch;
  };

  const find = (id: Long, namespace: string): Cursor => {
    const cursor = cursors.get(id.toString());
    if (cursor === undefined) return refuse(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace)
      return refuse(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    return cursor;
  };

  return {
    open: (
      namespace: string,
      docs: readonly Doc[],
      size: number,
      options: { single: boolean; keepsOpen: boolean },
    ): Batch => {
      const cursor: Cursor = { namespace, docs, at: 0, usedAt: 0, keepsOpen: options.keepsOpen };
      const batch = next(cursor, size);
      if (options.single || cursor.at >= docs.length) return { id: Long.ZERO, docs: batch };
      const id = Long.fromBigInt(++lastId);
      cursors.set(id.toString(), cursor);
      return { id, docs: batch };
    },
    more: (id: Long, namespace: string, size: number): Batch => {
      const cursor = find(id, namespace);
      const batch = next(cursor, size);
      if (cursor.at < cursor.docs.length) return { id, docs: batch };
      cursors.delete(id.toString());
      return { id: Long.ZERO, docs: batch };
    },
    kill: (id: Long): boolean => cursors.delete(id.toString()),
    closeIdle: (): void => {
      for (const [id, cursor] of cursors) {
        if (!cursor.keepsOpen && now() - cursor.usedAt > idleAfterMs) cursors.delete(id);
      }
    },
    count: (): number => cursors.size,
  };
};

export type Cursors = ReturnType<typeof createCursors>;
