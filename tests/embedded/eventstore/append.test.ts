import { randomUUID } from 'node:crypto';
import {
  ANY,
  type AppendToStreamOptions,
  binaryEvent,
  EventStoreDBClient,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect, failureOf, happened, happenedTimes, newStream, runStore } from './running-store.js';

const store = runStore();

// The client appends through BatchAppend, but with credentials through Append: two methods with different errors.
const ways: [string, AppendToStreamOptions][] = [
  ['BatchAppend', {}],
  ['Append', { credentials: { username: 'admin', password: 'changeit' } }],
];

const idsIn = async (stream: string): Promise<string[]> =>
  (await collect(store.client().readStream(stream))).map(({ event }) => event?.id ?? '');

describe.each(ways)('%s', (_name, options) => {
  const append: EventStoreDBClient['appendToStream'] = (stream, events, more) =>
    store.client().appendToStream(stream, events, { ...options, ...more });

  it('answers the revision and the position of the last event', async () => {
    const stream = newStream();
    const first = await append(stream, happenedTimes(3), { expectedRevision: NO_STREAM });
    const second = await append(stream, happened(3), { expectedRevision: 2n });
    const [last] = (await collect(store.client().readStream(stream))).slice(-1);
    expect(first).toMatchObject({ success: true, nextExpectedRevision: 2n });
    expect(second).toMatchObject({ success: true, nextExpectedRevision: 3n });
    expect(second.position).toEqual(last?.event?.position);
    expect(second.position?.commit).toBeGreaterThan(first.position?.commit ?? 0n);
  });

  it('keeps JSON, bytes, metadata, ids and types as they are', async () => {
    const stream = newStream('Größe ✓');
    const json = jsonEvent({ type: 'Ä', data: { a: ['ü', 1.5, null] }, metadata: { m: '✓' } });
    const bytes = binaryEvent({
      type: 'Bytes',
      data: Uint8Array.from([0, 255, 1]),
      metadata: Uint8Array.from([7, 0]),
    });
    await append(stream, [json, bytes]);
    const [first, second] = await collect(store.client().readStream(stream));
    expect(first?.event).toMatchObject({
      ...{ id: json.id, type: 'Ä', data: json.data, metadata: { m: '✓' } },
      ...{ isJson: true, streamId: stream, revision: 0n },
    });
    expect(second?.event).toMatchObject({ id: bytes.id, isJson: false, revision: 1n });
    expect(Array.from(second?.event?.isJson === false ? second.event.data : [])).toEqual([0, 255, 1]);
    expect(Math.abs(Date.now() - (first?.event?.created.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it.each([
    ['no stream, but there is one', NO_STREAM, 2, 'no_stream', 1n],
    ['a revision that is behind', 0n, 2, 0n, 1n],
    ['a revision that is ahead', 5n, 2, 5n, 1n],
    ['a revision, but there is no stream', 0n, 0, 0n, 'no_stream'],
    ['a stream, but there is none', STREAM_EXISTS, 0, 'stream_exists', 'no_stream'],
  ] as const)('refuses when it expects %s', async (_case, expectedRevision, existing, expected, actual) => {
    const stream = newStream();
    if (existing > 0) await append(stream, happenedTimes(existing));
    const error = await failureOf(append(stream, happened(9), { expectedRevision }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ streamName: stream, expectedVersion: expected, actualVersion: actual });
  });

  it.each([
    ['any, without a stream', ANY, 0],
    ['any, with a stream', ANY, 2],
    ['no stream, without one', NO_STREAM, 0],
    ['a stream, with one', STREAM_EXISTS, 2],
    ['the right revision', 1n, 2],
  ] as const)('accepts when it expects %s', async (_case, expectedRevision, existing) => {
    const stream = newStream();
    if (existing > 0) await append(stream, happenedTimes(existing));
    const result = await append(stream, happened(9), { expectedRevision });
    expect(result).toMatchObject({ success: true, nextExpectedRevision: BigInt(existing) });
  });

  it('reports a refusal as a value if the client wants that', async () => {
    const stream = newStream();
    const quiet = EventStoreDBClient.connectionString(`${store.url()}&throwOnAppendFailure=false`);
    await quiet.appendToStream(stream, happenedTimes(3), options);
    const result = await quiet.appendToStream(stream, happened(9), { ...options, expectedRevision: 0n });
    expect(result.success).toBe(false);
    await quiet.dispose();
  });

  it('writes nothing of an append that it refuses', async () => {
    const stream = newStream();
    const events = happenedTimes(2);
    await append(stream, events);
    await failureOf(append(stream, happenedTimes(3), { expectedRevision: 7n }));
    expect(await idsIn(stream)).toEqual(events.map(({ id }) => id));
  });

  it('answers a repeated append at its exact revision like the first time', async () => {
    const stream = newStream();
    const first = happenedTimes(2);
    const second = happenedTimes(3);
    const results = [
      await append(stream, first, { expectedRevision: NO_STREAM }),
      await append(stream, second, { expectedRevision: 1n }),
    ];
    await append(stream, happened(9), { expectedRevision: 4n });
    expect(await append(stream, first, { expectedRevision: NO_STREAM })).toEqual(results[0]);
    expect(await append(stream, second, { expectedRevision: 1n })).toEqual(results[1]);
    expect(await idsIn(stream)).toHaveLength(6);
  });

  it('refuses an append of which only a part was written before', async () => {
    const stream = newStream();
    const events = happenedTimes(2);
    await append(stream, events, { expectedRevision: NO_STREAM });
    const longer = await failureOf(append(stream, [...events, happened(2)], { expectedRevision: NO_STREAM }));
    const longerAnywhere = await failureOf(
      append(stream, [...events, happened(2)], { expectedRevision: ANY }),
    );
    expect(longer).toBeInstanceOf(WrongExpectedVersionError);
    expect(longerAnywhere).toBeInstanceOf(WrongExpectedVersionError);
    expect(await idsIn(stream)).toHaveLength(2);
  });

  it.each([ANY, STREAM_EXISTS] as const)('knows a recent append with %s again', async (expectedRevision) => {
    const stream = newStream();
    await append(stream, happened(0));
    const events = happenedTimes(2);
    const result = await append(stream, events, { expectedRevision });
    expect(await append(stream, events, { expectedRevision })).toEqual(result);
    expect(await idsIn(stream)).toHaveLength(3);
  });

  it('takes the same event id in two streams for two events', async () => {
    const id = randomUUID();
    const [one, other] = [newStream(), newStream()];
    await append(one, happened(1, id));
    await append(other, happened(1, id));
    expect([await idsIn(one), await idsIn(other)]).toEqual([[id], [id]]);
  });

  it('accepts 1 MiB and refuses more', async () => {
    const stream = newStream();
    const big = (size: number) => jsonEvent({ type: 'Big', data: 'x'.repeat(size) });
    await append(stream, big(1024 * 1024 - 100));
    for (const events of [[big(1024 * 1024)], [big(600_000), big(600_000)], [big(5_000_000)]]) {
      const error = await failureOf(append(stream, events));
      expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
      expect(error).toMatchObject({ maxAppendSize: 1024 * 1024 });
    }
    expect(await idsIn(stream)).toHaveLength(1);
  });

  it('refuses a deleted stream for ever', async () => {
    const stream = newStream();
    await append(stream, happened(0));
    await store.client().tombstoneStream(stream);
    for (const expectedRevision of [ANY, NO_STREAM, STREAM_EXISTS, 0n] as const) {
      const error = await failureOf(append(stream, happened(1), { expectedRevision }));
      expect(error).toBeInstanceOf(StreamDeletedError);
      expect(error).toMatchObject({ streamName: stream });
    }
  });

  it('refuses an event without a UUID, and goes on with others', async () => {
    const stream = newStream();
    const [refused, accepted] = await Promise.allSettled([
      append(stream, happened(0, 'not-a-uuid')),
      append(stream, happened(1)),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(UnknownError) });
    expect(refused.status === 'rejected' && String(refused.reason)).toContain('not-a-uuid');
    expect(accepted.status).toBe('fulfilled');
  });
});
