import { serialize } from 'bson';
import fc from 'fast-check';
import { Decimal128, Double, Long, ObjectId } from 'mongodb';
import { expect, test } from 'vitest';
import { decode } from '../../../embedded/mongodb/bson/codec.js';
import { createSorter, parseSort } from '../../../embedded/mongodb/query/sort.js';
import { useMongo } from './mongo-fixture.js';

const mongo = useMongo();

const exotic = fc.constantFrom<unknown>(
  null,
  true,
  'a',
  'ab',
  '',
  1.5,
  Number.NaN,
  new Double(2),
  Long.fromNumber(1),
  Decimal128.fromString('2.0'),
  new Date(5),
  new Date(9),
  new ObjectId('0123456789abcdef01234567'),
);
const few = fc.integer({ min: 0, max: 4 });
// Values that meet often: what differs only between rare ones would not be found.
const scalar = fc.oneof({ weight: 4, arbitrary: few }, { weight: 1, arbitrary: exotic });
const range = fc.oneof(
  fc.record({ $gte: few, $lt: few }),
  fc.record({ $gt: few, $lte: few }),
  fc.record({ $lte: scalar }),
);
const element = fc.oneof(
  { weight: 3, arbitrary: scalar },
  fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }),
);
const value = fc.oneof(element, fc.array(element, { maxLength: 3 }));
const document = fc.record({ a: value, b: scalar }, { requiredKeys: [] });

const path = fc.oneof({ weight: 2, arbitrary: fc.constant('a') }, fc.constantFrom('b', 'a.x', 'a.y'));
const operators = fc.oneof(
  { weight: 4, arbitrary: range },
  { weight: 2, arbitrary: value },
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 4 }) }),
  fc.record({ $ne: scalar }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $not: fc.record({ $gt: scalar }) }),
  fc.record({ $all: fc.array(scalar, { minLength: 1, maxLength: 2 }) }),
  fc.record({ $elemMatch: fc.record({ $gte: scalar, $lte: scalar }) }),
  fc.record({ $elemMatch: fc.record({ x: scalar, y: scalar }, { requiredKeys: ['x'] }) }),
  fc.constant({ $regex: '^a' }),
  fc.record({ $size: fc.integer({ min: 0, max: 2 }) }),
);
const condition = fc.dictionary(path, operators, { maxKeys: 3 });
const filter = fc.oneof(
  { weight: 3, arbitrary: condition },
  fc.record({ $or: fc.array(condition, { minLength: 1, maxLength: 3 }) }),
  fc
    .tuple(condition, fc.array(condition, { minLength: 1, maxLength: 3 }))
    .map(([all, some]) => ({ ...all, $or: some })),
);
const direction = fc.constantFrom<1 | -1>(1, -1);
const sort = fc.oneof(
  fc.constant<Record<string, 1 | -1>>({}),
  fc.dictionary(fc.constantFrom('a', 'b', 'a.x'), direction, { minKeys: 1, maxKeys: 2 }),
);
const index = fc.record({
  key: fc.uniqueArray(fc.tuple(path, direction), { selector: ([name]) => name, minLength: 1, maxLength: 3 }),
  kind: fc.constantFrom<object>(
    {},
    {},
    {},
    {},
    { sparse: true },
    { partialFilterExpression: { b: { $gt: 0 } } },
    { partialFilterExpression: { a: { $exists: true } } },
  ),
});

const isParallel = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 171;

const nothingIfParallel = (error: unknown): undefined => {
  if (!isParallel(error)) throw error;
};

type Documents = readonly { readonly [key: string]: unknown }[];

/** Documents that sort alike may come in any order, and a limit may cut between them. */
const sameResults = (
  indexed: Documents,
  scanned: Documents,
  { order, limit }: { order: ReturnType<typeof parseSort>; limit: number },
): void => {
  expect(indexed).toHaveLength(scanned.length);
  const ids = (documents: Documents) => documents.map(({ _id }) => Number(_id)).sort((a, b) => a - b);
  if (limit === 0) expect(ids(indexed)).toEqual(ids(scanned));
  if (order.length === 0) return;
  const sorter = createSorter(order);
  const keys = (documents: Documents) => documents.map((doc) => sorter.keyOf(decode(serialize(doc))));
  const expected = keys(scanned);
  for (const [at, key] of keys(indexed).entries()) expect(sorter.compare(key, expected[at] ?? [])).toBe(0);
};

test('a find with indexes gives what a find without gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 1, maxLength: 14 }),
      fc.uniqueArray(index, { minLength: 1, maxLength: 3, selector: ({ key }) => JSON.stringify(key) }),
      fc.array(fc.tuple(filter, sort, fc.constantFrom(0, 0, 2)), { minLength: 12, maxLength: 12 }),
      async (documents, indexes, queries) => {
        const collection = mongo.collection();
        await mongo.db().createCollection(collection.collectionName);
        for (const [at, { key, kind }] of indexes.entries()) {
          await collection.createIndex(Object.fromEntries(key), { ...kind, name: `i${at}` });
        }
        const dense = indexes.flatMap(({ kind }, at) =>
          Object.keys(kind).length === 0 ? [{ hint: `i${at}` }] : [],
        );
        const numbered = documents.map((doc, _id) => ({ _id, ...doc }));
        await collection.insertMany(numbered, { ordered: false }).catch(nothingIfParallel);
        for (const [query, order, limit] of queries) {
          const results = await Promise.all(
            [{ hint: { $natural: 1 } }, {}, ...dense].map((hint) =>
              collection.find(query, hint).sort(order).limit(limit).toArray(),
            ),
          ).catch(nothingIfParallel);
          const [scanned, ...others] = results ?? [];
          for (const indexed of others)
            sameResults(indexed, scanned ?? [], { order: parseSort(order), limit });
        }
        await collection.drop();
      },
    ),
    { seed: Number(process.env['FC_SEED'] ?? 20_260_301), numRuns: Number(process.env['FC_RUNS'] ?? 100) },
  );
});
