import type { Doc, Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import { compileFindProjection } from '../projection/projection.js';
import type { Found } from '../query/run-plan.js';
import { select, take } from '../query/select.js';
import { compileUpdate } from '../update/update.js';
import { docsArgument, flagArgument, nameArgument, optionalDoc } from './arguments.js';
import { changeFound, idOf, insertUpserted } from './change.js';
import type { Command, Server } from './command.js';
import { queryIn } from './find.js';
import type { Steps } from './steps.js';

interface Outcome {
  readonly lastErrorObject: Doc;
  readonly value: Doc | undefined;
}

const removed = (found: Found | undefined): Outcome => ({
  lastErrorObject: { n: found ? 1 : 0 },
  value: found?.doc,
});

const modify = function* (
  body: Doc,
  database: string,
  server: Server,
  found: Found | undefined,
): Steps<Outcome> {
  const arrayFilters = body['arrayFilters'] === undefined ? [] : docsArgument(body, 'arrayFilters');
  const change = {
    filter: queryIn(body, 'query', 1).filter,
    update: compileUpdate(body['update'], arrayFilters),
    now: server.now(),
  };
  const wantsNew = flagArgument(body, 'new');
  const name = nameArgument(body, 'findAndModify');
  if (found) {
    const changed = changeFound(server.catalog.findOrCreate(database, name), found, change);
    return { lastErrorObject: { n: 1, updatedExisting: true }, value: wantsNew ? changed.doc : found.doc };
  }
  if (!flagArgument(body, 'upsert'))
    return { lastErrorObject: { n: 0, updatedExisting: false }, value: undefined };
  const doc = yield* insertUpserted(server, database, name, change);
  const lastErrorObject = { n: 1, updatedExisting: false, upserted: idOf(doc) };
  return { lastErrorObject, value: wantsNew ? doc : undefined };
};

const checkArguments = (body: Doc, removes: boolean): void => {
  if (removes && body['update'] !== undefined) refuse(9, 'Cannot specify both an update and remove=true');
  if (removes && flagArgument(body, 'upsert')) refuse(9, 'Cannot specify both upsert=true and remove=true');
  if (removes && flagArgument(body, 'new'))
    refuse(9, "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  if (!removes && body['update'] === undefined)
    refuse(9, 'Either an update or remove=true must be specified');
};

export const findAndModify: Command = {
  writes: 'more',
  options: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'bypassDocumentValidation',
  ],
  onlyOff: ['let'],
  run: function* (body, database, server) {
    const removes = flagArgument(body, 'remove');
    checkArguments(body, removes);
    const project = compileFindProjection(optionalDoc(body, 'fields'));
    const collection = server.catalog.find(database, nameArgument(body, 'findAndModify'));
    const [found] = take(select(collection, queryIn(body, 'query', 1)).found, 0, 1);
    if (removes && found) collection?.remove(found.record, found.doc);
    const { lastErrorObject, value } = removes
      ? removed(found)
      : yield* modify(body, database, server, found);
    const shown: Value = value ? project(value) : null;
    return { lastErrorObject, value: shown };
  },
};
