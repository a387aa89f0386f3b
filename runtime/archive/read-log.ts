import { type AllStreamRecordedEvent, FORWARDS, START } from '@eventstore/db-client';
import type { Client, LogEntry } from '../own-log.js';
import { toArchived } from './archived-event.js';
import { type ArchivedEvent, ArchiveError } from './format.js';

const pageSize = 200;

/** From a position on, which is that of an event. */
const readPage = async (
  client: Client,
  from: number | undefined,
  maxCount: number,
): Promise<readonly LogEntry[]> => {
  const page: LogEntry[] = [];
  const fromPosition = from === undefined ? START : { commit: BigInt(from), prepare: BigInt(from) };
  // To its end: the client cannot be disposed of after reads that were left early.
  for await (const entry of client.readAll({ direction: FORWARDS, fromPosition, maxCount })) page.push(entry);
  return page;
};

/** The event at a position. @throws ArchiveError where there is none */
export const readAt = async (client: Client, position: number): Promise<ArchivedEvent> => {
  const [found] = await readPage(client, position, 1);
  if (found?.event === undefined || Number(found.position) !== position)
    throw new ArchiveError(`the log has no event at the position ${position}, up to which it was dealt with`);
  return toArchived(found.event);
};

const refuseDeleted = ({ type, streamId }: AllStreamRecordedEvent): void => {
  if (type === '$streamDeleted')
    throw new ArchiveError(
      `the stream ${streamId} was deleted, which Leadline never does: it cannot be copied`,
    );
};

/**
 * All of our events, in the order of the log: after a position (`undefined`: from the start), up to and with another
 * (`undefined`: to the end).
 * @throws ArchiveError for a stream that was deleted
 */
export const readLog = async function* (
  client: Client,
  after: number | undefined,
  upTo?: number,
): AsyncGenerator<ArchivedEvent> {
  let reached = after;
  for (;;) {
    const page = await readPage(client, reached, pageSize);
    for (const { position: place, event } of page) {
      const position = Number(place);
      if (reached !== undefined && position <= reached) continue;
      if (upTo !== undefined && position > upTo) return;
      reached = position;
      if (event === undefined) continue;
      refuseDeleted(event);
      yield toArchived(event);
    }
    if (page.length < pageSize) return;
  }
};
