import { equalValues } from '../bson/compare.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Index } from '../index/collection-index.js';
import type { Collection } from '../storage/collection.js';
import { createExamination, type Examined } from './examination.js';
import { explainPlan } from './explain-plan.js';
import type { Expression } from './expression.js';
import { choosePlan } from './plan.js';
import { type Found, runPlan } from './run-plan.js';
import type { SortField } from './sort.js';

export interface Query {
  readonly filter: Expression;
  readonly sort: readonly SortField[];
  readonly limit: number;
  readonly hint?: Value | undefined;
  /** Whether its time is over; it has as much as it wants unless given. */
  readonly isOver?: () => boolean;
}

/** Everything examined since the start, as `serverStatus` shows it. */
export const totals: Examined = { keys: 0, docs: 0 };

const hinted = (hint: Value | undefined, indexes: readonly Index[]): Index | '$natural' | undefined => {
  if (hint === undefined || (isDoc(hint) && Object.keys(hint).length === 0)) return undefined;
  if (isDoc(hint) && Object.keys(hint)[0] === '$natural') return '$natural';
  const index = indexes.find(({ definition }) =>
    typeof hint === 'string' ? definition.name === hint : equalValues(definition.key, hint),
  );
  return (
    index ??
    refuse(
      2,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    )
  );
};

export interface Selection {
  readonly explained: Doc;
  readonly examined: Readonly<Examined>;
  /** Must be consumed before the collection changes. */
  readonly found: Iterable<Found>;
}

export const select = (collection: Collection | undefined, query: Query): Selection => {
  const examination = createExamination(query.isOver ?? (() => false));
  const { examined } = examination;
  if (collection === undefined) return { explained: { stage: 'EOF' }, examined, found: [] };
  const indexes = collection.indexes();
  const request = { ...query, hint: hinted(query.hint, indexes) };
  const plan = choosePlan(request, indexes, collection.records.size);
  const run = { plan, filter: query.filter, sort: query.sort, records: collection.records, examination };
  return { explained: explainPlan(plan, request), examined, found: counted(runPlan(run), examined) };
};

const counted = function* (found: Iterable<Found>, examined: Readonly<Examined>): Generator<Found> {
  try {
    yield* found;
  } finally {
    totals.keys += examined.keys;
    totals.docs += examined.docs;
  }
};

/** At most `limit` (0: all) after `skip`, read to the end so that the collection may change afterwards. */
export const take = (found: Iterable<Found>, skip: number, limit: number): readonly Found[] => {
  const taken: Found[] = [];
  let at = 0;
  for (const each of found) {
    if (at++ < skip) continue;
    taken.push(each);
    if (taken.length === limit) break;
  }
  return taken;
};
