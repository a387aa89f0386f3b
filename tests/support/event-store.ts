import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventToAppend } from '../../commands/event-log.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { EventId } from '../../domain/codecs/ids.js';
import { Tag } from '../../domain/codecs/values.js';
import { type EventStore, startEventStore } from '../../embedded/eventstore/server.js';
import { type Client, connectEventStore } from '../../runtime/own-log.js';
import type { SubjectKeys } from '../../runtime/subject-keys.js';
import { freshPrefix, givenUrl } from './given-servers.js';
import { createMemoryKeys } from './memory-keys.js';
import { instantAt, uuidAt } from './recorded.js';

/** A log of its own in a folder of its own, that can be stopped and started again on the same port. */
export interface RunningStore {
  readonly client: Client;
  readonly url: string;
  /** Stands before the names of its streams on the server. */
  readonly prefix: string;
  /** Of the people that the log is about. */
  readonly keys: SubjectKeys;
  readonly stopServer: () => Promise<void>;
  readonly startServer: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** On a given server: streams with a prefix that nothing else there has. */
const useGiven = (url: string): RunningStore => {
  const prefix = freshPrefix();
  const client = connectEventStore(url, prefix);
  const refuse = () => Promise.reject(new Error('a given server is not stopped: use needsEmbedded'));
  return {
    client,
    url,
    prefix,
    keys: createMemoryKeys(),
    stopServer: refuse,
    startServer: refuse,
    end: () => client.dispose(),
  };
};

export const runEventStore = async (): Promise<RunningStore> => {
  const given = givenUrl('EVENTSTORE_URL');
  if (given !== undefined) return useGiven(given);
  const directory = await mkdtemp(join(tmpdir(), 'leadline-runtime-'));
  let server: EventStore = await startEventStore({ directory });
  const { port, url } = server;
  const client = connectEventStore(url, '');
  return {
    client,
    url,
    prefix: '',
    keys: createMemoryKeys(),
    stopServer: () => server.stop(),
    startServer: async () => {
      server = await startEventStore({ directory, port });
    },
    end: async () => {
      await client.dispose();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

/** `TagAdded` with a tag and an id that name its number. */
export const tagged = (no: number): EventToAppend => {
  const eventId = decodeOrThrow(EventId, uuidAt(no));
  return {
    eventId,
    event: { type: 'TagAdded', data: { tag: decodeOrThrow(Tag, `tag ${no}`) } },
    metadata: {
      actor: { kind: 'system', id: 'test' },
      correlationId: eventId,
      causationId: eventId,
      occurredAt: instantAt(no),
    },
  };
};
