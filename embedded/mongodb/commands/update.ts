import type { Doc } from '../bson/value.js';
import { parseFilter } from '../query/parse.js';
import { select, take } from '../query/select.js';
import { parseSort } from '../query/sort.js';
import type { Collection } from '../storage/collection.js';
import { compileUpdate } from '../update/update.js';
import { docArgument, docsArgument, flagArgument, nameArgument, optionalDoc } from './arguments.js';
import { changeFound, checkMulti, idOf, insertUpserted } from './change.js';
import type { Command, Server } from './command.js';
import { checkBatch } from './insert.js';
import { checkOptions } from './options.js';
import type { Steps } from './steps.js';
import { runStatements } from './write-errors.js';

const statementOptions = {
  options: ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'sort'],
  onlyOff: ['c'],
};

interface Result {
  readonly matched: number;
  readonly modified: number;
  readonly upserted?: Doc;
}

const applyStatement = function* (
  statement: Doc,
  database: string,
  name: string,
  server: Server,
): Steps<Result> {
  checkOptions('update.updates', statement, statementOptions);
  const multi = flagArgument(statement, 'multi');
  const filter = parseFilter(docArgument(statement, 'q'));
  const update = compileUpdate(
    statement['u'],
    statement['arrayFilters'] === undefined ? [] : docsArgument(statement, 'arrayFilters'),
  );
  checkMulti(update, multi);
  const change = { filter, update, now: server.now() };
  const limit = multi ? 0 : 1;
  const sort = parseSort(optionalDoc(statement, 'sort'));
  const existing = server.catalog.find(database, name);
  const { found } = select(existing, { filter, sort, limit, hint: statement['hint'] });
  const taken = take(found, 0, limit);
  if (taken.length === 0 && flagArgument(statement, 'upsert')) {
    const upserted = yield* insertUpserted(server, database, name, change);
    return { matched: 1, modified: 0, upserted };
  }
  return { matched: taken.length, modified: applyAll(existing, taken, change) };
};

const applyAll = (
  collection: Collection | undefined,
  taken: ReturnType<typeof take>,
  change: Parameters<typeof changeFound>[2],
): number =>
  collection ? taken.filter((found) => changeFound(collection, found, change).modified).length : 0;

export const update: Command = {
  writes: 'more',
  options: ['updates', 'ordered', 'bypassDocumentValidation'],
  onlyOff: ['let'],
  run: function* (body, database, server) {
    const statements = docsArgument(body, 'updates');
    checkBatch(statements.length);
    const name = nameArgument(body, 'update');
    const counts = { n: 0, nModified: 0 };
    const upserts: Doc[] = [];
    const ordered = flagArgument(body, 'ordered', true);
    const errors = yield* runStatements(statements, ordered, function* (statement, index) {
      const result = yield* applyStatement(statement, database, name, server);
      counts.n += result.matched;
      counts.nModified += result.modified;
      if (result.upserted) upserts.push({ index, _id: idOf(result.upserted) });
    });
    return { ...counts, ...(upserts.length > 0 && { upserted: upserts }), ...errors };
  },
};
