import { setTimeout as delay } from 'node:timers/promises';
import {
  type AllStreamRecordedEvent,
  BACKWARDS,
  END,
  FORWARDS,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  type ReadPosition,
  type RecordedEvent,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { Append, EventToAppend, ReadStream } from '../commands/event-log.js';
import { UnreadableEvent } from '../commands/poison.js';
import { decode, decodeOrThrow } from '../domain/codecs/decode.js';
import { withWholeCharacters } from '../domain/codecs/half-characters.js';
import { EventId } from '../domain/codecs/ids.js';
import { Position, Revision } from '../domain/codecs/numbers.js';
import { Instant } from '../domain/codecs/time.js';
import { Metadata, type Recorded } from '../domain/event.js';
import { type AnyEvent, decodeEvent } from '../domain/events.js';
import { eventVersionOf, upcast } from '../domain/upcast.js';
import type { Client } from './own-log.js';
import { recordedAtOf } from './recorded-at.js';
import { isAboutPerson, isSealed, openForm, plainForm, type StoredForm, sealedForm } from './sealed-event.js';
import type { SubjectKeys } from './subject-keys.js';

/** An event from the log, or why it cannot be read: its type is not known, or its shape is wrong. */
export type ReadEvent =
  | { readonly ok: true; readonly event: Recorded<AnyEvent> }
  | { readonly ok: false; readonly message: string };

const tries = 4;
const firstWait = 100;
const patience = 10_000;

export const toPosition = (commit: bigint): Position => decodeOrThrow(Position, Number(commit));

const withType = (event: AnyEvent, rest: Omit<Recorded<AnyEvent>, 'type' | 'data'>): Recorded<AnyEvent> => ({
  ...rest,
  ...event,
});

type Stored = RecordedEvent | AllStreamRecordedEvent;
type KnownKeys = Awaited<ReturnType<SubjectKeys['toOpen']>>;

/** Makes a stored event one of ours. */
const readEvent = (stored: Stored, keys: KnownKeys): ReadEvent => {
  const where = `event ${stored.revision} of ${stored.streamId}`;
  const { streamId: stream, id: eventId, type } = stored;
  const opened = openForm({ stream, eventId, type, data: stored.data, metadata: stored.metadata }, keys);
  if (opened.kind === 'unreadable') return { ok: false, message: `${where} ${opened.message}` };
  const metadata = decode(Metadata, opened.metadata, 'metadata');
  const version = (metadata.ok ? metadata.value.eventVersion : undefined) ?? 1;
  if (version > eventVersionOf(type))
    return { ok: false, message: `${where} was written by a newer Leadline (version ${version})` };
  const held = opened.kind === 'open' ? opened.data : opened.kept;
  const data = upcast(type, version, held);
  const event = decodeEvent(data === undefined ? { type: 'EventErased', data: { type } } : { type, data });
  if (event === undefined) return { ok: false, message: `${where} has the unknown type ${type}` };
  const faults = [...(event.ok ? [] : event.faults), ...(metadata.ok ? [] : metadata.faults)];
  if (!event.ok || !metadata.ok)
    return {
      ok: false,
      message: `${where}: ${faults.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
    };
  return {
    ok: true,
    event: withType(event.value, {
      eventId: decodeOrThrow(EventId, stored.id),
      stream: stored.streamId,
      revision: decodeOrThrow(Revision, Number(stored.revision)),
      position: toPosition(stored.position?.commit ?? 0n),
      recordedAt: decodeOrThrow(Instant, recordedAtOf(stored)),
      metadata: metadata.value,
      ...(opened.kind === 'erased' ? { redacted: true as const } : {}),
      ...(data === held ? {} : { asStored: held }),
    }),
  };
};

/** Makes stored events ours, those of people with keys that are read all at once. */
export const createReadEvents =
  (keys: SubjectKeys) =>
  async (stored: readonly Stored[]): Promise<readonly ReadEvent[]> => {
    const sealed = new Set(stored.filter(({ data }) => isSealed(data)).map(({ streamId }) => streamId));
    const known = await keys.toOpen([...sealed]);
    return stored.map((event) => readEvent(event, known));
  };

const toStored = ({ eventId, event: { type } }: EventToAppend, { data, metadata }: StoredForm) => {
  const eventVersion = eventVersionOf(type);
  return jsonEvent({
    id: eventId,
    type,
    data: { ...data },
    metadata: { ...metadata, ...(eventVersion === 1 ? {} : { eventVersion }) },
  });
};

/** Nobody knows what became of what was asked. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

/** What was told us is whole; what we have cut off to a length may not be. */
const withWholeTexts = (toAppend: EventToAppend): EventToAppend => {
  const { event } = toAppend;
  const data = withWholeCharacters(event.data);
  return data === event.data ? toAppend : { ...toAppend, event: { ...event, data } };
};

/** The client leaves an append that is under way while its connection breaks without an answer, for ever. */
export const answered = <A>(call: Promise<A>): Promise<A> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotAnswered('the event store has not answered')), patience);
    call.then(resolve, reject).finally(() => clearTimeout(timer));
  });

/** Appends with an exact revision; after a failure whose outcome is not known, again with the same event ids. */
export const createAppend =
  (client: Client, keys: SubjectKeys): Append =>
  async (stream, expected, events) => {
    const key = isAboutPerson(stream) ? await keys.toSeal(stream) : undefined;
    // Once: sealed again, the same event would be another one when it is tried again.
    const stored = events
      .map(withWholeTexts)
      .map((event) => toStored(event, key === undefined ? plainForm(event) : sealedForm(stream, event, key)));
    const expectedRevision = expected === undefined ? NO_STREAM : BigInt(expected);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const call = client.appendToStream(stream, stored, { expectedRevision });
        const { nextExpectedRevision, position } = await answered(call);
        return {
          kind: 'appended',
          revision: decodeOrThrow(Revision, Number(nextExpectedRevision)),
          position: toPosition(position?.commit ?? 0n),
        };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) return { kind: 'conflict' };
        if (error instanceof MaxAppendSizeExceededError) return { kind: 'too-large' };
        if (attempt === tries) throw error;
        await delay(firstWait * 2 ** attempt);
      }
    }
  };

export const createReadStream = (client: Client, keys: SubjectKeys): ReadStream => {
  const readEvents = createReadEvents(keys);
  return async (stream, from, max) => {
    const stored: RecordedEvent[] = [];
    try {
      const read = client.readStream(stream, {
        direction: FORWARDS,
        fromRevision: BigInt(from),
        ...(max === undefined ? {} : { maxCount: max }),
      });
      // Every read goes on to its end: the client cannot be disposed of after two that were left early.
      for await (const event of read) stored.push(event);
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      throw error;
    }
    return (await readEvents(stored)).map((one) => {
      // A state folded without one of its events would be wrong without saying so.
      if (!one.ok) throw new UnreadableEvent(one.message);
      return one.event;
    });
  };
};

const page = 1000;

/** The newest of our events in the thousand before a position, and the position at which those begin. */
const newestBefore = async (client: Client, before: ReadPosition) => {
  let newest: bigint | undefined;
  let oldest: bigint | undefined;
  for await (const { position, event } of client.readAll({
    direction: BACKWARDS,
    fromPosition: before,
    maxCount: page,
  })) {
    oldest = position;
    if (event !== undefined) newest ??= position;
  }
  return { newest, oldest };
};

/**
 * The position of our newest event.
 * @param known a position up to which the log is known: where there is none of ours after it, it is the answer
 */
export const readHead = async (client: Client, known: Position = toPosition(0n)): Promise<Position> => {
  let before: ReadPosition = END;
  for (;;) {
    const { newest, oldest } = await newestBefore(client, before);
    if (newest !== undefined && newest > known) return toPosition(newest);
    if (oldest === undefined || oldest <= known) return known;
    before = { commit: oldest, prepare: oldest };
  }
};
