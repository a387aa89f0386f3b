import type { Document } from 'mongodb';
import type { Place, Row } from './case.js';
import { insertAll, refusal } from './rows.js';

const createAll = (place: Place, indexes: readonly Document[]): Promise<Document> =>
  place.db.command({ createIndexes: place.collection.collectionName, indexes });

/** What `listIndexes` shows of the indexes that were created, without the one on `_id`. */
export const lists = (name: string, indexes: readonly Document[], expected: readonly Document[]): Row => ({
  name,
  expected: { value: expected },
  run: async (place) => {
    for (const index of indexes) await createAll(place, [index]);
    const all = await place.collection.listIndexes().toArray();
    return all.filter((index) => index['name'] !== '_id_');
  },
});

/** An index that is refused, after others that are not. */
export const refusesIndex = (
  name: string,
  before: readonly Document[],
  index: Document,
  code: number,
  names = '',
): Row => ({
  name,
  expected: refusal(code, names),
  run: async (place) => {
    for (const each of before) await createAll(place, [each]);
    return createAll(place, [index]);
  },
});

/** The `_id`s that stay of documents inserted one after the other into a collection with an index. */
export const keeps = (
  name: string,
  index: Document,
  docs: readonly object[],
  expected: { readonly kept: readonly number[]; readonly codes: readonly number[] },
): Row => ({
  name,
  expected: { value: expected },
  run: async (place) => {
    await createAll(place, [{ name: 'i', ...index }]);
    const codes: number[] = [];
    for (const [_id, doc] of docs.entries()) {
      const { writeErrors = [] } = await place.db.command({
        insert: place.collection.collectionName,
        documents: [{ _id, ...doc }],
      });
      for (const { code } of writeErrors) codes.push(Number(code));
    }
    const kept = await place.collection.find().sort({ _id: 1 }).toArray();
    return { kept: kept.map(({ _id }) => Number(_id)), codes };
  },
});

/** The stages of a plan from its top, with the name of the index where there is one. */
const stagesOf = (plan: Document): readonly string[] => {
  const own = plan['indexName'] === undefined ? plan['stage'] : `${plan['stage']} ${plan['indexName']}`;
  const inputs: readonly Document[] = plan['inputStages'] ?? (plan['inputStage'] ? [plan['inputStage']] : []);
  return [String(own), ...inputs.flatMap(stagesOf)];
};

export interface Explained {
  readonly docs: readonly object[];
  readonly indexes: readonly Document[];
  readonly find: Document;
}

/** The plan of a `find`, and how much it read. */
export const explains = (
  name: string,
  { docs, indexes, find }: Explained,
  stages: readonly string[],
  stats: Document = {},
): Row => ({
  name,
  expected: { value: { stages, stats } },
  run: async (place) => {
    await insertAll(place, docs);
    if (indexes.length > 0) await createAll(place, indexes);
    const command = { find: place.collection.collectionName, ...find };
    const { queryPlanner, executionStats } = await place.db.command({
      explain: command,
      verbosity: 'executionStats',
    });
    const plan: Document = queryPlanner['winningPlan'];
    const shown = Object.keys(stats).map((field) => [field, Number(executionStats[field])]);
    return { stages: stagesOf(plan['queryPlan'] ?? plan), stats: Object.fromEntries(shown) };
  },
});
