import type { Append, Clock, EventToAppend, ReadStream } from '../../commands/event-log.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Position, Revision } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import { type AnyEvent, decodeEvent } from '../../domain/events.js';

type AnyRecorded = Recorded<AnyEvent>;
type Follow = (events: readonly AnyRecorded[]) => void;

/** The event log as the ports describe it, without a server. */
export interface InMemoryLog {
  readonly append: Append;
  readonly readStream: ReadStream;
  /** Everything in log order. */
  readonly all: () => readonly AnyRecorded[];
  /** Calls back with what each append adds, in log order. */
  readonly onAppended: (follow: Follow) => void;
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What a real log would give back: the event after it was written as JSON and read again. */
const readBack = ({ event }: EventToAppend): AnyEvent => {
  const data = throughJson(event.data);
  const decoded = decodeEvent({ type: event.type, data });
  if (decoded?.ok !== true) throw new Error(`${event.type} cannot be read back: ${JSON.stringify(decoded)}`);
  return decoded.value;
};

const withType = (event: AnyEvent, rest: Omit<AnyRecorded, 'type' | 'data'>): AnyRecorded => ({
  ...rest,
  ...event,
});

export const createInMemoryLog = (clock: Clock): InMemoryLog => {
  const streams = new Map<string, AnyRecorded[]>();
  const all: AnyRecorded[] = [];
  const followers: Follow[] = [];

  // Like the real one: positions grow, with gaps that depend on what is written.
  const nextPosition = (): Position =>
    decodeOrThrow(Position, (all.at(-1)?.position ?? 100) + 7 + ((all.length * 37) % 90));

  const repeated = (stream: readonly AnyRecorded[], first: number, events: readonly EventToAppend[]) => {
    const there = stream.slice(first, first + events.length);
    return there.length === events.length && there.every((one, i) => one.eventId === events[i]?.eventId)
      ? there.at(-1)
      : undefined;
  };

  const write = (name: string, stream: AnyRecorded[], toAppend: EventToAppend): AnyRecorded => {
    const recorded = withType(readBack(toAppend), {
      eventId: toAppend.eventId,
      stream: name,
      revision: decodeOrThrow(Revision, stream.length),
      position: nextPosition(),
      recordedAt: clock(),
      metadata: toAppend.metadata,
    });
    stream.push(recorded);
    all.push(recorded);
    return recorded;
  };

  return {
    all: () => all,
    onAppended: (follow) => {
      followers.push(follow);
    },
    readStream: async (name, from, max) =>
      (streams.get(name) ?? []).slice(from, max === undefined ? undefined : from + max),
    append: async (name, expected, events) => {
      if (events.length === 0) throw new Error('an append without events');
      const stream = streams.get(name) ?? [];
      const first = expected === undefined ? 0 : expected + 1;
      const again = repeated(stream, first, events);
      if (again !== undefined)
        return { kind: 'appended', revision: again.revision, position: again.position };
      if (stream.length !== first) return { kind: 'conflict' };
      for (const event of events) readBack(event);
      streams.set(name, stream);
      const written = events.map((event) => write(name, stream, event));
      for (const follow of followers) follow(written);
      const last = written.at(-1);
      if (last === undefined) throw new Error('nothing was written');
      return { kind: 'appended', revision: last.revision, position: last.position };
    },
  };
};
