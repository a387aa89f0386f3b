import canonicalize from 'canonicalize';
import * as t from 'io-ts';
import { EventId, LeadId } from '../../domain/codecs/ids.js';
import { Json } from '../../domain/codecs/json.js';
import { integer, Revision } from '../../domain/codecs/numbers.js';
import { open } from '../../domain/codecs/struct.js';
import { Instant } from '../../domain/codecs/time.js';
import { Actor } from '../../domain/event.js';

/** SHA-256 in base64url. */
export type Sha256 = (text: string) => string;

const format = 'leadline-history/1';

/** What the chain is made of: all of an event but its data, for which its hash stands. */
const proved = {
  eventId: EventId,
  revision: Revision,
  type: t.string,
  occurredAt: Instant,
  recordedAt: Instant,
  actor: Actor,
  correlationId: EventId,
  causationId: EventId,
  dataHash: t.string,
};
const Proved = open('ProvedEvent', proved);
type Proved = t.TypeOf<typeof Proved>;

/** The first line of an exported history. `about` is all else that is known of the lead. */
export const HistoryHeader = open('HistoryHeader', {
  format: t.literal(format),
  leadId: LeadId,
  exportedAt: Instant,
  /** Of the Ed25519 key that the last line is signed with, in base64url. */
  publicKey: t.string,
  about: Json,
});
export type HistoryHeader = t.TypeOf<typeof HistoryHeader>;

/** One event; without data once its lead is erased. `hash` is made of the one before and this event. */
export const HistoryEvent = open(
  'HistoryEvent',
  { ...proved, hash: t.string },
  { data: Json, salt: t.string, sourceEventId: t.string },
);
export type HistoryEvent = t.TypeOf<typeof HistoryEvent>;

/**
 * The last line: how many events there are, the last of their hashes, what stands for all lines as they are (data that was
 * taken out, and what the hashes leave out), and the signature of it all. Files that were exported first have no `contents`.
 */
export const HistorySeal = open(
  'HistorySeal',
  {
    events: integer('EventCount', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    head: t.string,
    signature: t.string,
  },
  { contents: t.string },
);

const canonical = (value: unknown): string => canonicalize(value) ?? '';

/** What stands for an event's data: worth nothing to who does not have the salt. */
export const hashOfData = (salt: string, data: unknown, sha256: Sha256): string =>
  sha256(`${salt}${canonical(data)}`);

/** What the chain of a lead's events begins with. */
export const firstHash = (leadId: LeadId, sha256: Sha256): string => sha256(`${format} ${leadId}`);

/** The hash of an event that follows one with the hash `before`. */
export const nextHash = (before: string, event: Proved, sha256: Sha256): string => {
  const { eventId, revision, type, occurredAt, recordedAt, actor, correlationId, causationId, dataHash } =
    event;
  const parts: Proved = {
    eventId,
    revision,
    type,
    occurredAt,
    recordedAt,
    actor: { kind: actor.kind, id: actor.id },
    correlationId,
    causationId,
    dataHash,
  };
  return sha256(`${before} ${canonical(parts)}`);
};

/** What stands for the lines of a file up to and with this one. */
export const nextContents = (before: string, line: string, sha256: Sha256): string =>
  sha256(`${before} ${line}`);

/** What is signed of an exported history. */
export const sealedText = (
  header: HistoryHeader,
  { events, head, contents }: Omit<t.TypeOf<typeof HistorySeal>, 'signature'>,
): string => canonical({ header, events, head, ...(contents === undefined ? {} : { contents }) });

export const historyFormat = format;
