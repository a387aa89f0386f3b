import { expect, test } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { useMongo } from './mongo-fixture.js';

needsEmbedded('MONGODB_URL', 'sets its clock');

let now = new Date('2026-01-01T00:00:00Z');
const mongo = useMongo({ now: () => now, sweepEveryMs: 5 });

const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const idsOf = (collection: ReturnType<typeof mongo.collection>) =>
  collection
    .find()
    .map(({ _id }) => _id)
    .toArray();

test.each([1, -1])('documents expire by their index and not before (direction %i)', async (direction) => {
  const collection = mongo.collection();
  await collection.createIndex({ at: direction }, { expireAfterSeconds: 60 });
  await collection.insertMany([
    { _id: 1, at: now },
    { _id: 2, at: later(30) },
    { _id: 3, at: [later(500), now] },
    { _id: 4, at: 'no date' },
    { _id: 5 },
  ]);
  now = later(59);
  await mongo.collection().insertOne({ _id: 1 });
  expect(await idsOf(collection)).toEqual([1, 2, 3, 4, 5]);
  now = later(1);
  await expect.poll(() => idsOf(collection)).toEqual([2, 4, 5]);
  now = later(30);
  await expect.poll(() => idsOf(collection)).toEqual([4, 5]);
});

test('a cursor that nobody uses is closed', async () => {
  const collection = mongo.collection();
  await collection.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id })));
  const openCursors = async () => (await mongo.db().admin().serverStatus())['metrics'].cursor.open.total;
  await mongo.db().command({ find: collection.collectionName, batchSize: 2 });
  expect(await openCursors()).toBe(1);
  now = later(601);
  await expect.poll(openCursors).toBe(0);
});
