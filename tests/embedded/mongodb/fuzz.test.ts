import { once } from 'node:events';
import { type Document, serialize } from 'bson';
import fc from 'fast-check';
import { type Collection, type Long, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { startInWorker } from '../server-worker.js';
import { type Loose, removeFolder, temporaryFolder } from './mongo-fixture.js';
import {
  body,
  command,
  connectRaw,
  frame,
  msg,
  query,
  recordTraffic,
  send,
  sequence,
} from './wire-client.js';

needsEmbedded('MONGODB_URL', 'tries to break it');

const directory = temporaryFolder();
let server: Awaited<ReturnType<typeof startInWorker>>;
let client: MongoClient;
let bystander: Collection<Loose>;
let traffic: readonly Buffer[] = [];

/** Most of what Leadline and Agenda use, as the driver sends it. */
const useEverything = async (url: string): Promise<void> => {
  const driver = await MongoClient.connect(url);
  const things = driver.db('fuzz').collection<Loose>('things');
  await things.createIndexes([{ key: { a: 1, b: -1 } }, { key: { at: 1 }, expireAfterSeconds: 3_600 }]);
  await things.insertMany(
    Array.from({ length: 30 }, (_, _id) => ({ _id, a: _id % 3, b: [_id, 'x'], at: new Date() })),
  );
  const u = { $inc: { n: 1 }, $push: { b: { $each: [1], $slice: -3 } } };
  await driver
    .db('fuzz')
    .command({ update: 'things', updates: [{ q: { a: { $in: [1, 2] } }, u, multi: true }] });
  await things.bulkWrite([
    { replaceOne: { filter: { _id: 99 }, replacement: { c: 1 }, upsert: true } },
    { deleteOne: { filter: { _id: 98 } } },
  ]);
  await things.findOneAndUpdate(
    { $or: [{ a: 1 }, { b: { $lte: 5 } }] },
    { $set: { c: 1 } },
    { sort: { b: 1 } },
  );
  await things
    .find({ a: { $gte: 1 }, 'b.0': { $exists: true } }, { batchSize: 3, projection: { b: 1 } })
    .toArray();
  await things.aggregate([{ $match: { a: 1 } }, { $group: { _id: '$a', n: { $sum: 1 } } }]).toArray();
  await things.countDocuments({ a: { $not: { $mod: [2, 1] } } });
  await things.distinct('b');
  await driver.db('fuzz').command({ serverStatus: 1 });
  await driver.close();
};

beforeAll(async () => {
  server = await startInWorker('mongodb', directory);
  client = await MongoClient.connect(server.url);
  bystander = client.db('calm').collection<Loose>('bystander');
  const recorder = await recordTraffic(server.port);
  await useEverything(recorder.url);
  await recorder.stop();
  traffic = recorder.messages();
});
afterAll(async () => {
  await client.close();
  await server.stop();
  removeFolder(directory);
});

let written = 0;
/** The connection that was there all the time still writes, and finds what it wrote. */
const expectUnharmed = async (): Promise<void> => {
  await bystander.insertOne({ _id: written++, text: 'calm' });
  const found = await bystander.find().toArray();
  expect(found).toEqual(Array.from({ length: written }, (_, _id) => ({ _id, text: 'calm' })));
  expect(server.failure()).toBeUndefined();
};

/** Sends what the server may wait for the rest of: the other connection tells that it has been looked at. */
const throwAt = async (bytes: Uint8Array): Promise<void> => {
  const connection = connectRaw(server.port);
  connection.socket.end(bytes);
  await connection.closed;
};
const each = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, attack: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(arbitrary, attack), { numRuns, seed: 20_261_129 });
const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength, size: 'max' });
const isError = (code: number) =>
  expect.objectContaining({ ok: expect.anything(), code: expect.objectContaining({ value: code }) });

const nested = (depth: number, wrap: (inner: Document) => Document): Document =>
  Array.from({ length: depth }).reduce<Document>(wrap, { a: 1 });

/** A document of that depth, which no library has to build: `{a: {a: …}}`, or with arrays. */
const deepBytes = (depth: number, type: 3 | 4): Buffer => {
  const level = 4 + 1 + 2 + 1;
  const all = Buffer.alloc(level * depth + 5);
  for (let at = 0; at < depth; at++) {
    all.writeInt32LE(all.length - (4 + 1 + 2) * at - at, at * 7);
    all[at * 7 + 4] = type;
    all[at * 7 + 5] = 0x30;
  }
  all.writeInt32LE(5, depth * 7);
  return all;
};

