import { END, START, StreamDeletedError, streamNameFilter } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect, happened, happenedTimes, newStream, runStore } from './running-store.js';
import { watch } from './watching.js';

const store = runStore();

const idsOf = (events: readonly { id: string }[]): string[] => events.map(({ id }) => id);

describe('a subscription to a stream', () => {
  it('brings what is there, says that it has caught up, then brings what comes', async () => {
    const stream = newStream();
    const [old, fresh] = [happenedTimes(1_500), happenedTimes(5)];
    await store.client().appendToStream(stream, old);
    const seen = watch(store.client().subscribeToStream(stream));
    await seen.caughtUp();
    expect(seen.ids).toEqual(idsOf(old));
    await store.client().appendToStream(stream, fresh);
    await seen.received(1_505);
    expect(seen.ids).toEqual(idsOf([...old, ...fresh]));
    await seen.stop();
  });

  it('does not bring the event at the given revision', async () => {
    const stream = newStream();
    const events = happenedTimes(5);
    await store.client().appendToStream(stream, events);
    const seen = watch(store.client().subscribeToStream(stream, { fromRevision: 1n }));
    await seen.caughtUp();
    expect(seen.ids).toEqual(idsOf(events.slice(2)));
    await seen.stop();
  });

  it('from the end brings only what comes', async () => {
    const stream = newStream();
    await store.client().appendToStream(stream, happenedTimes(3));
    const seen = watch(store.client().subscribeToStream(stream, { fromRevision: END }));
    await seen.caughtUp();
    const next = happened(3);
    await store.client().appendToStream(stream, next);
    await seen.received(1);
    expect(seen.ids).toEqual([next.id]);
    await seen.stop();
  });

  it('may wait for a stream that does not exist yet', async () => {
    const stream = newStream();
    const seen = watch(store.client().subscribeToStream(stream));
    await seen.caughtUp();
    const first = happened(0);
    await store.client().appendToStream(newStream(), happened(0));
    await store.client().appendToStream(stream, first);
    await seen.received(1);
    expect(seen.ids).toEqual([first.id]);
    await seen.stop();
  });

  it('goes on when the stream is deleted and written to again', async () => {
    const client = store.client();
    const stream = newStream();
    const [first, second, third] = happenedTimes(3);
    if (!first || !second || !third) throw new Error('There are three.');
    await client.appendToStream(stream, first);
    const seen = watch(client.subscribeToStream(stream));
    await seen.caughtUp();
    await client.deleteStream(stream);
    await client.appendToStream(stream, second);
    await client.appendToStream(stream, third);
    await seen.received(3);
    expect(seen.ids).toEqual(idsOf([first, second, third]));
    await seen.stop();
  });

  it('ends when the stream is tombstoned', async () => {
    const stream = newStream();
    await store.client().appendToStream(stream, happened(0));
    const live = watch(store.client().subscribeToStream(stream));
    await live.caughtUp();
    await store.client().tombstoneStream(stream);
    expect(await live.failed()).toBeInstanceOf(StreamDeletedError);
    const late = watch(store.client().subscribeToStream(stream));
    expect(await late.failed()).toBeInstanceOf(StreamDeletedError);
  });
});

describe('a subscription to $all', () => {
  it('brings every event once and in order, while appends go on', async () => {
    const client = store.client();
    const prefix = newStream('busy');
    const before = happenedTimes(2_000);
    await client.appendToStream(`${prefix}-0`, before);
    const seen = watch(client.subscribeToAll({ filter: streamNameFilter({ prefixes: [prefix] }) }));
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; i < 40; i += 1) await client.appendToStream(`${prefix}-${writer}`, happenedTimes(3));
    });
    await Promise.all(writers);
    await seen.received(2_000 + 8 * 40 * 3);
    const inLog = (await collect(client.readAll()))
      .filter(({ event }) => event?.streamId.startsWith(prefix))
      .map(({ event }) => event?.id);
    expect(seen.ids).toEqual(inLog);
    expect(seen.signals).toContain('caughtUp');
    await seen.stop();
  });

  it('does not bring the event at the given position', async () => {
    const client = store.client();
    const stream = newStream();
    const { position } = await client.appendToStream(stream, happened(0));
    const next = happenedTimes(2);
    await client.appendToStream(stream, next);
    const seen = watch(client.subscribeToAll({ fromPosition: position ?? START }));
    await seen.received(2);
    expect(seen.ids).toEqual(idsOf(next));
    await seen.stop();
  });

  it('from the end brings only what comes', async () => {
    const client = store.client();
    const seen = watch(client.subscribeToAll({ fromPosition: END }));
    await seen.caughtUp();
    const next = happened(0);
    await client.appendToStream(newStream(), next);
    await seen.received(1);
    expect(seen.ids).toEqual([next.id]);
    await seen.stop();
  });

  it('can be joined by others, each at its own pace', async () => {
    const client = store.client();
    const { position: fromPosition = START } = await client.appendToStream(newStream(), happened(0));
    const events = happenedTimes(500);
    await client.appendToStream(newStream(), events.slice(0, 490));
    const lazy = client.subscribeToAll({ fromPosition });
    const eager = Array.from({ length: 4 }, () => watch(client.subscribeToAll({ fromPosition })));
    await Promise.all(eager.map((seen) => seen.caughtUp()));
    await client.appendToStream(newStream(), events.slice(490));
    await Promise.all(eager.map((seen) => seen.received(500)));
    // Nobody has read from it until now, and nothing it missed was lost.
    const late = watch(lazy);
    await late.received(500);
    for (const { ids } of [late, ...eager]) expect(ids).toEqual(idsOf(events));
    await Promise.all([late, ...eager].map((seen) => seen.stop()));
  });

  it('that fell far behind says so, and when it has caught up again', async () => {
    const client = store.client();
    const subscription = client.subscribeToAll({ fromPosition: END });
    const seen = watch(subscription);
    await seen.caughtUp();
    subscription.pause();
    const large = () => ({ ...happened(0), data: { no: 0, text: 'x'.repeat(100_000) } });
    const stream = newStream();
    for (let i = 0; i < 15; i += 1) await client.appendToStream(stream, Array.from({ length: 8 }, large));
    subscription.resume();
    await seen.received(120);
    await seen.until(() => seen.signals.includes('fellBehind') && seen.signals.at(-1) === 'caughtUp');
    expect(seen.signals.length % 2).toBe(1);
    for (const [index, signal] of seen.signals.entries()) {
      expect(signal).toBe(index % 2 === 0 ? 'caughtUp' : 'fellBehind');
    }
    await seen.stop();
  });
});
