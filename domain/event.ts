import * as t from 'io-ts';
import { list } from './codecs/collections.js';
import { EventId, FlowId, SourceEventId } from './codecs/ids.js';
import { integer, type Position, type Revision } from './codecs/numbers.js';
import { open, type StructType, type Unset } from './codecs/struct.js';
import { oneOf } from './codecs/text.js';
import { Instant } from './codecs/time.js';

/** What an aggregate decides and a stream stores. */
export interface DomainEvent {
  readonly type: string;
  readonly data: unknown;
}

/** Who caused an event. */
export const Actor = open('Actor', {
  kind: oneOf('ActorKind', ['api-key', 'flow', 'system', 'provider', 'lead']),
  id: t.string,
});
export type Actor = t.TypeOf<typeof Actor>;

/** The flows whose runs led to something, the first first: more of them follow each other by mistake only. */
export const Lineage = list(FlowId, { max: 100 });
export type Lineage = t.TypeOf<typeof Lineage>;

/** Stored beside every event. */
export const Metadata = open(
  'Metadata',
  { correlationId: EventId, causationId: EventId, actor: Actor, occurredAt: Instant },
  {
    sourceEventId: SourceEventId,
    lineage: Lineage,
    /** A salted hash of the data, by which an exported history can still be proved when the data is erased. */
    dataHash: t.string,
    /** In which version of its type the event was written, where there is another than the first. */
    eventVersion: integer('EventVersion', { min: 1, max: 1000 }),
  },
);
export type Metadata = t.TypeOf<typeof Metadata>;

/** An event as the log gives it back. */
export type Recorded<E extends DomainEvent> = E & {
  readonly eventId: EventId;
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
  readonly recordedAt: Instant;
  readonly metadata: Metadata;
  /** Its person has been erased: the data holds only what names nobody. */
  readonly redacted?: true;
  /** What the log holds, where an older version of the event said it otherwise. */
  readonly asStored?: unknown;
};

export type EventCodec<Type extends string, Data extends t.Mixed> = StructType<
  { type: t.LiteralC<Type>; data: Data },
  Unset
>;

/** The codec of one event: its type name (never renamed) and the codec of its data (the storage format). */
export function event<const Type extends string, R extends t.Props>(
  type: Type,
  required: R,
): EventCodec<Type, StructType<R, Unset>>;
export function event<const Type extends string, R extends t.Props, O extends t.Props>(
  type: Type,
  required: R,
  optional: O,
): EventCodec<Type, StructType<R, O>>;
export function event(type: string, required: t.Props, optional: t.Props = {}): EventCodec<string, t.Mixed> {
  return open(type, { type: t.literal(type), data: open(`${type}.data`, required, optional) });
}
