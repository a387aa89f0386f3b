import { binaryEvent, END, WrongExpectedVersionError } from '@eventstore/db-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { collect, failureOf, happened, happenedTimes, newStream, runStore } from './running-store.js';
import { watch } from './watching.js';

const store = runStore();

afterEach(() => {
  vi.useRealTimers();
});

const streamOf = async (count: number): Promise<string> => {
  const stream = newStream();
  await store.client().appendToStream(stream, happenedTimes(count));
  return stream;
};
const read = async (stream: string, direction: 'forwards' | 'backwards' = 'forwards'): Promise<number[]> => {
  const fromRevision = direction === 'forwards' ? 'start' : END;
  const events = await collect(store.client().readStream(stream, { direction, fromRevision }));
  return events.map(({ event }) => Number(event?.revision));
};

describe('stream metadata', () => {
  it('is given back as it was set', async () => {
    const stream = await streamOf(1);
    const metadata = { maxCount: 10, maxAge: 60, truncateBefore: 0, cacheControl: 5, owner: { name: 'Ü' } };
    await store.client().setStreamMetadata(stream, metadata);
    expect((await store.client().getStreamMetadata(stream)).metadata).toEqual(metadata);
  });

  it('has revisions of its own, of which the last is seen', async () => {
    const stream = await streamOf(1);
    await store.client().setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: 'no_stream' });
    await store.client().setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: 0n });
    const error = await failureOf(store.client().setStreamMetadata(stream, {}, { expectedRevision: 0n }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(await read(`$$${stream}`)).toEqual([1]);
  });

  it('of a stream without any is missing, not an error', async () => {
    expect((await store.client().getStreamMetadata(await streamOf(1))).metadata).toBeUndefined();
  });

  it.each<[string, string, number[]]>([
    ['no JSON', '{"$maxCount":', [0, 1, 2]],
    ['no object', '[1]', [0, 1, 2]],
    ['a number that is no integer', '{"$maxCount":1,"$maxAge":1.5}', [0, 1, 2]],
    ['a number in quotes', '{"$maxCount":1,"$tb":"1"}', [0, 1, 2]],
    ['a number beyond 64 bits, as JavaScript writes the highest', '{"$tb":9223372036854776000}', [0, 1, 2]],
    ['a count of nothing', '{"$maxCount":0,"$tb":1}', [1, 2]],
    ['a negative $tb', '{"$tb":-1,"$maxCount":2}', [1, 2]],
    ['a $tb beyond every revision', '{"$tb":9007199254740993}', []],
  ])('is read as the real server reads it: %s', async (_case, data, expected) => {
    const stream = await streamOf(3);
    const event = binaryEvent({ type: '$metadata', data: Buffer.from(data) });
    await store.client().appendToStream(`$$${stream}`, event);
    expect(await read(stream)).toEqual(expected);
  });

  it('of any depth leaves the stream usable', async () => {
    const stream = await streamOf(2);
    const data = Buffer.from(`{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    await store.client().deleteStream(stream);
    await store.client().appendToStream(`$$${stream}`, binaryEvent({ type: '$metadata', data }));
    await store.client().appendToStream(stream, happened(2), { expectedRevision: 1n });
    expect(await read(stream)).toContain(2);
  });
});

describe('$maxCount', () => {
  it('shows the last events, and follows new ones', async () => {
    const stream = await streamOf(10);
    await store.client().setStreamMetadata(stream, { maxCount: 3 });
    expect(await read(stream)).toEqual([7, 8, 9]);
    expect(await read(stream, 'backwards')).toEqual([9, 8, 7]);
    await store.client().appendToStream(stream, happened(10));
    expect(await read(stream)).toEqual([8, 9, 10]);
    await store.client().setStreamMetadata(stream, {});
    expect(await read(stream)).toHaveLength(11);
  });

  it('applies to subscriptions to the stream and not to $all', async () => {
    const stream = await streamOf(5);
    await store.client().setStreamMetadata(stream, { maxCount: 2 });
    const seen = watch(store.client().subscribeToStream(stream));
    await seen.caughtUp();
    expect(seen.ids).toHaveLength(2);
    await seen.stop();
    const all = await collect(store.client().readAll());
    expect(all.filter(({ event }) => event?.streamId === stream)).toHaveLength(5);
  });
});

it('$tb hides everything before it', async () => {
  const stream = await streamOf(6);
  await store.client().setStreamMetadata(stream, { truncateBefore: 4 });
  expect(await read(stream)).toEqual([4, 5]);
  expect(await read(stream, 'backwards')).toEqual([5, 4]);
  await store.client().setStreamMetadata(stream, { truncateBefore: 6 });
  expect(await read(stream)).toEqual([]);
  expect(await failureOf(read(newStream()))).toMatchObject({ type: 'stream-not-found' });
});

describe('after an hour', () => {
  needsEmbedded('EVENTSTORE_URL', 'sets its clock');

  it('$maxAge hides what is older', async () => {
    const stream = await streamOf(2);
    await store.client().setStreamMetadata(stream, { maxAge: 3_600 });
    expect(await read(stream)).toEqual([0, 1]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 });
    expect(await read(stream)).toEqual([]);
    await store.client().appendToStream(stream, happened(2), { expectedRevision: 1n });
    expect(await read(stream)).toEqual([2]);
    expect(await read(stream, 'backwards')).toEqual([2]);
  });
});
