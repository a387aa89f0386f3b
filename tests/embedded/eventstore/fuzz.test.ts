import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { gzipSync } from 'node:zlib';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import pb from '@eventstore/db-client/generated/streams_pb.js';
import { credentials } from '@grpc/grpc-js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { startInWorker } from '../server-worker.js';
import { collect, connect, failureOf, happened, removeFolder, temporaryFolder } from './running-store.js';
import { watch } from './watching.js';

needsEmbedded('EVENTSTORE_URL', 'tries to break it');

const directory = temporaryFolder();
let server: Awaited<ReturnType<typeof startInWorker>>;
let bystander: ReturnType<typeof connect>;
let seen: ReturnType<typeof watch>;

beforeAll(async () => {
  server = await startInWorker('eventstore', directory);
  bystander = connect(server.url);
  seen = watch(bystander.subscribeToStream('bystander'));
  await seen.caughtUp();
});
afterAll(async () => {
  await seen.stop();
  await bystander.dispose();
  await server.stop();
  removeFolder(directory);
});

/** The connection that was there all the time still appends, reads and is told what comes. */
const expectUnharmed = async (): Promise<void> => {
  const event = happened(0);
  await bystander.appendToStream('bystander', event);
  await seen.until(() => seen.ids.at(-1) === event.id);
  expect(seen.ids).toHaveLength((await collect(bystander.readStream('bystander'))).length);
  expect(server.failure()).toBeUndefined();
};

const emptyMessage = () => new shared.Empty();
const identifier = () => new shared.StreamIdentifier().setStreamName(Buffer.from('fuzzed'));
const uuid = () => new shared.UUID().setString(randomUUID());
const proposed = <Message extends pb.AppendReq.ProposedMessage | pb.BatchAppendReq.ProposedMessage>(
  message: Message,
): Message => {
  message.setId(uuid());
  message.setData(Buffer.from('{}'));
  message.getMetadataMap().set('type', 'T').set('content-type', 'application/json');
  return message;
};
const batch = (isFinal: boolean, events = 1) =>
  new pb.BatchAppendReq()
    .setCorrelationId(uuid())
    .setIsFinal(isFinal)
    .setOptions(new pb.BatchAppendReq.Options().setStreamIdentifier(identifier()).setAny(emptyMessage()))
    .setProposedMessagesList(
      Array.from({ length: events }, () => proposed(new pb.BatchAppendReq.ProposedMessage())),
    );
const readOptions = () =>
  new pb.ReadReq.Options()
    .setCount('10')
    .setUuidOption(new pb.ReadReq.Options.UUIDOption().setString(emptyMessage()))
    .setNoFilter(emptyMessage());

/** A good message of each method, to be spoilt. */
const messages: readonly (readonly [string, Uint8Array])[] = [
  ['BatchAppend', batch(true).serializeBinary()],
  [
    'Append',
    new pb.AppendReq().setProposedMessage(proposed(new pb.AppendReq.ProposedMessage())).serializeBinary(),
  ],
  [
    'Append',
    new pb.AppendReq()
      .setOptions(new pb.AppendReq.Options().setStreamIdentifier(identifier()).setRevision('3'))
      .serializeBinary(),
  ],
  [
    'Read',
    new pb.ReadReq()
      .setOptions(
        readOptions().setStream(
          new pb.ReadReq.Options.StreamOptions().setStreamIdentifier(identifier()).setRevision('5'),
        ),
      )
      .serializeBinary(),
  ],
  [
    'Read',
    new pb.ReadReq()
      .setOptions(
        readOptions()
          .setAll(new pb.ReadReq.Options.AllOptions().setStart(emptyMessage()))
          .setSubscription(new pb.ReadReq.Options.SubscriptionOptions())
          .setFilter(
            new pb.ReadReq.Options.FilterOptions()
              .setMax(3)
              .setCheckpointintervalmultiplier(2)
              .setEventType(new pb.ReadReq.Options.FilterOptions.Expression().setRegex('^a')),
          ),
      )
      .serializeBinary(),
  ],
  [
    'Delete',
    new pb.DeleteReq()
      .setOptions(new pb.DeleteReq.Options().setStreamIdentifier(identifier()).setRevision('7'))
      .serializeBinary(),
  ],
  [
    'Tombstone',
    new pb.TombstoneReq()
      .setOptions(new pb.TombstoneReq.Options().setStreamIdentifier(identifier()).setRevision('9'))
      .serializeBinary(),
  ],
];

/** A gRPC frame: whether it is compressed, its length, and what it says. */
const frame = (message: Uint8Array, length = message.length, flag = 0): Buffer => {
  const header = Buffer.alloc(5);
  header.writeUInt8(flag, 0);
  header.writeUInt32BE(length, 1);
  return Buffer.concat([header, message]);
};

