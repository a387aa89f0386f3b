import { inspect } from 'node:util';
import type { Document } from 'mongodb';
import type { Row } from './case.js';
import { insertAll, missing, refusal } from './rows.js';

/** What a pipeline makes of documents numbered from 0. */
export const makes = (
  name: string,
  docs: readonly object[],
  pipeline: readonly Document[],
  expected: readonly object[],
): Row => ({
  name,
  expected: { value: expected },
  run: async (place) => {
    await insertAll(place, docs);
    return place.collection.aggregate([...pipeline]).toArray();
  },
});

/** A pipeline that is refused, over one document `{_id: 0, a: 1}`. */
export const refusesPipeline = (name: string, pipeline: unknown, code: number, names = ''): Row => ({
  name,
  expected: refusal(code, names),
  run: async (place) => {
    await insertAll(place, [{ a: 1 }]);
    return place.db.command({ aggregate: place.collection.collectionName, pipeline, cursor: {} });
  },
});

const shown = (value: unknown): string =>
  inspect(value, { depth: null, breakLength: Number.POSITIVE_INFINITY, compact: true });

const compute =
  (doc: object, expression: unknown): Row['run'] =>
  async (place) => {
    await insertAll(place, [doc]);
    const pipeline = [{ $replaceWith: { value: expression } }];
    const [result] = await place.collection.aggregate(pipeline).toArray();
    return result;
  };

/** The value of an expression over a document; `missing` where the field does not appear. */
export const over = (doc: object, expression: unknown, value: unknown): Row => ({
  name: `${shown(expression)} of ${shown(doc)}`,
  expected: { value: value === missing ? {} : { value } },
  run: compute(doc, expression),
});

/** The value of an expression that needs no document. */
export const yields = (expression: unknown, value: unknown): Row => ({
  ...over({}, expression, value),
  name: shown(expression),
});

/** An expression that is refused, when it is read or when it is computed. */
export const refusesExpression = (expression: unknown, code: number, names = ''): Row => ({
  name: `refuses ${shown(expression)}`,
  expected: refusal(code, names),
  run: compute({}, expression),
});
