import type { Document } from 'mongodb';
import { canonical } from './canonical.js';
import type { Place, Row } from './case.js';
import { insertAll, refusal } from './rows.js';

export interface UpdateSpec {
  readonly q?: Document;
  readonly upsert?: boolean;
  readonly multi?: boolean;
  readonly arrayFilters?: readonly Document[];
}

/** Sent as a command, because the driver refuses some wrong updates itself. */
const runUpdate = async (place: Place, u: object, spec: UpdateSpec): Promise<Document> => {
  const answer = await place.db.command({
    update: place.collection.collectionName,
    updates: [{ q: {}, u, ...spec }],
  });
  const [error] = answer['writeErrors'] ?? [];
  if (error !== undefined) throw Object.assign(new Error(error['errmsg']), { code: Number(error['code']) });
  return answer;
};

/** What an update makes of one document with `_id` 0; the order of fields counts. */
export const changes = (
  name: string,
  before: object,
  u: object,
  after: object,
  spec: UpdateSpec = {},
): Row => ({
  name,
  expected: { value: [{ _id: 0, ...after }] },
  run: async (place) => {
    await insertAll(place, [before]);
    await runUpdate(place, u, spec);
    return place.collection.find().toArray();
  },
});

/** An update that is refused, and leaves the document as it was. */
export const refusesUpdate = (
  name: string,
  before: object,
  u: object,
  code: number,
  names = '',
  spec: UpdateSpec = {},
): Row => ({
  name,
  expected: refusal(code, names),
  run: async (place) => {
    await insertAll(place, [before]);
    const answer = runUpdate(place, u, spec);
    await answer.catch(() => undefined);
    const after = await place.collection.findOne({}, { projection: { _id: 0 } });
    if (canonical(after) !== canonical(before)) throw new Error(`changed: ${canonical(after)}`);
    return answer;
  },
});

/** What an upsert into an empty collection inserts. */
export const inserts = (name: string, q: Document, u: object, inserted: object): Row => ({
  name,
  expected: { value: [inserted] },
  run: async (place) => {
    await runUpdate(place, u, { q, upsert: true });
    return place.collection.find().toArray();
  },
});

/** An upsert that is refused. */
export const refusesUpsert = (name: string, q: Document, u: object, code: number, names = ''): Row => ({
  name,
  expected: refusal(code, names),
  run: (place) => runUpdate(place, u, { q, upsert: true }),
});

/** How many documents an update says it matched, changed and inserted. */
export const counts = (
  name: string,
  docs: readonly object[],
  u: object,
  spec: UpdateSpec,
  expected: { readonly n: number; readonly nModified: number },
): Row => ({
  name,
  expected: { value: expected },
  run: async (place) => {
    await insertAll(place, docs);
    const { n, nModified } = await runUpdate(place, u, spec);
    return { n, nModified };
  },
});
