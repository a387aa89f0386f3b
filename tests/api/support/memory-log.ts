import type { Append, Clock, ReadStream } from '../../../commands/event-log.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { Position, Revision } from '../../../domain/codecs/numbers.js';
import type { Recorded } from '../../../domain/event.js';
import { type AnyEvent, decodeEvent } from '../../../domain/events.js';

export interface MemoryLog {
  readonly append: Append;
  readonly readStream: ReadStream;
  /** Every event after so many, in log order. */
  readonly after: (count: number) => readonly Recorded<AnyEvent>[];
  readonly head: () => Position;
}

/** Through JSON and the codecs, as a server would give it back. */
const stored = (event: { readonly type: string; readonly data: unknown }): AnyEvent => {
  const decoded = decodeEvent({ type: event.type, data: JSON.parse(JSON.stringify(event.data)) });
  if (decoded === undefined || !decoded.ok)
    throw new Error(`${event.type} cannot be stored: ${JSON.stringify(decoded?.faults)}`);
  return decoded.value;
};

/** An event log in memory that keeps the promises of the port: all or nothing, at exactly that revision. */
export const createMemoryLog = (clock: Clock): MemoryLog => {
  const events: Recorded<AnyEvent>[] = [];
  const ids = new Set<string>();
  const position = (count: number): Position => decodeOrThrow(Position, count * 10);
  const streams = new Map<string, Recorded<AnyEvent>[]>();
  const ofStream = (stream: string): readonly Recorded<AnyEvent>[] => streams.get(stream) ?? [];

  return {
    after: (count) => events.slice(count),
    head: () => position(events.length),
    readStream: async (stream, from, max = Number.POSITIVE_INFINITY) =>
      ofStream(stream)
        .filter(({ revision }) => revision >= from)
        .slice(0, max),
    append: async (stream, expected, appended) => {
      const last = ofStream(stream).at(-1)?.revision;
      if (last !== expected) return { kind: 'conflict' };
      const news = appended.map(({ eventId, event, metadata }, index): Recorded<AnyEvent> => {
        if (ids.has(eventId)) throw new Error(`the event ${eventId} is there already`);
        return {
          ...stored(event),
          eventId,
          stream,
          revision: decodeOrThrow(Revision, (last ?? -1) + 1 + index),
          position: position(events.length + 1 + index),
          recordedAt: clock(),
          metadata,
        };
      });
      for (const event of news) ids.add(event.eventId);
      events.push(...news);
      streams.set(stream, [...ofStream(stream), ...news]);
      const newest = news.at(-1);
      if (newest === undefined) throw new Error('nothing to append');
      return { kind: 'appended', revision: newest.revision, position: newest.position };
    },
  };
};
