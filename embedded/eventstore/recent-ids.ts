import { LRUCache } from 'lru-cache';

export type WrittenPlace = { readonly stream: string; readonly revision: number; readonly position: number };

// The real server keeps such a cache too, and forgets it at a restart: an append that must not be repeated
// names an exact revision.
const remembered = 10_000;

/** Which events were written lately: what makes a repeated append with ANY or STREAM_EXISTS harmless, as long as it is known. */
export const createRecentIds = (max = remembered) => new LRUCache<string, WrittenPlace>({ max });

export type RecentIds = ReturnType<typeof createRecentIds>;
