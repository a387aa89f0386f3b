import { createHash } from 'node:crypto';
import type { Position } from '../../domain/codecs/numbers.js';
import type { Client } from '../own-log.js';
import { createAppendEvents } from './append-events.js';
import { sameness } from './archived-event.js';
import { type ArchivedEvent, ArchiveError, type HandledEvent } from './format.js';
import { readLog } from './read-log.js';

export interface Copied {
  readonly events: number;
  /** Of which so many were there before. */
  readonly found: number;
}

/**
 * Copies events, in their order, into a log that has none of them or the first of them: what is there is compared, what
 * is missing is appended.
 */
export const createCopyEvents = (client: Client) => {
  const appending = createAppendEvents(client);
  const present = readLog(client, undefined);
  const hash = createHash('sha256');
  let isPast = false;
  let found = 0;
  let events = 0;

  const nextPresent = async (): Promise<ArchivedEvent | undefined> => {
    if (isPast) return undefined;
    const next = await present.next();
    if (next.done !== true) return next.value;
    isPast = true;
    return undefined;
  };

  return {
    /** @throws ArchiveError that names the stream where the log has another event, or the server's error */
    copy: async (event: ArchivedEvent): Promise<void> => {
      const same = sameness(event);
      hash.update(`${same}\n`);
      events += 1;
      const there = await nextPresent();
      if (there === undefined) return appending.add(event);
      found += 1;
      if (sameness(there) !== same)
        throw new ArchiveError(
          `the target has other events: as number ${found} the event ${there.revision} of ${there.stream} (${there.type}), where the event ${event.revision} of ${event.stream} (${event.type}) should be`,
        );
    },

    /** Waits until all is written. @throws as `copy` does, and ArchiveError where the log has more events than were copied */
    end: async (): Promise<Copied> => {
      await appending.end();
      const more = await nextPresent();
      if (more !== undefined)
        throw new ArchiveError(
          `the target has more events: the first is the event ${more.revision} of ${more.stream} (${more.type})`,
        );
      return { events, found };
    },

    /**
     * Reads the log anew and compares all of it: ids, order, revisions, contents and times.
     * @returns the position that one of the events has there
     * @throws ArchiveError where it differs
     */
    verify: async (wanted: HandledEvent | undefined, onEvent: () => void): Promise<Position | undefined> => {
      const reread = createHash('sha256');
      let count = 0;
      let position: Position | undefined;
      for await (const event of readLog(client, undefined)) {
        reread.update(`${sameness(event)}\n`);
        count += 1;
        if (event.id === wanted?.id && event.stream === wanted.stream) position = event.position;
        onEvent();
      }
      if (count !== events || reread.digest('hex') !== hash.digest('hex'))
        throw new ArchiveError(
          `the target is not a copy: it has ${count} events, ${events} were copied, and they or their order differ`,
        );
      if (wanted !== undefined && position === undefined)
        throw new ArchiveError(`the archive names an event that it does not hold: ${wanted.id}`);
      return position;
    },
  };
};
