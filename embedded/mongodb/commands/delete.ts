import { asNumber, type Doc } from '../bson/value.js';
import { refuse } from '../errors.js';
import { parseFilter } from '../query/parse.js';
import { select, take } from '../query/select.js';
import type { Collection } from '../storage/collection.js';
import { collectionArgument, docArgument, docsArgument, flagArgument } from './arguments.js';
import type { Command } from './command.js';
import { checkBatch } from './insert.js';
import { checkOptions } from './options.js';
import { runStatements } from './write-errors.js';

const limitOf = (statement: Doc): number => {
  const limit = asNumber(statement['limit']);
  return limit === 0 || limit === 1
    ? limit
    : refuse(9, `The limit field in delete objects must be 0 or 1. Got ${String(statement['limit'])}`);
};

const applyStatement = (collection: Collection | undefined, statement: Doc): number => {
  checkOptions('delete.deletes', statement, { options: ['q', 'limit', 'hint'] });
  const limit = limitOf(statement);
  const filter = parseFilter(docArgument(statement, 'q'));
  const { found } = select(collection, { filter, sort: [], limit, hint: statement['hint'] });
  const taken = take(found, 0, limit);
  for (const { record, doc } of taken) collection?.remove(record, doc);
  return taken.length;
};

export const deleteCommand: Command = {
  writes: 'less',
  options: ['deletes', 'ordered'],
  onlyOff: ['let'],
  run: function* (body, database, server) {
    const statements = docsArgument(body, 'deletes');
    checkBatch(statements.length);
    const collection = collectionArgument(body, 'delete', database, server);
    let n = 0;
    const errors = yield* runStatements(statements, flagArgument(body, 'ordered', true), (statement) => {
      n += applyStatement(collection, statement);
    });
    return { n, ...errors };
  },
};
