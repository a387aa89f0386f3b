import type { StoredEvent } from './stored-event.js';

const firstLimit = 32;
const maxLimit = 512;
const wantedBytes = 1024 * 1024;

/** How many events to load at once, so that a page of large events takes about as much memory as one of small ones. */
export const createPageSize = () => {
  let limit = firstLimit;
  return {
    limit: (): number => limit,
    learn: (page: readonly StoredEvent[]): void => {
      const bytes = page.reduce((sum, event) => sum + event.data.length + event.metadata.length + 200, 0);
      const fitting = Math.floor((wantedBytes * page.length) / Math.max(1, bytes));
      if (page.length > 0) limit = Math.min(maxLimit, limit * 4, Math.max(1, fitting));
    },
  };
};
