import * as t from 'io-ts';
import type { EventToAppend } from '../commands/event-log.js';
import { hashOfData } from '../commands/history/history-proof.js';
import { aggregates, idInStream } from '../domain/aggregates.js';
import { decode } from '../domain/codecs/decode.js';
import { integer } from '../domain/codecs/numbers.js';
import { isRecord, open } from '../domain/codecs/struct.js';
import { isReadable } from '../domain/events.js';
import { redact } from '../domain/redact.js';
import { createSeal } from './seal.js';
import { sha256 } from './sign.js';
import { type FoundKey, type SubjectKey, type SubjectKeys, saltOf } from './subject-keys.js';

/** An event in the form in which the log keeps it. */
export interface StoredForm {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** `sealed` holds `{data, sourceEventId?}`; `kept` is what figures count, also when the key is destroyed. */
const Sealed = open(
  'Sealed',
  { sealed: open('SealedText', { key: integer('Generation', { min: 1, max: 1_000_000 }), text: t.string }) },
  { kept: t.UnknownRecord },
);

const Content = open('SealedContent', { data: t.UnknownRecord }, { sourceEventId: t.string });

const sealedCategories = [aggregates.lead, aggregates.suppression, aggregates.leadImport].map(
  ({ category }) => category,
);

/** Whether a stream is about people, so that what it says is sealed with a key of its own. */
export const isAboutPerson = (stream: string): boolean =>
  sealedCategories.some((category) => idInStream(category, stream) !== undefined);

const record = (data: unknown): Readonly<Record<string, unknown>> => (isRecord(data) ? data : {});

const placeOf = (stream: string, { eventId, type }: { readonly eventId: string; readonly type: string }) =>
  `${stream} ${eventId} ${type}`;

/** An event as it is stored where nobody is to be protected. */
export const plainForm = ({ event, metadata }: EventToAppend): StoredForm => ({
  data: record(event.data),
  metadata: { ...metadata },
});

/** An event of a person as it is stored: what names somebody is sealed, and the hash of all of it stands beside it. */
export const sealedForm = (stream: string, toAppend: EventToAppend, key: SubjectKey): StoredForm => {
  const { eventId, event, metadata } = toAppend;
  const dataHash = hashOfData(saltOf(key, eventId), event.data, sha256);
  const kept = isReadable(event) ? redact(event) : undefined;
  if (kept === event) return { data: record(event.data), metadata: { ...metadata, dataHash } };
  const { sourceEventId, ...open } = metadata;
  const content = JSON.stringify({
    data: event.data,
    ...(sourceEventId === undefined ? {} : { sourceEventId }),
  });
  const text = createSeal(key.bytes).seal(content, placeOf(stream, { eventId, type: event.type }));
  return {
    data: {
      sealed: { key: key.generation, text },
      ...(kept === undefined ? {} : { kept: record(kept.data) }),
    },
    metadata: { ...open, dataHash },
  };
};

export type Opened =
  | { readonly kind: 'open'; readonly data: unknown; readonly metadata: unknown }
  /** Its person is erased: this is left, or nothing. */
  | { readonly kind: 'erased'; readonly kept: unknown; readonly metadata: unknown }
  | { readonly kind: 'unreadable'; readonly message: string };

/** Whether the log keeps an event sealed. */
export const isSealed = (data: unknown): boolean => Sealed.is(data);

const openWith = (key: SubjectKey, text: string, place: string, metadata: unknown): Opened => {
  const opened = createSeal(key.bytes).open(text, place);
  if (!opened.ok) return { kind: 'unreadable', message: 'was changed after it had been sealed' };
  const content = decode(Content, JSON.parse(opened.secret), 'sealed');
  if (!content.ok) return { kind: 'unreadable', message: 'holds something else than an event' };
  const { data, sourceEventId } = content.value;
  return {
    kind: 'open',
    data,
    metadata: { ...record(metadata), ...(sourceEventId === undefined ? {} : { sourceEventId }) },
  };
};

/**
 * An event out of its stored form.
 * @throws Error when there never was a key: the keys are lost, and nothing must be read as if it were erased
 */
export const openForm = (
  stored: {
    readonly stream: string;
    readonly eventId: string;
    readonly type: string;
    readonly data: unknown;
    readonly metadata: unknown;
  },
  keys: Awaited<ReturnType<SubjectKeys['toOpen']>>,
): Opened => {
  const { stream, data, metadata } = stored;
  if (!Sealed.is(data)) return { kind: 'open', data, metadata };
  const { sealed, kept } = data;
  const key: FoundKey | undefined = keys.get(stream)?.get(sealed.key);
  if (key === undefined)
    throw new Error(`the key of ${stream} is missing: restore the collection subject_keys from a backup`);
  if (key === 'destroyed') return { kind: 'erased', kept, metadata };
  return openWith(key, sealed.text, placeOf(stream, stored), metadata);
};
