import type { Doc } from '../bson/value.js';
import { compileFindProjection } from '../projection/projection.js';
import { parseFilter } from '../query/parse.js';
import { type Query, select, take } from '../query/select.js';
import { parseSort } from '../query/sort.js';
import {
  collectionArgument,
  countArgument,
  flagArgument,
  nameArgument,
  optionalDoc,
  timeArgument,
} from './arguments.js';
import type { Command } from './command.js';

export const defaultBatchSize = 101;

/** The query of a `find`, `count` or `distinct`; `filterName` differs between them. */
export const queryIn = (body: Doc, filterName: string, limit: number): Query => ({
  filter: parseFilter(optionalDoc(body, filterName) ?? {}),
  sort: parseSort(optionalDoc(body, 'sort')),
  limit,
  hint: body['hint'],
});

export const find: Command = {
  options: [
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'noCursorTimeout',
    'allowDiskUse',
    'allowPartialResults',
  ],
  onlyOff: ['returnKey', 'showRecordId', 'tailable', 'awaitData', 'oplogReplay', 'min', 'max', 'let'],
  run: (body, database, server) => {
    const skip = countArgument(body, 'skip', 0);
    const limit = countArgument(body, 'limit', 0);
    const project = compileFindProjection(optionalDoc(body, 'projection'));
    const query = queryIn(body, 'filter', limit === 0 ? 0 : limit + skip);
    const { found } = select(collectionArgument(body, 'find', database, server), {
      ...query,
      isOver: timeArgument(body, server),
    });
    const docs = take(found, skip, limit).map(({ doc }) => project(doc));
    const ns = `${database}.${nameArgument(body, 'find')}`;
    const batch = server.cursors.open(ns, docs, countArgument(body, 'batchSize', defaultBatchSize), {
      single: flagArgument(body, 'singleBatch'),
      keepsOpen: flagArgument(body, 'noCursorTimeout'),
    });
    return { cursor: { firstBatch: batch.docs, id: batch.id, ns } };
  },
};