describe('closes the connection, and harms no other, for', () => {
  test('bytes of any kind', async () => {
    await each(bytes(400), 100, throwAt);
    await each(bytes(400), 200, (payload) => throwAt(frame(2013, payload)));
    await expectUnharmed();
  });

  test('lengths that cannot be', async () => {
    for (const length of [-1, -2_147_483_648, 0, 15, 48_000_001, 2_147_483_647])
      expect(await send(server.port, frame(2013, Buffer.alloc(40), length))).toBe('closed');
    await expectUnharmed();
  });

  test('operations that there are no more, or never were', async () => {
    for (const operation of [0, 1, 1_000, 2_001, 2_002, 2_005, 2_006, 2_007, 2_010, 2_011, 2_012, -1])
      expect(await send(server.port, frame(operation, serialize({ ping: 1 })))).toBe('closed');
    await expectUnharmed();
  });

  const ping = body({ ping: 1, $db: 'fuzz' });
  const insert = body({ insert: 'things', $db: 'fuzz' });
  test.each<[string, () => Buffer]>([
    ['no flags', () => frame(2013, Buffer.alloc(3))],
    ['unknown flags', () => msg([ping], 1 << 5)],
    ['a checksum and no room for one', () => msg([], 1)],
    ['no section', () => msg([])],
    ['an unknown kind of section', () => msg([ping, Buffer.from([2, 5, 0, 0, 0, 0])])],
    ['two bodies', () => msg([ping, ping])],
    ['no body', () => msg([sequence('documents', [{}])])],
    ['one sequence twice', () => msg([insert, sequence('documents', [{}]), sequence('documents', [{}])])],
    [
      'a sequence that is in the body too',
      () => msg([body({ ping: 1, $db: 'fuzz' }), sequence('ping', [{}])]),
    ],
    ['a sequence that is too long', () => msg([insert, sequence('documents', [{}], 1)])],
    ['a sequence that is too short', () => msg([insert, sequence('documents', [{}], -1)])],
    [
      'a sequence without an end of its name',
      () => msg([insert, Buffer.from([1, 8, 0, 0, 0, 65, 65, 65, 65])]),
    ],
    ['a body longer than the message', () => msg([ping.subarray(0, -1)])],
    ['a body of four bytes', () => msg([body(Buffer.from([4, 0, 0, 0]))])],
    ['no database', () => msg([body({ ping: 1 })])],
    ['a database that is no text', () => msg([body({ ping: 1, $db: 1 })])],
    ['a query without an end of its name', () => frame(2004, Buffer.alloc(20, 65))],
    ['a query without a document', () => frame(2004, Buffer.from('\0\0\0\0admin.$cmd\0\0\0\0\0\0\0\0\0'))],
  ])('a message with %s', async (_what, bad) => {
    expect(await send(server.port, bad())).toBe('closed');
    await expectUnharmed();
  });

  test('messages that are cut, at every place', async () => {
    const whole = msg([insert, sequence('documents', [{ _id: 'cut' }])]);
    for (let length = 1; length < whole.length; length++) await throwAt(whole.subarray(0, length));
    const found = await client.db('fuzz').collection<Loose>('things').findOne({ _id: 'cut' });
    expect(found).toBeNull();
    await expectUnharmed();
  });

  test('a message of more than 48 MB', async () => {
    const connection = connectRaw(server.port);
    connection.socket.write(frame(2013, Buffer.alloc(48_000_000)));
    expect(await connection.next()).toBe('closed');
    await expectUnharmed();
  });
});

