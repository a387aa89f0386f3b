import type { Document, FindOptions } from 'mongodb';
import type { Loose } from '../mongo-fixture.js';
import type { Expected, Place, Row } from './case.js';

/** A field that a document does not have. */
export const missing = Symbol('missing');

const numbered = (docs: readonly object[]): Loose[] => docs.map((doc, _id): Loose => ({ _id, ...doc }));

export const insertAll = async ({ collection }: Place, docs: readonly object[]): Promise<void> => {
  if (docs.length > 0) await collection.insertMany(numbered(docs));
};

/** Documents numbered from 0, each with the value in its field `a`. */
const withValues = (values: readonly unknown[]): readonly object[] =>
  values.map((a) => (a === missing ? {} : { a }));

const idsOf = (docs: readonly Loose[]): readonly unknown[] => docs.map(({ _id }) => Number(_id));

const ascending = (ids: readonly unknown[]): readonly unknown[] =>
  ids.toSorted((a, b) => Number(a) - Number(b));

export const refusal = (code: number, names = ''): Expected => ({ code, names });

/** The numbers of the documents whose `a` has one of the values, as a filter finds them with and without an index. */
export const finds = (
  name: string,
  values: readonly unknown[],
  filter: Document,
  ids: readonly number[],
): Row => ({
  name,
  expected: { value: { scanned: ids, indexed: ids } },
  run: async (place) => {
    await insertAll(place, withValues(values));
    const scanned = await place.collection.find(filter).toArray();
    await place.collection.createIndex({ a: 1 });
    const indexed = await place.collection.find(filter, { hint: 'a_1' }).toArray();
    return { scanned: ascending(idsOf(scanned)), indexed: ascending(idsOf(indexed)) };
  },
});

/** The documents that `find` gives, in their order. */
export const gives = (
  name: string,
  docs: readonly object[],
  filter: Document,
  options: FindOptions,
  expected: readonly object[],
): Row => ({
  name,
  expected: { value: expected },
  run: async (place) => {
    await insertAll(place, docs);
    return place.collection.find(filter, options).toArray();
  },
});

/** A filter that is refused. */
export const refusesFilter = (name: string, filter: Document, code: number, names = ''): Row => ({
  name,
  expected: refusal(code, names),
  run: async (place) => {
    await insertAll(place, [{ a: 1 }]);
    return place.collection.find(filter).toArray();
  },
});

/** The order, by number, in which documents come with a sort, without an index for it and with one. */
export const sorts = (
  name: string,
  docs: readonly object[],
  sort: Readonly<Record<string, 1 | -1>>,
  ids: readonly number[],
): Row => ({
  name,
  expected: { value: { sorted: ids, indexed: ids } },
  run: async (place) => {
    await insertAll(place, docs);
    const sorted = await place.collection.find({}, { sort }).toArray();
    await place.collection.createIndex(sort);
    const indexed = await place.collection.find({}, { sort, hint: sort }).toArray();
    return { sorted: idsOf(sorted), indexed: idsOf(indexed) };
  },
});

/** An answer of the server to one command, of which only the named fields count. */
export const answers = (
  name: string,
  docs: readonly object[],
  build: (collection: string) => Document,
  expected: Expected,
  pick: (answer: Document) => unknown = ({ ok }) => ok,
): Row => ({
  name,
  expected,
  run: async (place) => {
    await insertAll(place, docs);
    return pick(await place.db.command(build(place.collection.collectionName)));
  },
});
