import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { EventId, type SourceEventId } from '../../domain/codecs/ids.js';
import { Position, Revision } from '../../domain/codecs/numbers.js';
import { Instant } from '../../domain/codecs/time.js';
import type { DomainEvent, Recorded } from '../../domain/event.js';

/** An event together with what its sender said about it. */
export interface Happened<E extends DomainEvent> {
  readonly event: E;
  readonly occurredAt?: Instant;
  readonly sourceEventId?: SourceEventId;
}

/** One plain event, or one that happened at a time of its own. */
export type Given<E extends DomainEvent> = E | Happened<E>;

const start = Date.UTC(2026, 2, 1, 9);

/** The test clock: one minute for each revision. */
export const instantAt = (revision: number): Instant =>
  decodeOrThrow(Instant, new Date(start + revision * 60_000).toISOString());

/** The id of the event at a revision; the kind keeps apart ids of other things. */
export const uuidAt = (revision: number, kind = 'e'): string =>
  `00000000-0000-4000-8000-${kind}${String(revision).padStart(11, '0')}`;

const eventIdAt = (revision: number): EventId => decodeOrThrow(EventId, uuidAt(revision));

const isHappened = <E extends DomainEvent>(given: Given<E>): given is Happened<E> => 'event' in given;

const record = <E extends DomainEvent>(given: Given<E>, revision: number): Recorded<E> => {
  const { event, occurredAt, sourceEventId }: Happened<E> = isHappened(given) ? given : { event: given };
  const eventId = eventIdAt(revision);
  return {
    ...event,
    eventId,
    stream: 'test-1',
    revision: decodeOrThrow(Revision, revision),
    position: decodeOrThrow(Position, revision * 10),
    recordedAt: instantAt(revision),
    metadata: {
      correlationId: eventId,
      causationId: eventId,
      actor: { kind: 'system', id: 'test' },
      occurredAt: occurredAt ?? instantAt(revision),
      ...(sourceEventId === undefined ? {} : { sourceEventId }),
    },
  };
};

/** Events as the log would give them back: ids, revisions and instants follow from their place in the stream. */
export const recordAll = <E extends DomainEvent>(
  events: Iterable<Given<E>>,
  firstRevision = 0,
): readonly Recorded<E>[] => Array.from(events, (given, index) => record(given, firstRevision + index));