describe('answers with an error, and serves the same connection on, for', () => {
  /** What is answered, and that the next command on the connection is, too. */
  const answerTo = async (bad: Uint8Array): Promise<Document | 'closed'> => {
    const connection = connectRaw(server.port);
    connection.socket.write(bad);
    const answer = await connection.next();
    connection.socket.write(command({ ping: 1 }));
    expect(await connection.next()).toMatchObject({ ok: { value: 1 } });
    await connection.end();
    return answer;
  };

  test('BSON that is none in a frame that is one', async () => {
    const wrong = fc
      .record({
        doc: fc.constantFrom<Document>(
          { find: 'a', filter: { b: 'text' } },
          { insert: 'a', documents: [{ a: [1, { b: null }] }] },
        ),
        at: fc.nat(),
        byte: fc.nat(255),
      })
      .map(({ doc, at, byte }) => {
        const changed = Buffer.from(serialize({ ...doc, $db: 'fuzz' }));
        const place = 4 + (at % (changed.length - 5));
        changed[place] = byte;
        return msg([body(changed)]);
      });
    await each(wrong, 300, async (bad) => {
      const outcome = await send(server.port, bad);
      // A message whose $db is spoilt is no message.
      if (outcome !== 'closed') expect(outcome).toHaveProperty('ok');
    });
    for (const length of [-1, 0, 4, 6, 1_000_000]) {
      const text = Buffer.from(serialize({ ping: 'text', $db: 'fuzz' }));
      text.writeInt32LE(length, 4 + 1 + 5);
      expect(await answerTo(msg([body(text)]))).toEqual(isError(22));
    }
    await expectUnharmed();
  });

  test.each<[string, () => Buffer, number]>([
    ['documents 10,000 deep', () => msg([body(deepBytes(10_000, 3))]), 15],
    ['documents 1,000,000 deep', () => msg([body(deepBytes(1_000_000, 3))]), 15],
    ['arrays 10,000 deep', () => msg([body(deepBytes(10_000, 4))]), 15],
    [
      'a document 300 deep',
      () => command({ insert: 'things', documents: [nested(300, (a) => ({ a }))] }),
      15,
    ],
    ['a filter 150 deep', () => command({ find: 'things', filter: nested(150, (a) => ({ $and: [a] })) }), 15],
    ['no command', () => msg([body({ $db: 'fuzz' })]), 59],
    ['a command with the name of a method', () => command({ constructor: 1 }), 59],
    ['a query that is no greeting', () => query('fuzz.$cmd', { find: 'things' }), 352],
    ['a query of a collection', () => query('fuzz.things', { hello: 1 }), 352],
    [
      '100,001 writes',
      () =>
        msg([
          body({ insert: 'things', $db: 'fuzz' }),
          sequence(
            'documents',
            Array.from({ length: 100_001 }, () => ({})),
          ),
        ]),
      16,
    ],
    ['no writes', () => command({ insert: 'things', documents: [] }), 16],
  ])('%s', async (_what, bad, code) => {
    expect(await answerTo(bad())).toEqual(isError(code));
    await expectUnharmed();
  });

  test('an array of a million in a filter', async () => {
    const ids = Array.from({ length: 1_000_000 }, (_, at) => at);
    expect(await answerTo(command({ find: 'things', filter: { _id: { $in: ids } } }))).toMatchObject({
      ok: { value: 1 },
    });
    await expectUnharmed();
  });
});

describe('real traffic, spoilt', () => {
  test('is answered or ends its connection, and nothing else', async () => {
    expect(traffic.length).toBeGreaterThan(15);
    const spoilt = fc
      .record({
        original: fc.constantFrom(...traffic),
        changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        cut: fc.nat(3),
      })
      .map(({ original, changes, cut }) => {
        const changed = Buffer.from(original.subarray(0, original.length - (cut === 3 ? 5 : 0)));
        // Behind the length, so that the server need not wait.
        for (const [at, byte] of changes) changed[4 + (at % (changed.length - 4))] = byte;
        changed.writeInt32LE(changed.length, 0);
        return changed;
      });
    await each(spoilt, 600, throwAt);
    await expectUnharmed();
  }, 60_000);

  test('in pieces of any size is answered like in one', async () => {
    const whole = Buffer.concat(
      Array.from({ length: 20 }, (_, no) => command({ count: 'none', comment: 'x'.repeat(no * 40) })),
    );
    await each(
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 50 }),
      20,
      async (sizes) => {
        const connection = connectRaw(server.port);
        connection.socket.setNoDelay(true);
        let at = 0;
        for (const size of sizes) {
          connection.socket.write(whole.subarray(at, at + size));
          at += size;
        }
        connection.socket.write(whole.subarray(at));
        for (let no = 0; no < 20; no++) expect(await connection.next()).toMatchObject({ n: { value: 0 } });
        await connection.end();
      },
    );
  });
});

