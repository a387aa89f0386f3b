import { createPager } from './pager.js';
import type { Pages } from './read-all.js';
import type { Storage } from './storage.js';
import { type StoredEvent, tombstoneRevision } from './stored-event.js';
import { firstVisibleRevision, isSoftDeleted, oldestVisibleTime } from './stream-metadata.js';
import type { Streams } from './streams.js';

const lastOrdinaryRevision = tombstoneRevision - 1;

export const existence = (streams: Streams, stream: string): 'exists' | 'not-found' | 'deleted' => {
  if (streams.isTombstoned(stream)) return 'deleted';
  const isGone = streams.lastRevision(stream) < 0 || isSoftDeleted(streams.metadata(stream));
  return isGone ? 'not-found' : 'exists';
};

const isYoung = (streams: Streams, stream: string): ((event: StoredEvent) => boolean) => {
  const oldest = oldestVisibleTime(streams.metadata(stream), Date.now());
  return (event) => event.createdAt >= oldest;
};

/** The event at a revision, if a read of its stream would show it now. */
export const visibleEvent = (
  { storage, streams }: { storage: Storage; streams: Streams },
  stream: string,
  revision: number,
): StoredEvent | undefined => {
  const streamId = streams.idOf(stream);
  if (streamId === undefined || existence(streams, stream) !== 'exists') return undefined;
  if (revision < firstVisibleRevision(streams.metadata(stream), streams.lastRevision(stream)))
    return undefined;
  const event = storage.eventAt(streamId, revision);
  return event && isYoung(streams, stream)(event) ? event : undefined;
};

/** Pages of a stream, the event at `from` included, as its metadata lets them be seen when each page is read. */
export const streamForwards = (
  { storage, streams }: { storage: Storage; streams: Streams },
  stream: string,
  from: number,
  to = lastOrdinaryRevision,
): Pages => {
  const pager = createPager();
  let cursor = from;
  return {
    next: () => {
      const streamId = streams.idOf(stream);
      const last = streams.lastRevision(stream);
      if (streamId === undefined || cursor > last) return { events: [], isLast: true };
      // Not kept in the cursor: what is hidden now may be visible again, as after a deletion.
      const visible = Math.max(cursor, firstVisibleRevision(streams.metadata(stream), last));
      const page = pager.load((limit) => storage.streamForwards(streamId, { from: visible, to, limit }));
      cursor = (page.events.at(-1)?.revision ?? cursor - 1) + 1;
      return { ...page, events: page.events.filter(isYoung(streams, stream)) };
    },
  };
};

export const streamBackwards = (
  { storage, streams }: { storage: Storage; streams: Streams },
  stream: string,
  from: number,
): Pages => {
  const pager = createPager();
  let cursor = Math.min(from, lastOrdinaryRevision);
  return {
    next: () => {
      const streamId = streams.idOf(stream);
      const first = firstVisibleRevision(streams.metadata(stream), streams.lastRevision(stream));
      if (streamId === undefined || cursor < first) return { events: [], isLast: true };
      const page = pager.load((limit) =>
        storage.streamBackwards(streamId, { from: first, to: cursor, limit }),
      );
      cursor = (page.events.at(-1)?.revision ?? first) - 1;
      return { ...page, events: page.events.filter(isYoung(streams, stream)) };
    },
  };
};