/** Sends a body to a method; ends with the first sign of life, or the end of the call or of the connection. */
const call = async (method: string, body: Buffer, headers: Record<string, string> = {}): Promise<void> => {
  const session = connectHttp2(`http://127.0.0.1:${server.port}`);
  session.on('error', () => undefined);
  const stream = session.request({
    ':method': 'POST',
    ':path': `/event_store.client.streams.Streams/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => undefined);
  const answered = Promise.race([once(stream, 'response'), once(stream, 'close'), once(session, 'close')]);
  stream.end(body);
  await answered.catch(() => undefined);
  session.destroy();
};

const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength, size: 'max' });
const spoilt = fc
  .record({
    message: fc.constantFrom(...messages),
    changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
    cut: fc.nat(3),
  })
  .map(({ message: [method, original], changes, cut }) => {
    const changed = Buffer.from(original);
    for (const [at, byte] of changes) changed[at % changed.length] = byte;
    return { method, body: frame(changed.subarray(0, changed.length - cut)) };
  });

const each = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, attack: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(arbitrary, attack), { numRuns });

describe('answers with an error or closes the connection, and harms no other', () => {
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  it.each<[string, Buffer]>([
    ['bytes that are no HTTP/2', Buffer.alloc(0)],
    ['an HTTP/1 request', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['a preface and bytes that are no frames', preface],
    [
      'a preface, settings and bytes that are no frames',
      Buffer.concat([preface, Buffer.from('000000040000000000', 'hex')]),
    ],
  ])('%s', async (_case, start) => {
    await each(bytes(500), 60, async (rest) => {
      const socket = connectTcp(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      socket.end(Buffer.concat([start, rest]));
      // Some of it is the beginning of a frame, for the rest of which the server may wait.
      await expectUnharmed();
      socket.destroy();
    });
  });

  it('messages that are no protocol buffers', async () => {
    await each(fc.tuple(fc.constantFrom(...messages), bytes(200)), 80, ([[method], message]) =>
      call(method, frame(message)),
    );
    await expectUnharmed();
  });

  it('good messages with some bytes changed or missing', async () => {
    await each(spoilt, 300, ({ method, body }) => call(method, body));
    await expectUnharmed();
  });

  it('frames with wrong lengths and flags', async () => {
    const lengths = fc.constantFrom(0, 1, 4, 1_000, 2 ** 24, 2 ** 31, 2 ** 32 - 1);
    await each(
      fc.tuple(fc.constantFrom(...messages), lengths, fc.nat(255)),
      60,
      ([[method, message], length, flag]) => call(method, frame(message, length, flag)),
    );
    await expectUnharmed();
  });

  it('a message that is too large, and one that grows so when it is decompressed', async () => {
    const large = Buffer.alloc(18 * 1024 * 1024);
    await call('BatchAppend', frame(large));
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    await call('BatchAppend', frame(bomb, bomb.length, 1), { 'grpc-encoding': 'gzip' });
    await expectUnharmed();
  });

  const client = () => new StreamsClient(`127.0.0.1:${server.port}`, credentials.createInsecure());

  it('appends that are begun and never ended', async () => {
    const streams = client();
    const open = streams.batchAppend();
    open.on('data', () => undefined);
    const refused = once(open, 'error').then(([error]) => error);
    for (let no = 0; no <= 100; no += 1) open.write(batch(false));
    expect(await refused).toMatchObject({
      code: 8,
      details: expect.stringContaining('More than 100 appends'),
    });
    streams.close();
    await expectUnharmed();
  });

  it('an append of too many events', async () => {
    const streams = client();
    const open = streams.batchAppend();
    const answers: pb.BatchAppendResp[] = [];
    open.on('data', (answer) => answers.push(answer));
    open.write(batch(true, 20_001));
    open.end();
    await once(open, 'end');
    expect(answers[0]?.getError()?.getMessage()).toBe('An append may have 20000 events at most.');
    streams.close();
    await expectUnharmed();
  });

  it('a hundred subscriptions on one connection', async () => {
    // Other settings, so that the clients of this process do not share a connection.
    const other = connect(`${server.url}&keepAliveInterval=20000`);
    const all = Array.from({ length: 100 }, () => watch(other.subscribeToAll()));
    await Promise.all(all.map((one) => one.caughtUp()));
    await expectUnharmed();
    await other.dispose();
  });

  it('a connection that is cut in the middle of everything', async () => {
    for (let no = 0; no < 30; no += 1) {
      const session = connectHttp2(`http://127.0.0.1:${server.port}`);
      session.on('error', () => undefined);
      for (const [method, message] of messages) {
        const stream = session.request({
          ':method': 'POST',
          ':path': `/event_store.client.streams.Streams/${method}`,
          'content-type': 'application/grpc',
        });
        stream.on('error', () => undefined);
        stream.write(frame(message).subarray(0, message.length - (no % 3)));
      }
      await once(session, 'connect');
      session.destroy();
    }
    await expectUnharmed();
  });
});

it('runs nothing twice and keeps nothing half when appends are spoilt', async () => {
  expect(await failureOf(collect(bystander.readStream('never')))).toMatchObject({ type: 'stream-not-found' });
  const events = await collect(bystander.readAll());
  expect(new Set(events.map(({ event }) => event?.id)).size).toBe(events.length);
});
