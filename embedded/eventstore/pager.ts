import type { StoredEvent } from './stored-event.js';

/** `isLast`: nothing was left behind this page when it was read. */
export type Page = { readonly events: readonly StoredEvent[]; readonly isLast: boolean };

const firstLimit = 32;
const maxLimit = 512;
const wantedBytes = 1024 * 1024;

/** Loads pages so that one of large events takes about as much memory as one of small ones. */
export const createPager = () => {
  let limit = firstLimit;

  const learn = (page: readonly StoredEvent[]): void => {
    const bytes = page.reduce((sum, event) => sum + event.data.length + event.metadata.length + 200, 0);
    const fitting = Math.floor((wantedBytes * page.length) / Math.max(1, bytes));
    if (page.length > 0) limit = Math.min(maxLimit, limit * 4, Math.max(1, fitting));
  };

  return {
    load: (query: (limit: number) => StoredEvent[]): Page => {
      const wanted = limit;
      // One more than is wanted tells whether there is more.
      const found = query(wanted + 1);
      learn(found);
      return { events: found.slice(0, wanted), isLast: found.length <= wanted };
    },
  };
};
