import { compilePipeline, type NamedStage, namedStages } from '../aggregate/pipeline.js';
import { asNumber, type Doc, isDoc } from '../bson/value.js';
import { refuse } from '../errors.js';
import { parseFilter } from '../query/parse.js';
import { type Query, select, take } from '../query/select.js';
import { parseSort } from '../query/sort.js';
import { collectionArgument, countArgument, docArgument, nameArgument, timeArgument } from './arguments.js';
import type { Command } from './command.js';
import { defaultBatchSize } from './find.js';

interface Pushed {
  readonly query: Omit<Query, 'hint'>;
  readonly rest: readonly NamedStage[];
}

const leading = (stages: readonly NamedStage[], name: string): number => {
  const end = stages.findIndex((stage) => stage.name !== name);
  return end === -1 ? stages.length : end;
};

/** Leading `$match` and `$sort` stages, and the size of a `$limit` behind them, go to the planner. */
export const pushDown = (stages: readonly NamedStage[]): Pushed => {
  const matchCount = leading(stages, '$match');
  const filters = stages
    .slice(0, matchCount)
    .map(({ operand }) =>
      isDoc(operand)
        ? parseFilter(operand)
        : refuse(15959, 'the match filter must be an expression in an object'),
    );
  const rest = stages.slice(matchCount);
  const [first, second] = rest;
  const sort =
    first?.name === '$sort' && isDoc(first.operand) && Object.keys(first.operand).length > 0
      ? first.operand
      : undefined;
  const bound = sort === undefined ? first : second;
  const limit = bound?.name === '$limit' ? (asNumber(bound.operand) ?? 0) : 0;
  return {
    query: { filter: { kind: 'and', parts: filters }, sort: parseSort(sort), limit: Math.max(0, limit) },
    rest: sort === undefined ? rest : rest.slice(1),
  };
};

const checkTarget = (body: Doc): void => {
  if (typeof body['aggregate'] !== 'string')
    refuse(73, 'aggregate on a whole database is not supported by the embedded server');
};

export const aggregate: Command = {
  options: ['pipeline', 'cursor', 'hint', 'allowDiskUse', 'bypassDocumentValidation'],
  onlyOff: ['let', 'explain'],
  run: (body, database, server) => {
    const stages = namedStages(body['pipeline']);
    checkTarget(body);
    const cursor = docArgument(body, 'cursor');
    const unknown = Object.keys(cursor).find((key) => key !== 'batchSize');
    if (unknown !== undefined) return refuse(40415, `BSON field 'cursor.${unknown}' is an unknown field.`);
    const { query, rest } = pushDown(stages);
    const run = compilePipeline(rest);
    const { found } = select(collectionArgument(body, 'aggregate', database, server), {
      ...query,
      hint: body['hint'],
      isOver: timeArgument(body, server),
    });
    const docs = [...run(take(found, 0, query.limit).map(({ doc }) => doc))];
    const ns = `${database}.${nameArgument(body, 'aggregate')}`;
    const size = countArgument(cursor, 'batchSize', defaultBatchSize);
    const batch = server.cursors.open(ns, docs, size, { single: false, keepsOpen: false });
    return { cursor: { firstBatch: batch.docs, id: batch.id, ns } };
  },
};