describe('the protocol', () => {
  test('has a first message of an old kind', async () => {
    expect(await send(server.port, query('admin.$cmd', { ismaster: 1, helloOk: true }))).toMatchObject({
      ismaster: true,
      maxWireVersion: { value: 21 },
    });
    expect(await send(server.port, query('admin.$cmd', { $query: { hello: 1 } }))).toMatchObject({
      ok: { value: 1 },
    });
  });

  test('lets messages want no answer, takes checksums, and gives one answer where more are allowed', async () => {
    const connection = connectRaw(server.port);
    const ping = body({ ping: 1, $db: 'fuzz' });
    connection.socket.write(msg([body({ insert: 'quiet', documents: [{ _id: 1 }], $db: 'fuzz' })], 2));
    connection.socket.write(msg([ping, Buffer.alloc(4)], 1));
    connection.socket.write(msg([ping], 1 << 16));
    connection.socket.write(command({ count: 'quiet' }));
    expect(await connection.next()).toEqual({ ok: expect.objectContaining({ value: 1 }) });
    expect(await connection.next()).toEqual({ ok: expect.objectContaining({ value: 1 }) });
    expect(await connection.next()).toMatchObject({ n: { value: 1 } });
    await connection.end();
  });
});

describe('what a client may hold is bounded', () => {
  test('connections: the 1,001st is closed, and those that were there are served', async () => {
    await expectUnharmed();
    const all = Array.from({ length: 1_100 }, () => connectRaw(server.port));
    const refused = all.map(({ closed }) => closed);
    await Promise.all(all.map(({ socket }) => once(socket, 'connect')));
    await Promise.race(refused);
    await expectUnharmed();
    const served = all[0];
    served?.socket.write(command({ ping: 1 }));
    expect(await served?.next()).toMatchObject({ ok: { value: 1 } });
    await Promise.all(all.map(({ end }) => end()));
    await expectUnharmed();
  });

  test('unfinished messages: together they take 512 MB at most, and none takes more than has come', async () => {
    const before = process.memoryUsage.rss();
    const slow = Array.from({ length: 200 }, () => connectRaw(server.port));
    for (const { socket } of slow) socket.write(frame(2013, Buffer.alloc(1), 48_000_000));
    await expectUnharmed();
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 ** 2);
    const large = slow.slice(0, 20).map(({ socket, closed }) => {
      socket.write(Buffer.alloc(40_000_000));
      return closed;
    });
    await Promise.race(large);
    await expectUnharmed();
    await Promise.all(slow.map(({ end }) => end()));
  });

  test('answers that nobody takes: one for each connection, and then it is not listened to', async () => {
    const things = client.db('fuzz').collection<Loose>('large');
    await things.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id, text: 'x'.repeat(1_000_000) })));
    const before = process.memoryUsage.rss();
    const deaf = Array.from({ length: 5 }, () => connectRaw(server.port));
    for (const { socket } of deaf) {
      socket.pause();
      for (let no = 0; no < 60; no++) socket.write(command({ find: 'large' }));
    }
    for (let no = 0; no < 20; no++) await expectUnharmed();
    // Without an end to it: 5 connections, 60 answers of 10 MB.
    expect(process.memoryUsage.rss() - before).toBeLessThan(800 * 1024 ** 2);
    await Promise.all(deaf.map(({ end }) => end()));
  });

  test('cursors: 1,000, of which those that are asked for stay', async () => {
    const db = client.db('fuzz');
    const openCursor = async (): Promise<Long> => {
      const { cursor } = await db.command(
        { find: 'large', projection: { _id: 1 }, batchSize: 1 },
        { promoteLongs: false },
      );
      return cursor.id;
    };
    const more = (id: Long) => db.command({ getMore: id, collection: 'large', batchSize: 1 });
    const used = await openCursor();
    const forgotten = await openCursor();
    for (let no = 0; no < 1_500; no++) {
      await openCursor();
      if (no % 500 === 0) await more(used);
    }
    const { metrics } = await db.command({ serverStatus: 1 });
    expect(metrics.cursor.open.total).toBe(1_000);
    expect((await more(used))['cursor'].nextBatch).toHaveLength(1);
    await expect(more(forgotten)).rejects.toMatchObject({ code: 43 });
    await expectUnharmed();
  });
});

test('stops, although a client does not read its answers', async () => {
  const other = temporaryFolder();
  const second = await startInWorker('mongodb', other);
  const driver = await MongoClient.connect(second.url);
  await driver
    .db('fuzz')
    .collection('large')
    .insertMany(Array.from({ length: 10 }, () => ({ text: 'x'.repeat(1_000_000) })));
  const deaf = connectRaw(second.port);
  deaf.socket.pause();
  for (let no = 0; no < 10; no++) deaf.socket.write(command({ find: 'large' }));
  await driver.db('fuzz').command({ ping: 1 });
  await driver.close();
  await second.stop();
  await deaf.end();
  removeFolder(other);
});
