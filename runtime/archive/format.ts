import * as t from 'io-ts';
import { EventId } from '../../domain/codecs/ids.js';
import { integer, Position, Revision } from '../../domain/codecs/numbers.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import { oneOf } from '../../domain/codecs/text.js';
import { Instant } from '../../domain/codecs/time.js';

/**
 * An archive is lines of JSON: a header, all that cannot be made anew, and a footer by which a line that was lost or
 * changed is found.
 */

/** Counts up when the lines say something else than before. */
export const formatVersion = 1;

/** What is not what an archive, or its target, has to be; the message says what and where. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

const Format = integer('ArchiveFormat', { min: 1, max: 1000 });

/** Of a header in any format. */
export const AnyHeader = open('AnyArchiveHeader', { line: t.literal('header'), format: Format });

const Header = closed('ArchiveHeader', {
  line: t.literal('header'),
  format: Format,
  /** The version of Leadline that wrote it. */
  leadline: t.string,
  startedAt: Instant,
  /** Which key what is secret was sealed with: it tells nothing of the key. */
  keyFingerprint: t.string,
});

/** How far the log is read; a later one goes on from there. */
const Head = closed('ArchiveHead', { line: t.literal('head'), position: Position });

/** The last event that the reactor has dealt with: by its id, as it has another position in another log. */
const Handled = closed('ArchiveHandled', {
  line: t.literal('handled'),
  stream: t.string,
  revision: Revision,
  id: EventId,
});

/** An event as the log keeps it: what is sealed stays sealed. */
const Event = closed('ArchivedEvent', {
  line: t.literal('event'),
  /** Where it stood: says how far a reader is, and nothing else. */
  position: Position,
  stream: t.string,
  revision: Revision,
  id: EventId,
  type: t.string,
  contentType: oneOf('ContentType', ['application/json', 'application/octet-stream']),
  /** What is no JSON is a text in base64. */
  data: t.union([t.UnknownRecord, t.UnknownArray, t.string]),
  metadata: t.UnknownRecord,
  recordedAt: Instant,
});
export type ArchivedEvent = t.TypeOf<typeof Event>;

/** The key of a subject as it is kept: wrapped, or destroyed. In Extended JSON. */
const Key = closed('ArchivedKey', { line: t.literal('key'), document: t.UnknownRecord });

/** A `SealedPart`. */
const Sealed = closed('ArchivedSealed', { line: t.literal('sealed'), text: t.string });

const Footer = closed('ArchiveFooter', {
  line: t.literal('footer'),
  /** Before this one. */
  lines: integer('LineCount', { min: 0, max: Number.MAX_SAFE_INTEGER }),
  events: integer('EventCount', { min: 0, max: Number.MAX_SAFE_INTEGER }),
  /** Of all bytes before this line, in hexadecimal. */
  sha256: t.string,
});

export const Line = taggedUnion(
  'ArchiveLine',
  { header: Header, head: Head, handled: Handled, event: Event, key: Key, sealed: Sealed, footer: Footer },
  'line',
);
export type Line = t.TypeOf<typeof Line>;
export type ArchiveHeader = t.TypeOf<typeof Header>;
export type HandledEvent = Omit<t.TypeOf<typeof Handled>, 'line'>;

/** What would tell of people, or open something, if it stood there as it is. */
export const SealedPart = taggedUnion(
  'SealedPart',
  {
    /** Of a collection, in Extended JSON. */
    document: closed('SealedDocument', {
      part: t.literal('document'),
      collection: t.string,
      document: t.UnknownRecord,
    }),
    /** A piece of the file of an import, in base64; the pieces of a file follow each other. */
    file: closed('SealedFile', {
      part: t.literal('file'),
      name: t.string,
      data: t.string,
      isLast: t.boolean,
    }),
    /** A secret file of the data folder. */
    secret: closed('SealedSecret', { part: t.literal('secret'), name: t.string, text: t.string }),
  },
  'part',
);
export type SealedPart = t.TypeOf<typeof SealedPart>;
