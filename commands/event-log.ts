import type { EventId, SourceEventId } from '../domain/codecs/ids.js';
import type { Position, Revision } from '../domain/codecs/numbers.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Actor, DomainEvent, Lineage, Metadata, Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';

export interface EventToAppend {
  readonly eventId: EventId;
  readonly event: DomainEvent;
  readonly metadata: Metadata;
}

export type Appended =
  | { readonly kind: 'appended'; readonly revision: Revision; readonly position: Position }
  | { readonly kind: 'conflict' }
  /** More than the log takes at once. */
  | { readonly kind: 'too-large' };

/** Appends all or nothing after exactly that revision (`undefined`: the stream must not exist). */
export type Append = (
  stream: string,
  expected: Revision | undefined,
  events: readonly EventToAppend[],
) => Promise<Appended>;

/** The events of a stream from a revision on (at most `max` of them); none when the stream does not exist. */
export type ReadStream = (
  stream: string,
  from: Revision,
  max?: number,
) => Promise<readonly Recorded<AnyEvent>[]>;

/** Who wants something and why: stored with every event that follows. */
export interface Cause {
  readonly actor: Actor;
  readonly correlationId: EventId;
  readonly causationId: EventId;
  /** When it happened; now unless given. */
  readonly occurredAt?: Instant;
  readonly sourceEventId?: SourceEventId;
  /** Nothing where no flow led to it. */
  readonly lineage?: Lineage;
}

export type Clock = () => Instant;
export type NewId = () => EventId;
