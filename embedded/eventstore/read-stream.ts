import { createPageSize } from './page-size.js';
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

/** Pages of a stream, the event at `from` included, as its metadata lets them be seen when each page is read. */
export const streamForwards = (
  { storage, streams }: { storage: Storage; streams: Streams },
  stream: string,
  from: number,
  to = lastOrdinaryRevision,
): Pages => {
  const size = createPageSize();
  let cursor = from;
  return {
    next: () => {
      const streamId = streams.idOf(stream);
      const last = streams.lastRevision(stream);
      if (streamId === undefined || cursor > last) return { events: [], isLast: true };
      const limit = size.limit();
      cursor = Math.max(cursor, firstVisibleRevision(streams.metadata(stream), last));
      const page = storage.streamForwards(streamId, { from: cursor, to, limit });
      size.learn(page);
      cursor = (page.at(-1)?.revision ?? cursor - 1) + 1;
      return { events: page.filter(isYoung(streams, stream)), isLast: page.length < limit };
    },
  };
};

export const streamBackwards = (
  { storage, streams }: { storage: Storage; streams: Streams },
  stream: string,
  from: number,
): Pages => {
  const size = createPageSize();
  let cursor = Math.min(from, lastOrdinaryRevision);
  return {
    next: () => {
      const streamId = streams.idOf(stream);
      const first = firstVisibleRevision(streams.metadata(stream), streams.lastRevision(stream));
      if (streamId === undefined || cursor < first) return { events: [], isLast: true };
      const limit = size.limit();
      const page = storage.streamBackwards(streamId, { from: first, to: cursor, limit });
      size.learn(page);
      cursor = (page.at(-1)?.revision ?? first) - 1;
      return { events: page.filter(isYoung(streams, stream)), isLast: page.length < limit };
    },
  };
};
