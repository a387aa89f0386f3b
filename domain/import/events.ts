import * as t from 'io-ts';
import { list } from '../codecs/collections.js';
import { ImportId } from '../codecs/ids.js';
import { integer } from '../codecs/numbers.js';
import { open } from '../codecs/struct.js';
import { oneOf, pattern } from '../codecs/text.js';
import { event } from '../event.js';
import { Reason } from '../run/events.js';
import { ImportPlan } from './plan.js';

/** How many faults an event holds at most: it has to fit into one append. */
export const maxPartFaults = 1000;
/** How many faults of a pass are kept; the others are only counted. */
export const maxFaults = 10_000;

const Count = integer('Count', { min: 0, max: Number.MAX_SAFE_INTEGER });

export const Sha256 = pattern('Sha256', /^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');

/** A place in a file: before it lie so many bytes and so many lines. */
export const Place = open('ImportPlace', { bytes: Count, lines: Count });
export type Place = t.TypeOf<typeof Place>;

/** The file that was received: what is in it, and how long it is. */
export const ImportFile = open('ImportFile', { ...Place.required, sha256: Sha256 });
export type ImportFile = t.TypeOf<typeof ImportFile>;

/** How a line came out: of a dry run, how it would. */
export const Counts = open('ImportCounts', {
  created: Count,
  updated: Count,
  /** The lead was there and is all that the line says. */
  unchanged: Count,
  /** The lead was there, and the plan skips those. */
  skipped: Count,
  faulty: Count,
});
export type Counts = t.TypeOf<typeof Counts>;

/** What is wrong with a line, and where it begins; the value as it was written, cut off where it is long. */
export const LineFault = open(
  'LineFault',
  { line: integer('LineNumber', { min: 1, max: Number.MAX_SAFE_INTEGER }), reason: t.string },
  { column: t.string, value: t.string },
);
export type LineFault = t.TypeOf<typeof LineFault>;

/** A way through the file: a dry run changes no lead. */
export const Pass = oneOf('ImportPass', ['dry-run', 'import']);
export type Pass = t.TypeOf<typeof Pass>;

const ofImport = { importId: ImportId };

export const ImportCreated = event(
  'ImportCreated',
  { ...ofImport, ...ImportPlan.required },
  ImportPlan.optional,
);
export const ImportFileReceived = event('ImportFileReceived', { ...ofImport, file: ImportFile });
export const ImportDryRunStarted = event('ImportDryRunStarted', ofImport);
export const ImportDryRunCompleted = event('ImportDryRunCompleted', ofImport);
export const ImportStarted = event('ImportStarted', ofImport);
/** All lines up to a place are done; after a crash it goes on from there. */
export const ImportPartDone = event('ImportPartDone', {
  ...ofImport,
  pass: Pass,
  to: Place,
  counts: Counts,
  /** Those that are kept. */
  faults: list(LineFault, { max: maxPartFaults }),
});
export const ImportPaused = event('ImportPaused', ofImport);
export const ImportResumed = event('ImportResumed', ofImport);
/** What was imported stays. */
export const ImportCancelled = event('ImportCancelled', ofImport);
export const ImportCompleted = event('ImportCompleted', ofImport);
/** Going on would fail again however often it is tried. */
export const ImportFailed = event('ImportFailed', { ...ofImport, reason: Reason });

/** The story of an import. The shapes are the storage format. */
export const importEvents = [
  ImportCreated,
  ImportFileReceived,
  ImportDryRunStarted,
  ImportDryRunCompleted,
  ImportStarted,
  ImportPartDone,
  ImportPaused,
  ImportResumed,
  ImportCancelled,
  ImportCompleted,
  ImportFailed,
] as const;

export type ImportEvent = t.TypeOf<(typeof importEvents)[number]>;
