import { identical } from '../bson/identical.js';
import type { Doc, Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Expression } from '../query/expression.js';
import { matchedPosition } from '../query/matched-position.js';
import type { Found } from '../query/run-plan.js';
import type { Collection } from '../storage/collection.js';
import type { Update } from '../update/update.js';
import { upserted } from '../update/upsert.js';

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

export const insertUpserted = (collection: Collection, change: Change): Doc =>
  collection.insert(upserted(change.filter, change.update, change.now));

export const checkMulti = (update: Update, multi: boolean): void => {
  if (multi && update.kind === 'replacement')
    refuse(9, 'multi update is not supported for replacement-style update');
};

export const idOf = (doc: Doc): Value => doc['_id'] ?? null;
