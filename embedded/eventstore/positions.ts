import type { ProposedEvent } from './stored-event.js';

// Like the real log's: a record stands at the byte where it begins, so positions grow but are never consecutive.
const recordOverhead = 64;

/** Not zero: a subscription from position 0 is a subscription from the start, and would skip a record there. */
export const firstPosition = 64;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

export const positionAfter = (
  position: number,
  stream: string,
  event: Pick<ProposedEvent, 'type' | 'data' | 'metadata'>,
): number =>
  position +
  recordOverhead +
  bytesOf(stream) +
  bytesOf(event.type) +
  event.data.length +
  event.metadata.length;
