import type { RecordedEvent } from '@eventstore/db-client';
import { isRecord } from '../domain/codecs/struct.js';
import { Instant } from '../domain/codecs/time.js';

/**
 * The field of an event's metadata that says when it was first recorded. A server stamps what is appended with its own
 * time; an event that was copied from another log keeps the time of that one here.
 */
export const originallyRecordedAt = 'recordedAt';

/** When an event was recorded: in the log that it was first appended to. */
export const recordedAtOf = ({ created, metadata }: Pick<RecordedEvent, 'created' | 'metadata'>): string => {
  const original = isRecord(metadata) ? metadata[originallyRecordedAt] : undefined;
  return Instant.is(original) ? original : created.toISOString();
};
