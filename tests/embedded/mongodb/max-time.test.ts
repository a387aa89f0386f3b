import { expect, test } from 'vitest';
import { errorOf, useMongo } from './mongo-fixture.js';

/** Each look at this clock takes ten milliseconds. */
let now = Date.UTC(2026, 0, 1);
const mongo = useMongo({
  now: () => {
    now += 10;
    return new Date(now);
  },
});

const fill = async (count: number) => {
  const collection = mongo.collection();
  await collection.insertMany(Array.from({ length: count }, (_, _id) => ({ _id, even: _id % 2 === 0 })));
  return collection;
};

test.each([
  ['find', { filter: { absent: 1 } }],
  ['find', { filter: {}, sort: { even: 1 } }],
  ['count', { query: { even: true } }],
  ['distinct', { key: 'even' }],
  ['aggregate', { pipeline: [{ $group: { _id: '$even' } }], cursor: {} }],
])('%s %j ends when its time is over', async (command, rest) => {
  const { collectionName } = await fill(1000);
  const timed = (maxTimeMS: number) => mongo.db().command({ [command]: collectionName, ...rest, maxTimeMS });
  expect(await errorOf(timed(15))).toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
  expect(await timed(1000)).toMatchObject({ ok: 1 });
  expect(await timed(0)).toMatchObject({ ok: 1 });
});

test('a time that is no whole number, or negative, is refused', async () => {
  const find = (maxTimeMS: unknown) => mongo.db().command({ find: 'c', maxTimeMS });
  expect(await errorOf(find(-1))).toMatchObject({ code: 51024 });
  expect(await errorOf(find('1'))).toMatchObject({ code: 14 });
});

test('what changes something is never left half done', async () => {
  const collection = await fill(1000);
  const update = { updates: [{ q: {}, u: { $set: { done: true } }, multi: true }], maxTimeMS: 1 };
  await mongo.db().command({ update: collection.collectionName, ...update });
  expect(await collection.countDocuments({ done: true })).toBe(1000);
});
