import { expect, it } from 'vitest';
import { TooSlow } from '../../projections/find.js';
import { lists } from '../../projections/lists.js';
import { collectionName } from '../../projections/read-model.js';
import { createFind } from '../../runtime/read-models.js';
import { firstGenerations, useMongodb } from './use-mongodb.js';

const freshDb = useMongodb();

it('a question that takes longer than it may is given up, and says so', async () => {
  const db = freshDb();
  const docs = Array.from({ length: 20_000 }, (_, no) => ({ _id: `list-${no}`, position: no }));
  await db.collection<{ _id: string }>(collectionName(lists)).insertMany(docs);
  const ask = (maxTimeMS?: number) =>
    createFind(firstGenerations(db), lists, maxTimeMS).count({ 'a.b.c': { $regex: 'x' } });
  await expect(ask(1)).rejects.toThrow(TooSlow);
  expect(await ask()).toBe(0);
});
