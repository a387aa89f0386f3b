import { type AllStreamRecordedEvent, FORWARDS, START } from '@eventstore/db-client';
import type { Position } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { type ReadEvent, toPosition } from '../event-store.js';
import type { Client } from '../own-log.js';

/** A stretch of the log. */
export interface Stretch {
  readonly events: readonly Recorded<AnyEvent>[];
  /** Up to where it has been read: everything up to there is in this stretch or before it. */
  readonly reached: Position;
}

/** Reads the log on from a position (`undefined`: from its start), never past another; at most one batch. */
export type ReadLog = (after: Position | undefined, upTo: Position) => Promise<Stretch>;

const batchSize = 500;

export const createReadLog =
  (
    client: Client,
    readEvents: (stored: readonly AllStreamRecordedEvent[]) => Promise<readonly ReadEvent[]>,
  ): ReadLog =>
  async (after, upTo) => {
    const stored: AllStreamRecordedEvent[] = [];
    let read = 0;
    let last: Position | undefined;
    // To its end even where it goes too far: the client cannot be disposed of after reads that were left early.
    for await (const entry of client.readAll({
      direction: FORWARDS,
      fromPosition: after === undefined ? START : { commit: BigInt(after), prepare: BigInt(after) },
      maxCount: batchSize,
    })) {
      read += 1;
      const position = toPosition(entry.position);
      last = position;
      const isWanted = position <= upTo && (after === undefined || position > after);
      if (entry.event !== undefined && isWanted) stored.push(entry.event);
    }
    // What cannot be read has been told when it came.
    const events = (await readEvents(stored)).flatMap((one) => (one.ok ? [one.event] : []));
    return { events, reached: read < batchSize || last === undefined || last > upTo ? upTo : last };
  };
