import { type AllStreamRecordedEvent, binaryEvent, type EventData, jsonEvent } from '@eventstore/db-client';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { EventId } from '../../domain/codecs/ids.js';
import { Position, Revision } from '../../domain/codecs/numbers.js';
import { isRecord } from '../../domain/codecs/struct.js';
import { Instant } from '../../domain/codecs/time.js';
import { originallyRecordedAt, recordedAtOf } from '../recorded-at.js';
import { type ArchivedEvent, ArchiveError } from './format.js';

/** An event of a log as an archive has it. @throws ArchiveError for metadata that is no JSON object: Leadline writes none */
export const toArchived = (stored: AllStreamRecordedEvent): ArchivedEvent => {
  const { streamId: stream, revision, id, type, data, position } = stored;
  const metadata: unknown = stored.metadata ?? {};
  if (!isRecord(metadata) || metadata instanceof Uint8Array)
    throw new ArchiveError(`the event ${revision} of ${stream} has metadata that is no JSON object`);
  const { [originallyRecordedAt]: _, ...own } = metadata;
  return {
    line: 'event',
    position: decodeOrThrow(Position, Number(position.commit)),
    stream,
    revision: decodeOrThrow(Revision, Number(revision)),
    id: decodeOrThrow(EventId, id),
    type,
    contentType: stored.isJson ? 'application/json' : 'application/octet-stream',
    data: data instanceof Uint8Array ? Buffer.from(data).toString('base64') : data,
    metadata: own,
    recordedAt: decodeOrThrow(Instant, recordedAtOf(stored)),
  };
};

/** An archived event as it is appended to another log, which cannot be told when it was recorded. */
export const toAppended = ({
  id,
  type,
  contentType,
  data,
  metadata,
  recordedAt,
}: ArchivedEvent): EventData => {
  const carried = { ...metadata, [originallyRecordedAt]: recordedAt };
  return contentType === 'application/json'
    ? jsonEvent({
        id,
        type,
        data: isRecord(data) || typeof data === 'string' ? data : [...data],
        metadata: carried,
      })
    : binaryEvent({ id, type, data: Buffer.from(String(data), 'base64'), metadata: carried });
};

/** All that has to be the same in every copy of an event, as one text. */
export const sameness = ({ line: _, position: _position, ...rest }: ArchivedEvent): string =>
  JSON.stringify([
    rest.stream,
    rest.revision,
    rest.id,
    rest.type,
    rest.contentType,
    rest.recordedAt,
    rest.data,
    rest.metadata,
  ]);
