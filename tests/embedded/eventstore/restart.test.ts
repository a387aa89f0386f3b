import { NO_STREAM, StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client';
import { expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { collect, failureOf, happened, happenedTimes, newStream, runStore } from './running-store.js';

needsEmbedded('EVENTSTORE_URL', 'stops it');

const store = runStore();

const everything = async () =>
  (await collect(store.client().readAll())).flatMap(({ event }) => (event ? [event] : []));

it('keeps everything over a restart, and goes on where it stopped', async () => {
  const [kept, deleted, dead] = [newStream(), newStream(), newStream()];
  for (const stream of [kept, deleted, dead]) await store.client().appendToStream(stream, happenedTimes(3));
  await store.client().setStreamMetadata(kept, { maxCount: 2 });
  await store.client().deleteStream(deleted);
  await store.client().tombstoneStream(dead);
  const before = await everything();
  await store.restart();
  expect(await everything()).toEqual(before);
  expect(await collect(store.client().readStream(kept))).toHaveLength(2);
  expect(await failureOf(collect(store.client().readStream(deleted)))).toBeInstanceOf(StreamNotFoundError);
  expect(await failureOf(collect(store.client().readStream(dead)))).toBeInstanceOf(StreamDeletedError);
  const next = await store.client().appendToStream(kept, happened(3), { expectedRevision: 2n });
  expect(next.position?.commit).toBeGreaterThan(before.at(-1)?.position.commit ?? 0n);
});

it('answers an append at an exact revision that is repeated after a restart like the first time', async () => {
  const stream = newStream();
  const events = happenedTimes(3);
  const first = await store.client().appendToStream(stream, events, { expectedRevision: NO_STREAM });
  await store.restart();
  const again = await store.client().appendToStream(stream, events, { expectedRevision: NO_STREAM });
  expect(again).toEqual(first);
  expect(await collect(store.client().readStream(stream))).toHaveLength(3);
});

it('does not know an append with ANY again after a restart, as the real server does not', async () => {
  const stream = newStream();
  const event = happened(0);
  await store.client().appendToStream(stream, event);
  await store.restart();
  await store.client().appendToStream(stream, event);
  expect(await collect(store.client().readStream(stream))).toHaveLength(2);
});
