import {
  type AppendExpectedRevision,
  CancelledError,
  type EventStoreDBClient,
  NO_STREAM,
  type Position,
  START,
  streamNameFilter,
  UnavailableError,
} from '@eventstore/db-client';
import { afterAll, expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { collect, connect, happenedTimes, removeFolder, temporaryFolder } from './running-store.js';
import { startInChild } from './server-process.js';

needsEmbedded('EVENTSTORE_URL', 'kills it');

const directory = temporaryFolder();
afterAll(() => removeFolder(directory));

const isConnectionLost = (error: unknown): boolean =>
  error instanceof UnavailableError ||
  error instanceof CancelledError ||
  // While it asks a server that is gone for its features, the client does not convert the failure.
  (error instanceof Error && 'code' in error && error.code === 14);

/** The client forgets an append that it starts while its call breaks: whoever waits must not wait for ever. */
const orNothing = <T>(work: Promise<T>): Promise<T | undefined> =>
  Promise.race([
    work,
    new Promise<undefined>((resolve) => {
      setTimeout(resolve, 1_000, undefined);
    }),
  ]);

/** Appends one event after the other with its exact revision; repeats with the same id what may have been lost. */
const writeAll = async (client: EventStoreDBClient, stream: string, count: number): Promise<string[]> => {
  const events = happenedTimes(count);
  for (const [index, event] of events.entries()) {
    const expectedRevision: AppendExpectedRevision = index === 0 ? NO_STREAM : BigInt(index - 1);
    for (let isWritten = false; !isWritten; ) {
      try {
        const result = await orNothing(client.appendToStream(stream, event, { expectedRevision }));
        if (result !== undefined) expect(result.nextExpectedRevision).toBe(BigInt(index));
        isWritten = result !== undefined;
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
      }
    }
  }
  return events.map(({ id }) => id);
};

/** Follows $all, subscribing again after the last position whenever it is dropped, until it has seen enough. */
const followUntil = async (
  client: EventStoreDBClient,
  count: number,
  onSeen: (count: number) => void,
): Promise<string[]> => {
  const ids: string[] = [];
  let checkpoint: Position | typeof START = START;
  while (ids.length < count) {
    const filter = streamNameFilter({ prefixes: ['reconnecting-'] });
    try {
      for await (const { event } of client.subscribeToAll({ fromPosition: checkpoint, filter })) {
        if (event === undefined) continue;
        checkpoint = event.position;
        ids.push(event.id);
        onSeen(ids.length);
        if (ids.length === count) break;
      }
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
    }
  }
  return ids;
};

it('comes back to clients that stay: nothing is appended twice, and subscriptions go on where they were', async () => {
  const [writers, perWriter] = [4, 60];
  let server = await startInChild(directory);
  const client = connect(server.url);
  const { port } = server;
  let restarts = Promise.resolve();
  const restart = async (): Promise<void> => {
    await server.kill();
    server = await startInChild(directory, { port });
  };

  const following = followUntil(client, writers * perWriter, (count) => {
    if (count === 50 || count === 150) restarts = restarts.then(restart);
  });
  const written = await Promise.all(
    Array.from({ length: writers }, (_, no) => writeAll(client, `reconnecting-${no}`, perWriter)),
  );
  const seen = await following;
  await restarts;

  expect(new Set(seen).size).toBe(writers * perWriter);
  expect(new Set(seen)).toEqual(new Set(written.flat()));
  for (const [no, ids] of written.entries()) {
    const stored = await collect(client.readStream(`reconnecting-${no}`));
    expect(stored.map(({ event }) => event?.id)).toEqual(ids);
  }
  await client.dispose();
  await server.kill();
});
