import type { Instant } from '../domain/codecs/time.js';
import type { Counts, ImportFile, Place } from '../domain/import/events.js';
import type { PassDocument } from './imports.js';

/** How far a pass through a file has come. */
export interface PassProgress {
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  readonly done: Place;
  readonly total: Place;
  readonly linesPerSecond?: number;
  /** At this rate; none while that cannot be said. */
  readonly secondsLeft?: number;
  readonly counts: Counts;
  /** How many faults are kept to be looked at. */
  readonly faultsKept: number;
}

const twoDigits = (value: number): number => Math.round(value * 100) / 100;

/** The seconds that it was at work. */
const secondsOf = ({ startedAt, endedAt, pausedAt, pausedMs }: PassDocument, now: Instant): number =>
  (Date.parse(endedAt ?? pausedAt ?? now) - Date.parse(startedAt) - pausedMs) / 1000;

const secondsLeft = (doc: PassDocument, seconds: number, { bytes }: ImportFile): number | undefined => {
  if (doc.endedAt !== undefined) return 0;
  if (doc.pausedAt !== undefined || doc.done.bytes === 0 || seconds <= 0) return undefined;
  // Bytes: lines differ in length, and of a few long ones many may be left.
  return Math.ceil(((bytes - doc.done.bytes) * seconds) / doc.done.bytes);
};

/** The progress of a pass as it stands at an instant. */
export const passProgressAt = (doc: PassDocument, file: ImportFile, now: Instant): PassProgress => {
  const { startedAt, endedAt, done, counts, faultCount } = doc;
  const seconds = secondsOf(doc, now);
  const left = secondsLeft(doc, seconds, file);
  return {
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    done,
    total: { bytes: file.bytes, lines: file.lines },
    ...(seconds > 0 && done.lines > 0 ? { linesPerSecond: twoDigits(done.lines / seconds) } : {}),
    ...(left === undefined ? {} : { secondsLeft: left }),
    counts,
    faultsKept: faultCount,
  };
};
