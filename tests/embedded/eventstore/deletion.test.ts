import {
  ANY,
  END,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect, failureOf, happened, happenedTimes, newStream, runStore } from './running-store.js';

const store = runStore();

const streamOf = async (count: number): Promise<string> => {
  const stream = newStream();
  await store.client().appendToStream(stream, happenedTimes(count));
  return stream;
};
const readRevisions = async (stream: string): Promise<bigint[]> =>
  (await collect(store.client().readStream(stream))).map(({ event }) => event?.revision ?? -1n);

describe('a deleted stream', () => {
  it('is not found any more, and its events are still in $all', async () => {
    const stream = await streamOf(3);
    const { position } = await store.client().deleteStream(stream);
    expect(position?.commit).toBeGreaterThan(0n);
    expect(await failureOf(readRevisions(stream))).toBeInstanceOf(StreamNotFoundError);
    const all = await collect(store.client().readAll());
    expect(all.filter(({ event }) => event?.streamId === stream)).toHaveLength(3);
  });

  it.each([ANY, NO_STREAM, 2n] as const)(
    'goes on after its last revision when it expects %s',
    async (expectedRevision) => {
      const stream = await streamOf(3);
      await store.client().deleteStream(stream);
      const result = await store.client().appendToStream(stream, happened(3), { expectedRevision });
      expect(result.nextExpectedRevision).toBe(3n);
      await store.client().appendToStream(stream, happened(4), { expectedRevision: 3n });
      expect(await readRevisions(stream)).toEqual([3n, 4n]);
    },
  );

  it('does not exist for an append that expects it to', async () => {
    const stream = await streamOf(1);
    await store.client().deleteStream(stream);
    const append = store.client().appendToStream(stream, happened(1), { expectedRevision: STREAM_EXISTS });
    expect(await failureOf(append)).toBeInstanceOf(StreamDeletedError);
  });

  it('loses its metadata, and gets none of it back with its next event', async () => {
    const stream = await streamOf(3);
    await store.client().setStreamMetadata(stream, { maxCount: 2, owner: 'me' });
    await store.client().deleteStream(stream);
    await store.client().appendToStream(stream, happenedTimes(4, 3));
    expect((await store.client().getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3 });
    expect(await readRevisions(stream)).toEqual([3n, 4n, 5n, 6n]);
  });

  it('comes back empty when its metadata is set', async () => {
    const stream = await streamOf(2);
    await store.client().deleteStream(stream);
    await store.client().setStreamMetadata(stream, { maxCount: 5 });
    expect(await readRevisions(stream)).toEqual([]);
    await store.client().appendToStream(stream, happened(2), { expectedRevision: 1n });
    expect(await readRevisions(stream)).toEqual([2n]);
    expect((await store.client().getStreamMetadata(stream)).metadata).toEqual({
      maxCount: 5,
      truncateBefore: 2,
    });
  });
});

describe.each(['deleteStream', 'tombstoneStream'] as const)('%s', (remove) => {
  it('needs the revision that it expects', async () => {
    const stream = await streamOf(3);
    for (const [expectedRevision, expectedVersion] of [
      [1n, 1n],
      [NO_STREAM, -1n],
    ] as const) {
      const error = await failureOf(store.client()[remove](stream, { expectedRevision }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName: stream, expectedVersion, actualVersion: 2n });
    }
    await store.client()[remove](stream, { expectedRevision: 2n });
    expect(await failureOf(readRevisions(stream))).toBeInstanceOf(Error);
  });
});

it('refuses to delete a stream that never was', async () => {
  const stream = newStream();
  const error = await failureOf(store.client().deleteStream(stream, { expectedRevision: NO_STREAM }));
  expect(error).toBeInstanceOf(WrongExpectedVersionError);
  expect(error).toMatchObject({ actualVersion: 'no_stream' });
});

describe('a tombstone', () => {
  it('makes the stream deleted for ever: for reads, appends and its metadata', async () => {
    const stream = await streamOf(2);
    await store.client().tombstoneStream(stream);
    for (const work of [
      () => readRevisions(stream),
      () => collect(store.client().readStream(stream, { fromRevision: END, direction: 'backwards' })),
      () => store.client().appendToStream(stream, happened(2)),
      () => store.client().deleteStream(stream),
      () => store.client().tombstoneStream(stream),
      () => store.client().setStreamMetadata(stream, { maxCount: 1 }),
    ]) {
      expect(await failureOf(work())).toBeInstanceOf(StreamDeletedError);
    }
  });

  it('may stand on a stream that never was', async () => {
    const stream = newStream();
    await store.client().tombstoneStream(stream, { expectedRevision: NO_STREAM });
    expect(await failureOf(readRevisions(stream))).toBeInstanceOf(StreamDeletedError);
  });

  it('is an event of $all', async () => {
    const stream = await streamOf(1);
    const { position } = await store.client().tombstoneStream(stream);
    const [last] = await collect(
      store.client().readAll({ direction: 'backwards', fromPosition: END, maxCount: 1 }),
    );
    expect(last?.event).toMatchObject({ type: '$streamDeleted', streamId: stream, position });
    expect(last?.event?.revision).toBe(9_223_372_036_854_775_807n);
  });
});
