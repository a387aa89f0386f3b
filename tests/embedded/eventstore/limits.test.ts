import { execFileSync } from 'node:child_process';
import { ANY, excludeSystemEvents, jsonEvent } from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import pb from '@eventstore/db-client/generated/streams_pb.js';
import { credentials } from '@grpc/grpc-js';
import { afterAll, expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import {
  collect,
  connect,
  failureOf,
  happened,
  happenedTimes,
  newStream,
  removeFolder,
  runStore,
  temporaryFolder,
} from './running-store.js';
import { startInChild } from './server-process.js';
import { watch } from './watching.js';

needsEmbedded('EVENTSTORE_URL', 'is about limits of the embedded one');

const store = runStore();
const directory = temporaryFolder();
afterAll(() => removeFolder(directory));

it('knows an append with ANY again among the last 10,000 events, and not after those', async () => {
  const client = store.client();
  const stream = newStream();
  const [recent, forgotten] = [happened(0), happened(1)];
  await client.appendToStream(stream, forgotten, { expectedRevision: ANY });
  await client.appendToStream(stream, recent, { expectedRevision: ANY });
  await client.appendToStream(newStream(), happenedTimes(9_999));
  await client.appendToStream(stream, recent, { expectedRevision: ANY });
  await client.appendToStream(stream, forgotten, { expectedRevision: ANY });
  const ids = (await collect(client.readStream(stream))).map(({ event }) => event?.id);
  expect(ids).toEqual([forgotten.id, recent.id, forgotten.id]);
});

it('does not write an append whose deadline passes before its last event has come', async () => {
  const stream = newStream();
  const streams = new StreamsClient(new URL(store.url()).host, credentials.createInsecure());
  const error = await failureOf(
    new Promise((_, reject) => {
      const call = streams.append({ deadline: Date.now() + 200 }, reject);
      const options = new pb.AppendReq.Options()
        .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream)))
        .setAny(new shared.Empty());
      call.write(new pb.AppendReq().setOptions(options));
    }),
  );
  expect(error).toMatchObject({ code: 4 });
  streams.close();
  expect(await failureOf(collect(store.client().readStream(stream)))).toMatchObject({
    type: 'stream-not-found',
  });
});

it.each<[string, (stream: string, deadline: number) => Promise<unknown>]>([
  [
    'an append in a batch',
    (stream, deadline) => store.client().appendToStream(stream, happened(0), { deadline }),
  ],
  [
    'an append in a call',
    (stream, deadline) =>
      store.client().appendToStream(stream, happened(0), {
        deadline,
        credentials: { username: 'admin', password: 'changeit' },
      }),
  ],
  ['a deletion', (stream, deadline) => store.client().deleteStream(stream, { deadline })],
  ['a tombstone', (stream, deadline) => store.client().tombstoneStream(stream, { deadline })],
])('does nothing for %s that is late, and says so', async (_what, work) => {
  const stream = newStream();
  await store.client().appendToStream(stream, happened(0));
  expect(await failureOf(work(stream, -1_000))).toMatchObject({ type: 'deadline-exceeded' });
  expect(await collect(store.client().readStream(stream))).toHaveLength(1);
});

/** The most memory that a process had at once is not told everywhere; what it has now is. */
const megabytesOf = (pid: number | undefined): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;

it('needs no more memory for a larger log, nor for subscribers that do not read', async () => {
  const server = await startInChild(directory);
  const client = connect(server.url);
  const large = () => jsonEvent({ type: 'Large', data: 'x'.repeat(100_000) });
  // Other settings, so that it has a connection of its own: nobody shares one with those who do not read.
  const idler = connect(`${server.url}&keepAliveInterval=20000`);
  const idle = Array.from({ length: 20 }, () => idler.subscribeToAll());
  for (let no = 0; no < 30; no += 1) {
    await client.appendToStream('large', Array.from({ length: 10 }, large));
  }
  for (let no = 0; no < 4; no += 1) {
    await Promise.all(happenedTimes(500).map((event) => client.appendToStream(newStream('small'), event)));
  }
  const seen = watch(client.subscribeToAll({ filter: excludeSystemEvents() }));
  await seen.received(2_300);
  expect(megabytesOf(server.pid)).toBeLessThan(256);
  await seen.stop();
  await Promise.all(idle.map((one) => one.unsubscribe()));
  await idler.dispose();
  await client.dispose();
  await server.kill();
}, 60_000);
