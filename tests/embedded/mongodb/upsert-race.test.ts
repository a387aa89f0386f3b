import { describe, expect, test } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { errorOf, useMongo } from './mongo-fixture.js';

needsEmbedded('MONGODB_URL', 'needs a rival inside it');

/** Lets nobody go on before so many have come. */
const createRendezvous = () => {
  let wanted = 0;
  let waiting: (() => void)[] = [];
  return {
    of: (count: number): void => {
      wanted = count;
    },
    meet: (): Promise<void> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length < wanted) return;
        for (const go of waiting) go();
        waiting = [];
        wanted = 0;
      }),
  };
};

const rendezvous = createRendezvous();
const mongo = useMongo({ onUpsertMiss: rendezvous.meet });

/** What each upsert came to, when all of them have searched before the first inserts. */
const together = async (upserts: readonly (() => Promise<unknown>)[]): Promise<readonly unknown[]> => {
  rendezvous.of(upserts.length);
  const outcomes = await Promise.allSettled(upserts.map((upsert) => upsert()));
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'done' : outcome.reason.code));
};

describe('upserts of one key that search at the same time', () => {
  const upserts: readonly [string, (count: number) => readonly (() => Promise<unknown>)[]][] = [
    [
      'of update',
      (count) => {
        const collection = mongo.collection();
        return Array.from(
          { length: count },
          () => () => collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { upsert: true }),
        );
      },
    ],
    [
      'of findAndModify',
      (count) => {
        const collection = mongo.collection();
        return Array.from(
          { length: count },
          () => () => collection.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, { upsert: true }),
        );
      },
    ],
    [
      'of both',
      () => {
        const collection = mongo.collection();
        return [
          () => collection.replaceOne({ _id: 1 }, { n: 1 }, { upsert: true }),
          () => collection.findOneAndReplace({ _id: 1 }, { n: 1 }, { upsert: true }),
          () => collection.updateMany({ _id: 1 }, { $set: { n: 1 } }, { upsert: true }),
        ];
      },
    ],
  ];

  test.each(upserts)('%s collide, and one of them inserts', async (_name, make) => {
    const outcomes = await together(make(3));
    expect([...outcomes].sort()).toEqual([11000, 11000, 'done']);
  });

  test('find the document when they are done again', async () => {
    const collection = mongo.collection();
    const upsert = () =>
      collection.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, { upsert: true, returnDocument: 'after' });
    await together([upsert, upsert]);
    expect(await upsert()).toEqual({ _id: 1, n: 2 });
  });

  test('collide at a unique index that is not that of the ids, with its key and value', async () => {
    const collection = mongo.collection();
    await collection.createIndex({ email: 1 }, { unique: true });
    const upsert = (no: number) => () =>
      collection.updateOne({ email: 'a@example.com' }, { $set: { no } }, { upsert: true });
    rendezvous.of(2);
    const errors = await Promise.all([1, 2].map((no) => errorOf(upsert(no)()).catch(() => undefined)));
    expect(errors.filter((error) => error !== undefined)).toMatchObject([
      { code: 11000, keyPattern: { email: 1 }, keyValue: { email: 'a@example.com' } },
    ]);
  });

  test('make two documents where nothing is unique', async () => {
    const collection = mongo.collection();
    const upsert = () => collection.updateOne({ email: 'a' }, { $set: { n: 1 } }, { upsert: true });
    expect(await together([upsert, upsert])).toEqual(['done', 'done']);
    expect(await collection.countDocuments({ email: 'a' })).toBe(2);
  });
});

test('others are served while an upsert waits, and the rest of its bulk goes on behind it', async () => {
  const collection = mongo.collection();
  rendezvous.of(2);
  const waiting = collection.bulkWrite(
    [
      { updateOne: { filter: { _id: 1 }, update: { $set: { n: 1 } }, upsert: true } },
      { updateOne: { filter: { _id: 2 }, update: { $set: { n: 2 } } } },
    ],
    { ordered: false },
  );
  await collection.insertOne({ _id: 2 });
  expect(await collection.find().toArray()).toEqual([{ _id: 2 }]);
  const other = mongo.collection().updateOne({ _id: 3 }, { $set: { n: 3 } }, { upsert: true });
  expect(await waiting).toMatchObject({ upsertedCount: 1, modifiedCount: 1 });
  expect(await other).toMatchObject({ upsertedId: 3 });
  expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 1, n: 1 },
    { _id: 2, n: 2 },
  ]);
});
