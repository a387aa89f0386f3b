import { createPager, type Page } from './pager.js';
import type { Storage } from './storage.js';

export type Pages = { next(): Page };

const beyondEverything = Number.MAX_SAFE_INTEGER;

/** Pages of $all, the event at `from` included; `to` is where a read ends even if more is appended meanwhile. */
export const allForwards = (storage: Storage, from: number, to = beyondEverything): Pages => {
  const pager = createPager();
  let cursor = from;
  return {
    next: () => {
      const page = pager.load((limit) => storage.allForwards({ from: cursor, to, limit }));
      cursor = (page.events.at(-1)?.position ?? cursor - 1) + 1;
      return page;
    },
  };
};

/** As on the real server a position read backwards is the end of a record: the event at `before` is not included. */
export const allBackwards = (storage: Storage, before: number): Pages => {
  const pager = createPager();
  let cursor = before - 1;
  return {
    next: () => {
      const page = pager.load((limit) => storage.allBackwards({ from: 0, to: cursor, limit }));
      cursor = (page.events.at(-1)?.position ?? cursor + 1) - 1;
      return page;
    },
  };
};
