import {
  type AllStreamRecordedEvent,
  BACKWARDS,
  type Direction,
  FORWARDS,
  START,
} from '@eventstore/db-client';
import type { Client, LogEntry } from '../own-log.js';
import { toArchived } from './archived-event.js';
import { type ArchivedEvent, ArchiveError } from './format.js';

const pageSize = 200;

/** From a position on: with what is there forwards, without it backwards. */
const readPage = async (
  client: Client,
  from: number | undefined,
  direction: Direction = FORWARDS,
): Promise<readonly LogEntry[]> => {
  const page: LogEntry[] = [];
  const fromPosition = from === undefined ? START : { commit: BigInt(from), prepare: BigInt(from) };
  // To its end: the client cannot be disposed of after reads that were left early.
  for await (const entry of client.readAll({ direction, fromPosition, maxCount: pageSize })) page.push(entry);
  return page;
};

/** The last of our events up to and with a position, at which others may have theirs. */
export const readLastUpTo = async (client: Client, position: number): Promise<ArchivedEvent | undefined> => {
  const [there] = await readPage(client, position);
  if (there?.event !== undefined && Number(there.position) === position) return toArchived(there.event);
  let before = position;
  for (;;) {
    const page = await readPage(client, before, BACKWARDS);
    const found = page.find(({ event }) => event !== undefined)?.event;
    if (found !== undefined) return toArchived(found);
    const oldest = page.at(-1);
    if (oldest === undefined) return undefined;
    before = Number(oldest.position);
  }
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
    const page = await readPage(client, reached);
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
