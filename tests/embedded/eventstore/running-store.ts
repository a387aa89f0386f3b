import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll } from 'vitest';
import { type EventStore, startEventStore } from '../../../embedded/eventstore/server.js';
import { freshPrefix, givenUrl } from '../../support/given-servers.js';

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'leadline-eventstore-'));

export const removeFolder = (directory: string): void => rmSync(directory, { recursive: true, force: true });

export const connect = (url: string): EventStoreDBClient => EventStoreDBClient.connectionString(url);

/** The given server, or an embedded one in this folder. */
const startStore = async (directory: string): Promise<Pick<EventStore, 'url' | 'stop'>> => {
  const given = givenUrl('EVENTSTORE_URL');
  return given === undefined ? startEventStore({ directory }) : { url: given, stop: async () => undefined };
};

/** One server for a test file, reached through the official client. */
export const runStore = () => {
  const directory = temporaryFolder();
  let store: Pick<EventStore, 'url' | 'stop'>;
  let client: EventStoreDBClient;

  const start = async (): Promise<void> => {
    store = await startStore(directory);
    client = connect(store.url);
  };
  const stop = async (): Promise<void> => {
    await client.dispose();
    await store.stop();
  };

  beforeAll(start);
  afterAll(async () => {
    await stop();
    removeFolder(directory);
  });

  return {
    directory,
    client: (): EventStoreDBClient => client,
    url: (): string => store.url,
    restart: async (): Promise<void> => {
      await stop();
      await start();
    },
    stop: (): Promise<void> => store.stop(),
  };
};

const prefix = givenUrl('EVENTSTORE_URL') === undefined ? '' : freshPrefix();
let streams = 0;
export const newStream = (name = 'stream'): string => {
  streams += 1;
  return `${prefix}${name}-${streams}`;
};

type Happened = { type: 'Happened'; data: { no: number } };

export const happened = (no: number, id?: string) =>
  jsonEvent<Happened>({ ...(id !== undefined && { id }), type: 'Happened', data: { no } });

export const happenedTimes = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => happened(from + index));

export const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
};

/** What went wrong, for tests that look at more than the error's class. */
export const failureOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to fail, and did not.');
};
