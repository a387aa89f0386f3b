import { expect, test } from 'vitest';
import { useMongo } from './mongo-fixture.js';

const mongo = useMongo();

test('a leading match and sort use indexes', async () => {
  const collection = mongo.collection();
  await collection.insertMany(Array.from({ length: 100 }, (_, _id) => ({ _id, a: _id % 10 })));
  await collection.createIndex({ a: 1, _id: 1 });
  const pipeline = [{ $match: { a: 3 } }, { $sort: { _id: -1 } }, { $limit: 2 }];
  expect(await collection.aggregate(pipeline).toArray()).toEqual([
    { _id: 93, a: 3 },
    { _id: 83, a: 3 },
  ]);
  const { executionStats } = await mongo
    .db()
    .command({ explain: { aggregate: collection.collectionName, pipeline, cursor: {} } });
  expect(executionStats).toMatchObject({ totalDocsExamined: 2 });
});
