import { type Collection, MongoClient, MongoNetworkError, MongoServerSelectionError } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { errorOf, type Loose, removeFolder, temporaryFolder } from './mongo-fixture.js';
import { startInChild } from './server-process.js';

needsEmbedded('MONGODB_URL', 'kills it');

const directory = temporaryFolder();
afterAll(() => removeFolder(directory));

const rounds = 5;
const writers = 16;
const acknowledgedBeforeKill = 150;

/** What one writer knows of its documents: how often each was changed, and what was last sent without an answer. */
const createWriter = (no: number) => {
  const counts = new Map<number, number>();
  const deleted = new Set<number>();
  const state = { next: no * 1_000_000, unanswered: new Set<number>() };

  const insert = async (collection: Collection<Loose>): Promise<void> => {
    const _id = state.next++;
    state.unanswered.add(_id);
    await collection.insertOne({ _id, n: 0, unique: `u${_id}`, at: [no, no + 1] });
    state.unanswered.delete(_id);
    counts.set(_id, 0);
  };
  const change = async (collection: Collection<Loose>, _id: number): Promise<void> => {
    state.unanswered.add(_id);
    await collection.updateOne({ _id }, { $inc: { n: 1 } });
    state.unanswered.delete(_id);
    counts.set(_id, (counts.get(_id) ?? 0) + 1);
  };
  const remove = async (collection: Collection<Loose>, _id: number): Promise<void> => {
    state.unanswered.add(_id);
    await collection.deleteOne({ _id });
    state.unanswered.delete(_id);
    deleted.add(_id);
    counts.delete(_id);
  };

  return {
    unanswered: (): number => state.unanswered.size,
    step: async (collection: Collection<Loose>): Promise<void> => {
      await insert(collection);
      const ids = [...counts.keys()].filter((id) => !state.unanswered.has(id));
      const [first, second] = ids;
      if (ids.length > 4 && first !== undefined) await remove(collection, first);
      if (second !== undefined) await change(collection, second);
    },
    expectKept: (stored: ReadonlyMap<number, number>): void => {
      for (const [id, count] of counts) {
        // What was sent without an answer may have been done or not.
        if (state.unanswered.has(id)) expect([undefined, count, count + 1]).toContain(stored.get(id));
        else expect(stored.get(id), `document ${id}`).toBe(count);
      }
      for (const id of deleted) expect(stored.has(id), `document ${id} was deleted`).toBe(false);
    },
    /** Takes what is stored for true before it goes on. */
    adopt: (stored: ReadonlyMap<number, number>): void => {
      for (const id of state.unanswered) {
        const count = stored.get(id);
        if (count === undefined) counts.delete(id);
        else counts.set(id, count);
      }
      state.unanswered.clear();
    },
  };
};

const storedIn = async (collection: Collection<Loose>): Promise<ReadonlyMap<number, number>> => {
  const docs = await collection.find({}, { hint: { $natural: 1 } }).toArray();
  return new Map(docs.map(({ _id, n }) => [Number(_id), Number(n)]));
};

const expectWhole = async (collection: Collection<Loose>, size: number): Promise<void> => {
  expect((await collection.indexes()).map(({ name }) => name).sort()).toEqual(['_id_', 'at_1', 'unique_1']);
  expect(await collection.find({}, { hint: 'unique_1' }).toArray()).toHaveLength(size);
  expect(await collection.find({}, { hint: 'at_1' }).toArray()).toHaveLength(size);
  const some = await collection.findOne({});
  if (some)
    expect(await errorOf(collection.insertOne({ _id: -1, unique: some['unique'] }))).toMatchObject({
      code: 11000,
    });
};

const isOutage = (error: unknown): boolean =>
  error instanceof MongoNetworkError || error instanceof MongoServerSelectionError;

test('loses nothing that it acknowledged when it is killed again and again under load', async () => {
  const all = Array.from({ length: writers }, (_, no) => createWriter(no));
  let unanswered = 0;

  for (let round = 0; round <= rounds; round++) {
    const server = await startInChild(directory);
    const client = await MongoClient.connect(server.url, {
      retryWrites: false,
      maxPoolSize: writers,
      serverSelectionTimeoutMS: 2_000,
    });
    const collection = client.db('test').collection<Loose>('killed');
    if (round === 0)
      await collection.createIndexes([{ key: { unique: 1 }, unique: true }, { key: { at: 1 } }]);
    const stored = await storedIn(collection);
    for (const writer of all) writer.expectKept(stored);
    for (const writer of all) writer.adopt(stored);
    await expectWhole(collection, stored.size);

    let left = round === rounds ? 0 : acknowledgedBeforeKill;
    let killed: Promise<void> | undefined;
    const write = async (writer: (typeof all)[number]): Promise<void> => {
      while (left > 0) {
        await writer.step(collection);
        left--;
        if (left === 0) killed = server.kill();
      }
    };
    const outcomes = await Promise.allSettled(all.map(write));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected' && !isOutage(outcome.reason)) throw outcome.reason;
    }
    await (killed ?? server.kill());
    unanswered += all.reduce((sum, writer) => sum + writer.unanswered(), 0);
    await client.close();
  }
  // Otherwise the test has not tested what it is for.
  expect(unanswered).toBeGreaterThan(0);
});
