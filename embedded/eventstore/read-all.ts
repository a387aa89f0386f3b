import { createPageSize } from './page-size.js';
import type { Storage } from './storage.js';
import type { StoredEvent } from './stored-event.js';

/** `isLast`: nothing was left behind this page when it was read. */
export type Page = { readonly events: readonly StoredEvent[]; readonly isLast: boolean };
export type Pages = { next(): Page };

const beyondEverything = Number.MAX_SAFE_INTEGER;

/** Pages of $all, the event at `from` included; `to` is where a read ends even if more is appended meanwhile. */
export const allForwards = (storage: Storage, from: number, to = beyondEverything): Pages => {
  const size = createPageSize();
  let cursor = from;
  return {
    next: () => {
      const limit = size.limit();
      const events = storage.allForwards({ from: cursor, to, limit });
      size.learn(events);
      const last = events.at(-1);
      if (last !== undefined) cursor = last.position + 1;
      return { events, isLast: events.length < limit };
    },
  };
};

/** As on the real server a position read backwards is the end of a record: the event at `before` is not included. */
export const allBackwards = (storage: Storage, before: number): Pages => {
  const size = createPageSize();
  let cursor = before - 1;
  return {
    next: () => {
      const limit = size.limit();
      const events = storage.allBackwards({ from: 0, to: cursor, limit });
      size.learn(events);
      const last = events.at(-1);
      if (last !== undefined) cursor = last.position - 1;
      return { events, isLast: events.length < limit };
    },
  };
};
