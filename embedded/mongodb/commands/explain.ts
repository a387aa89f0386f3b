import { namedStages } from '../aggregate/pipeline.js';
import type { Doc, Value } from '../bson/value.js';
import { refuse, unsupported } from '../errors.js';
import { parseFilter } from '../query/parse.js';
import { type Query, select, take } from '../query/select.js';
import { pushDown } from './aggregate.js';
import { countArgument, docArgument, docsArgument } from './arguments.js';
import type { Command } from './command.js';
import { queryIn } from './find.js';

const ofStatement = (statements: readonly Doc[], limit: (statement: Doc) => number): Query => {
  const [statement = {}] = statements;
  return {
    filter: parseFilter(docArgument(statement, 'q')),
    sort: [],
    limit: limit(statement),
    hint: statement['hint'],
  };
};

const withSkip = (body: Doc): number => {
  const limit = countArgument(body, 'limit', 0);
  return limit === 0 ? 0 : limit + countArgument(body, 'skip', 0);
};

const queries: Readonly<Record<string, (body: Doc) => Query>> = {
  find: (body) => queryIn(body, 'filter', withSkip(body)),
  count: (body) => queryIn(body, 'query', withSkip(body)),
  distinct: (body) => queryIn(body, 'query', 0),
  findAndModify: (body) => queryIn(body, 'query', 1),
  aggregate: (body) => ({ ...pushDown(namedStages(body['pipeline'])).query, hint: body['hint'] }),
  update: (body) =>
    ofStatement(docsArgument(body, 'updates'), (statement) => (statement['multi'] === true ? 0 : 1)),
  delete: (body) =>
    ofStatement(docsArgument(body, 'deletes'), (statement) => countArgument(statement, 'limit', 0)),
};

const verbosities: readonly Value[] = ['queryPlanner', 'executionStats', 'allPlansExecution'];

const checkVerbosity = (verbosity: Value): void => {
  if (!verbosities.includes(verbosity))
    refuse(2, `Enumeration value '${String(verbosity)}' for field 'explain.verbosity' is not a valid value.`);
};

/** Shows how a command would find its documents; nothing is changed. */
export const explain: Command = {
  options: ['verbosity'],
  run: (body, database, server) => {
    const inner = docArgument(body, 'explain');
    checkVerbosity(body['verbosity'] ?? 'allPlansExecution');
    const [name = ''] = Object.keys(inner);
    const queryOf = Object.hasOwn(queries, name) ? queries[name] : undefined;
    if (queryOf === undefined) return unsupported(`explain of '${name}'`);
    const query = queryOf(inner);
    const collection = server.catalog.find(database, String(inner[name]));
    const { explained, examined, found } = select(collection, query);
    const queryPlanner = {
      namespace: `${database}.${String(inner[name])}`,
      winningPlan: explained,
      rejectedPlans: [],
    };
    if (body['verbosity'] === 'queryPlanner') return { queryPlanner };
    const nReturned = take(found, 0, query.limit).length;
    const executionStats = {
      executionSuccess: true,
      nReturned,
      totalKeysExamined: examined.keys,
      totalDocsExamined: examined.docs,
    };
    return { queryPlanner, executionStats };
  },
};
