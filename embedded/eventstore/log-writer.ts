import { firstPosition, positionAfter } from './positions.js';
import type { RecentIds } from './recent-ids.js';
import type { Storage } from './storage.js';
import type { ProposedEvent } from './stored-event.js';
import type { Streams } from './streams.js';

const loadEnd = (storage: Storage): { last: number; next: number } => {
  const event = storage.lastEvent();
  return event === undefined
    ? { last: 0, next: firstPosition }
    : { last: event.position, next: positionAfter(event.position, event.stream, event) };
};

/** Puts events at the end of the log. Call it inside a transaction only. */
export const createLogWriter = (storage: Storage, streams: Streams, recentIds: RecentIds) => {
  let known: ReturnType<typeof loadEnd> | undefined;
  const end = (): ReturnType<typeof loadEnd> => {
    known ??= loadEnd(storage);
    return known;
  };

  return {
    lastPosition: (): number => end().last,
    /** Answers the position of the last event written. */
    write: (stream: string, firstRevision: number, events: readonly ProposedEvent[]): number => {
      const streamId = streams.idForWriting(stream);
      const createdAt = Date.now();
      for (const [index, event] of events.entries()) {
        const position = end().next;
        const revision = firstRevision + index;
        storage.insertEvent(streamId, { ...event, stream, position, revision, createdAt });
        recentIds.set(event.id, { stream, revision, position });
        known = { last: position, next: positionAfter(position, stream, event) };
      }
      streams.wasWritten(stream, firstRevision + events.length - 1);
      return end().last;
    },
    /** After a rollback memory may be ahead of the disk. */
    forget: (): void => {
      recentIds.clear();
      known = undefined;
    },
  };
};

export type LogWriter = ReturnType<typeof createLogWriter>;
