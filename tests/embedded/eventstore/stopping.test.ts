import { jsonEvent } from '@eventstore/db-client';
import { afterAll, expect, it } from 'vitest';
import { startEventStore } from '../../../embedded/eventstore/server.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { collect, connect, failureOf, happened, removeFolder, temporaryFolder } from './running-store.js';
import { watch } from './watching.js';

needsEmbedded('EVENTSTORE_URL', 'stops it');

const directory = temporaryFolder();
afterAll(() => removeFolder(directory));

it('ends subscriptions as unavailable', async () => {
  const store = await startEventStore({ directory });
  const client = connect(store.url);
  const seen = watch(client.subscribeToAll());
  await seen.caughtUp();
  await store.stop();
  expect(await seen.failed()).toMatchObject({ type: 'unavailable' });
  await client.dispose();
});

it('has every acknowledged append on disk, and refuses the others', async () => {
  const store = await startEventStore({ directory });
  const client = connect(store.url);
  const acknowledged: string[] = [];
  const refusals: unknown[] = [];
  const append = async (no: number): Promise<void> => {
    const event = happened(no);
    try {
      await client.appendToStream('stopping', event);
      acknowledged.push(event.id);
    } catch (error) {
      refusals.push(error);
    }
  };
  const writers = Array.from({ length: 16 }, async () => {
    for (let no = 0; no < 1_000 && refusals.length === 0; no += 1) await append(no);
  });
  await client.appendToStream('stopping', happened(-1));
  await store.stop();
  await Promise.all(writers);
  await client.dispose();

  const again = await startEventStore({ directory });
  const reader = connect(again.url);
  const stored = (await collect(reader.readStream('stopping'))).map(({ event }) => event?.id);
  expect(new Set(stored).size).toBe(stored.length);
  expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
  expect(refusals).not.toEqual([]);
  for (const error of refusals) expect(error).toMatchObject({ type: 'unavailable' });
  await reader.dispose();
  await again.stop();
});

it('can be asked to stop twice, and cannot be reached afterwards', async () => {
  const store = await startEventStore({ directory });
  await Promise.all([store.stop(), store.stop()]);
  const client = connect(store.url);
  // Not a typed error: the client asks for the server's features first, and does not convert that failure.
  expect(await failureOf(client.appendToStream('late', happened(0)))).toMatchObject({ code: 14 });
  await client.dispose();
});

it('does not wait for a subscriber that does not read', async () => {
  const store = await startEventStore({ directory });
  const client = connect(store.url);
  const text = 'x'.repeat(10_000);
  for (let no = 0; no < 10; no += 1) {
    await client.appendToStream(
      'long',
      Array.from({ length: 50 }, () => jsonEvent({ type: 'Long', data: text })),
    );
  }
  const subscription = client.subscribeToAll();
  const seen = watch(subscription);
  await seen.received(1);
  subscription.pause();
  await store.stop();
  await (await startEventStore({ directory })).stop();
  await client.dispose();
});

it('is found again by the same client when it comes back on its port', async () => {
  const store = await startEventStore({ directory });
  const client = connect(store.url);
  await client.appendToStream('back', happened(0));
  await store.stop();
  const again = await startEventStore({ directory, port: store.port });
  await client.appendToStream('back', happened(1), { expectedRevision: 0n });
  expect(await collect(client.readStream('back'))).toHaveLength(2);
  await client.dispose();
  await again.stop();
});
