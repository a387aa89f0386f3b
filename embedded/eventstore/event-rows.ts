import { bytesIn, numberIn, textIn } from '../rows.js';
import type { StoredEvent } from './stored-event.js';

export const eventColumns = `
  position, (SELECT name FROM streams WHERE streams.id = events.stream) AS stream_name,
  revision, id, type, is_json, created_at, data, metadata`;

export const eventIn = (row: unknown): StoredEvent => ({
  position: numberIn(row, 'position'),
  stream: textIn(row, 'stream_name'),
  revision: numberIn(row, 'revision'),
  id: textIn(row, 'id'),
  type: textIn(row, 'type'),
  isJson: numberIn(row, 'is_json') === 1,
  createdAt: numberIn(row, 'created_at'),
  data: bytesIn(row, 'data'),
  metadata: bytesIn(row, 'metadata'),
});
