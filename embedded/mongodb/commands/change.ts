import { identical } from '../bson/identical.js';
import type { Doc, Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Expression } from '../query/expression.js';
import { matchedPosition } from '../query/matched-position.js';
import type { Found } from '../query/run-plan.js';
import type { Collection } from '../storage/collection.js';
import type { Update } from '../update/update.js';
import { upserted } from '../update/upsert.js';
import type { Server } from './command.js';
import type { Steps } from './steps.js';

export interface Change {
  readonly filter: Expression;
  readonly update: Update;
  readonly now: Date;
}

export interface Changed {
  readonly doc: Doc;
  readonly modified: boolean;
}

/** Applies an update to one document that was found. */
export const changeFound = (collection: Collection, { record, doc }: Found, change: Change): Changed => {
  const after = change.update.apply(doc, {
    isInsert: false,
    now: change.now,
    matched: () => matchedPosition(change.filter, doc),
  });
  if (identical(doc, after)) return { doc, modified: false };
  collection.replace(record, doc, after);
  return { doc: after, modified: true };
};

/** Inserts what an upsert that has found nothing makes. Others may go first: the document is the one of the search. */
export const insertUpserted = function* (
  { catalog }: Server,
  database: string,
  name: string,
  { filter, update, now }: Change,
): Steps<Doc> {
  const doc = upserted(filter, update, now);
  yield { namespace: `${database}.${name}`, doc };
  return catalog.findOrCreate(database, name).insert(doc);
};

export const checkMulti = (update: Update, multi: boolean): void => {
  if (multi && update.kind === 'replacement')
    refuse(9, 'multi update is not supported for replacement-style update');
};

export const idOf = (doc: Doc): Value => doc['_id'] ?? null;
