import {
  type AllStreamRecordedEvent,
  type AppendResult,
  type AppendToStreamOptions,
  BACKWARDS,
  type Direction,
  END,
  type EventData,
  EventStoreDBClient,
  type ReadPosition,
  type ReadRevision,
  type RecordedEvent,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { aggregates, streamName } from '../domain/aggregates.js';
import type { Position } from '../domain/codecs/numbers.js';

/** A place in the log, with the event that is there if it is one of ours. */
export interface LogEntry {
  readonly position: bigint;
  readonly event: AllStreamRecordedEvent | undefined;
}

export interface ReadAll {
  readonly direction: Direction;
  readonly fromPosition: ReadPosition;
  readonly maxCount: number;
}

export interface ReadOne {
  readonly direction: Direction;
  readonly fromRevision: ReadRevision;
  readonly maxCount?: number;
}

export interface Follow {
  /** Where to begin: after this position, or at the start of the log. */
  readonly after: Position | undefined;
  /** In log order: our events, and now and then how far the server has looked without finding one. */
  readonly onEntry: (entry: LogEntry) => void;
  /** All that was there has come, or is about to. */
  readonly onCaughtUp: () => void;
  /** It has ended, perhaps by an error. */
  readonly onEnd: (error?: Error) => void;
}

export interface Following {
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * Our streams in an EventStoreDB that others write to as well. An EventStoreDB has no databases, so a prefix that stands
 * before the names of all our streams, on the server only, keeps one Leadline apart from another.
 */
export interface Client {
  readonly appendToStream: (
    stream: string,
    events: readonly EventData[],
    options?: AppendToStreamOptions,
  ) => Promise<AppendResult>;
  readonly readStream: (stream: string, options: ReadOne) => AsyncIterable<RecordedEvent>;
  /** The whole log: the official client has no filter for reads, so events of others are counted and left out here. */
  readonly readAll: (options: ReadAll) => AsyncIterable<LogEntry>;
  /** Follows our events, which the server picks out. */
  readonly follow: (options: Follow) => Following;
  readonly dispose: () => Promise<void>;
}

/** Ends when the server has answered. */
export const ping = async (client: Client): Promise<void> => {
  for await (const _ of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
};

/** The server tells how far it is each time that it has looked at so many events of others. */
const checkpoints = { maxSearchWindow: 32, checkpointInterval: 32 };

/** @throws Error that names the variable; of a connection string that the configuration took, only options are quoted */
const openClient = (url: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch (error) {
    throw new Error(`EVENTSTORE_URL: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/**
 * A client of an EventStoreDB, which connects when it is first asked for something.
 * @param url its connection string
 * @param prefix of the names that our streams have there; may be empty
 * @throws Error when the connection string is wrong
 */
export const connectEventStore = (url: string, prefix: string): Client => {
  const client = openClient(url);
  const starts = Object.values(aggregates).map(({ category }) => `${prefix}${streamName(category, '')}`);
  const nameHere = (streamId: string): string => streamId.slice(prefix.length);
  const isOurs = ({ streamId }: AllStreamRecordedEvent): boolean =>
    starts.some((start) => streamId.startsWith(start));
  const here = (event: AllStreamRecordedEvent): AllStreamRecordedEvent => ({
    ...event,
    streamId: nameHere(event.streamId),
  });

  return {
    appendToStream: (stream, events, options) =>
      client.appendToStream(`${prefix}${stream}`, [...events], options),
    async *readStream(stream, options) {
      for await (const { event } of client.readStream(`${prefix}${stream}`, options))
        if (event !== undefined) yield { ...event, streamId: nameHere(event.streamId) };
    },
    async *readAll(options) {
      for await (const { event } of client.readAll(options))
        if (event !== undefined)
          yield { position: event.position.commit, event: isOurs(event) ? here(event) : undefined };
    },
    follow: ({ after, onEntry, onCaughtUp, onEnd }) => {
      const subscription = client.subscribeToAll({
        fromPosition: after === undefined ? START : { commit: BigInt(after), prepare: BigInt(after) },
        filter: streamNameFilter({
          prefixes: starts,
          ...checkpoints,
          // It overtakes events that wait in the stream to be taken: one that did would leave them out.
          checkpointReached: (stream, { commit }) => {
            if (stream.readableLength === 0) onEntry({ position: commit, event: undefined });
          },
        }),
      });
      subscription.on('data', ({ event }) => {
        if (event !== undefined) onEntry({ position: event.position.commit, event: here(event) });
      });
      subscription.on('caughtUp', onCaughtUp);
      subscription.on('error', onEnd);
      subscription.on('end', onEnd);
      subscription.on('close', onEnd);
      return {
        pause: () => subscription.pause(),
        resume: () => subscription.resume(),
        stop: () => subscription.unsubscribe(),
      };
    },
    dispose: () => client.dispose(),
  };
};
