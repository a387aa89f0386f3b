import { NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import { answered } from '../event-store.js';
import type { Client } from '../own-log.js';
import { toAppended } from './archived-event.js';
import { type ArchivedEvent, ArchiveError } from './format.js';

/** In bytes: a server takes 1 MiB at once. */
const maxLength = 512 * 1024;
const maxEvents = 500;
/** So many appends are under way: the client sends them one after the other, and the server writes them in that order. */
const window = 64;

const explain = (
  { actualVersion }: WrongExpectedVersionError,
  { stream, revision }: ArchivedEvent,
): ArchiveError =>
  typeof actualVersion === 'bigint' && actualVersion >= revision
    ? new ArchiveError(`the target has other events in the stream ${stream}, from ${revision} on`)
    : new ArchiveError(`the stream ${stream} has lost the events before ${revision}: it cannot be copied`);

/** Appends events in their order: those that follow each other in a stream together, each with its revision. */
export const createAppendEvents = (client: Client) => {
  const underWay = new Set<Promise<void>>();
  let batch: ArchivedEvent[] = [];
  let length = 0;
  /** The first goes alone: with it the client opens the stream in which all others keep their order. */
  let isOpen = false;
  let failure: { readonly error: unknown } | undefined;

  const append = async (events: readonly ArchivedEvent[], first: ArchivedEvent): Promise<void> => {
    const { stream, revision } = first;
    const expectedRevision = revision === 0 ? NO_STREAM : BigInt(revision - 1);
    try {
      await answered(client.appendToStream(stream, events.map(toAppended), { expectedRevision }));
    } catch (error) {
      failure ??= { error: error instanceof WrongExpectedVersionError ? explain(error, first) : error };
    }
  };

  const settle = async (atMost: number): Promise<void> => {
    while (underWay.size > atMost) await Promise.race(underWay);
    if (failure === undefined) return;
    await Promise.all(underWay);
    throw failure.error;
  };

  const send = async (): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    const sent: Promise<void> = append(batch, first).finally(() => underWay.delete(sent));
    underWay.add(sent);
    batch = [];
    length = 0;
    await settle(isOpen ? window - 1 : 0);
    isOpen = true;
  };

  return {
    /** @throws ArchiveError for a stream that has other events, or the server's error: of this event or one before */
    add: async (event: ArchivedEvent): Promise<void> => {
      const size = Buffer.byteLength(JSON.stringify(event));
      if (batch.at(0)?.stream !== event.stream || batch.length >= maxEvents || length + size > maxLength)
        await send();
      batch.push(event);
      length += size;
    },
    /** Until all of them are written. @throws as `add` does */
    end: async (): Promise<void> => {
      await send();
      await settle(0);
    },
  };
};
