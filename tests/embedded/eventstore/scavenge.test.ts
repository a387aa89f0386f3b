import { ANY, convertToCommandError, NO_STREAM, ScavengeNotFoundError } from '@eventstore/db-client';
import { OperationsClient } from '@eventstore/db-client/generated/operations_grpc_pb.js';
import pb, { type ScavengeResp } from '@eventstore/db-client/generated/operations_pb.js';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { collect, failureOf, happened, happenedTimes, newStream, runStore } from './running-store.js';
import { watch } from './watching.js';

needsEmbedded('EVENTSTORE_URL', 'scavenges it and sets its clock');

const store = runStore();
const client = () => store.client();

afterEach(() => {
  vi.useRealTimers();
});

/** The official client has no call for it: a real server is scavenged by its operators. */
const operations = async (
  call: (
    client: OperationsClient,
    done: (error: ServiceError | null, answer: ScavengeResp) => void,
  ) => unknown,
): Promise<ScavengeResp> => {
  const operator = new OperationsClient(new URL(store.url()).host, credentials.createInsecure());
  try {
    return await new Promise((resolve, reject) => {
      call(operator, (error, answer) => (error ? reject(convertToCommandError(error)) : resolve(answer)));
    });
  } finally {
    operator.close();
  }
};
const start = (startFromChunk = 0): Promise<ScavengeResp> => {
  const options = new pb.StartScavengeReq.Options().setThreadCount(1).setStartFromChunk(startFromChunk);
  return operations((operator, done) =>
    operator.startScavenge(new pb.StartScavengeReq().setOptions(options), done),
  );
};
const stop = (id: string): Promise<ScavengeResp> => {
  const options = new pb.StopScavengeReq.Options().setScavengeId(id);
  return operations((operator, done) =>
    operator.stopScavenge(new pb.StopScavengeReq().setOptions(options), done),
  );
};
const completed = async (id: string): Promise<unknown> => {
  for await (const { event } of client().subscribeToStream(`$scavenges-${id}`)) {
    if (event?.type === '$scavengeCompleted') return event.data;
  }
  return undefined;
};
const scavenge = async (): Promise<void> => {
  const answer = await start();
  expect(answer.getScavengeResult()).toBe(pb.ScavengeResp.ScavengeResult.STARTED);
  expect(await completed(answer.getScavengeId())).toMatchObject({ result: 'Success' });
};

const inAll = async (stream: string): Promise<(bigint | undefined)[]> =>
  (await collect(client().readAll())).flatMap(({ event }) =>
    event?.streamId === stream ? [event.revision] : [],
  );
const streamOf = async (count: number): Promise<string> => {
  const stream = newStream();
  await client().appendToStream(stream, happenedTimes(count));
  return stream;
};

const tombstone = 9_223_372_036_854_775_807n;

describe('a scavenge removes from $all', () => {
  it.each<[string, (stream: string) => Promise<unknown>, bigint[]]>([
    ['nothing of a stream that hides nothing', async () => undefined, [0n, 1n, 2n, 3n]],
    ['what is before $tb', (name) => client().setStreamMetadata(name, { truncateBefore: 2 }), [2n, 3n]],
    ['what is beyond $maxCount', (name) => client().setStreamMetadata(name, { maxCount: 1 }), [3n]],
    [
      'all but the last event, if nothing is visible',
      (name) => client().setStreamMetadata(name, { truncateBefore: 9 }),
      [3n],
    ],
    ['all but the last event of a deleted stream', (name) => client().deleteStream(name), [3n]],
    ['all but the tombstone', (name) => client().tombstoneStream(name), [tombstone]],
  ])('%s', async (_case, hide, left) => {
    const stream = await streamOf(4);
    await hide(stream);
    expect((await inAll(stream)).slice(0, 4)).toEqual([0n, 1n, 2n, 3n]);
    await scavenge();
    expect(await inAll(stream)).toEqual(left);
  });

  it('what is older than $maxAge, but the last event', async () => {
    const stream = await streamOf(3);
    await client().setStreamMetadata(stream, { maxAge: 3_600 });
    await scavenge();
    expect(await inAll(stream)).toHaveLength(3);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 });
    await scavenge();
    expect(await inAll(stream)).toEqual([2n]);
    expect(await collect(client().readStream(stream))).toEqual([]);
  });

  it('metadata that was replaced, and all of it with its stream', async () => {
    const stream = await streamOf(1);
    await client().setStreamMetadata(stream, { maxCount: 5 });
    await client().setStreamMetadata(stream, { maxCount: 6 });
    await scavenge();
    expect(await inAll(`$$${stream}`)).toEqual([1n]);
    expect((await client().getStreamMetadata(stream)).metadata).toEqual({ maxCount: 6 });
    await client().tombstoneStream(stream);
    await scavenge();
    expect(await inAll(`$$${stream}`)).toEqual([]);
  });

  it('more than one commit takes, while others append and subscribe', async () => {
    const stream = await streamOf(3_000);
    await client().setStreamMetadata(stream, { maxCount: 2 });
    const seen = watch(client().subscribeToAll({ fromPosition: 'end' }));
    await seen.caughtUp();
    const other = happenedTimes(20);
    const appends = other.map((event) => client().appendToStream(newStream(), event));
    await Promise.all([scavenge(), ...appends]);
    expect(await inAll(stream)).toEqual([2_998n, 2_999n]);
    await seen.until(() => other.every(({ id }) => seen.ids.includes(id)));
    await seen.stop();
  });
});

it('lets a scavenged stream go on where it was, also after a restart', async () => {
  const stream = await streamOf(3);
  await client().deleteStream(stream);
  await scavenge();
  await store.restart();
  const next = await client().appendToStream(stream, happened(3), { expectedRevision: NO_STREAM });
  expect(next.nextExpectedRevision).toBe(3n);
  const [first] = await collect(client().readStream(stream));
  expect(first?.event?.revision).toBe(3n);
});

it('knows an append again only as long as its events are there, as the real server does', async () => {
  const stream = newStream();
  const events = happenedTimes(2);
  await client().appendToStream(stream, events, { expectedRevision: NO_STREAM });
  await client().appendToStream(stream, happened(2));
  await client().setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: ANY });
  await scavenge();
  const again = client().appendToStream(stream, events, { expectedRevision: NO_STREAM });
  expect(await failureOf(again)).toMatchObject({ type: 'wrong-expected-version' });
});

it('keeps a history, links to it, and runs one scavenge at a time', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  const ids = [first.getScavengeId(), second.getScavengeId()];
  expect(new Set(ids).size).toBe(1);
  expect([first.getScavengeResult(), second.getScavengeResult()]).toEqual([0, 1]);
  await completed(first.getScavengeId());
  const history = await collect(client().readStream('$scavenges', { resolveLinkTos: true }));
  expect(history.slice(-2).map(({ event }) => [event?.type, event?.streamId])).toEqual([
    ['$scavengeStarted', `$scavenges-${first.getScavengeId()}`],
    ['$scavengeCompleted', `$scavenges-${first.getScavengeId()}`],
  ]);
});

it('cannot be stopped when it does not run', async () => {
  const id = (await start()).getScavengeId();
  await completed(id);
  const error = await failureOf(stop(id));
  expect(error).toBeInstanceOf(ScavengeNotFoundError);
  expect(error).toMatchObject({ scavengeId: id });
});

it('refuses to start in the middle of a log that has no chunks', async () => {
  expect(String(await failureOf(start(3)))).toContain('startFromChunk must be 0, and is 3');
});
