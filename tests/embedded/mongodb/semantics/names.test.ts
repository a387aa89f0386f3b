import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expressionNames } from '../../../../embedded/mongodb/aggregate/expression.js';
import { stageNames } from '../../../../embedded/mongodb/aggregate/pipeline.js';
import { accumulatorNames } from '../../../../embedded/mongodb/aggregate/stages/group.js';
import { reshapeStages } from '../../../../embedded/mongodb/aggregate/stages/reshape.js';
import { commands as registered } from '../../../../embedded/mongodb/commands/table.js';
import { queryOperators } from '../../../../embedded/mongodb/query/parse.js';
import { updateOperators } from '../../../../embedded/mongodb/update/parse-update.js';
import { needsEmbedded } from '../../../support/given-servers.js';
import { errorOf, useMongo } from '../mongo-fixture.js';
import * as manual from './manual-names.js';

needsEmbedded('MONGODB_URL', 'is about what the embedded one does not have');

const page = readFileSync(new URL('../../../../docs/embedded-mongodb.md', import.meta.url), 'utf8');

interface DocumentedRow {
  readonly section: string;
  readonly cells: readonly string[];
}

const rows: readonly DocumentedRow[] = page.split(/^## /m).flatMap((part) => {
  const [section = '', ...lines] = part.split('\n');
  return lines
    .filter((line) => line.startsWith('|'))
    .map((line) => ({ section, cells: line.split('|').slice(1, -1) }));
});

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`(\$?\w+)`/g)].map(([, name = '']) => name);

/** The names in the rows of a section whose label is among these or, without labels, in all of them. */
const documented = (section: string, keeps: (label: string) => boolean): readonly string[] =>
  rows
    .filter((row) => row.section === section && keeps(row.cells[0]?.trim() ?? ''))
    .flatMap((row) => namesIn(row.cells[1] ?? ''));

const documentedCommands = rows.filter(
  ({ section, cells }) => section === 'Commands' && cells.length === 3 && namesIn(cells[0] ?? '').length > 0,
);

const noExpressions = ['stages', 'accumulators', 'variables'];

const tables: readonly (readonly [what: string, listed: readonly string[], registered: readonly string[]])[] =
  [
    ['operators of queries', documented('Queries', () => true), queryOperators],
    ['operators of updates', documented('Updates', (label) => label.startsWith('on ')), updateOperators],
    [
      'stages of updates',
      documented('Updates', (label) => label === 'pipelines'),
      Object.keys(reshapeStages),
    ],
    ['stages', documented('Aggregation', (label) => label === 'stages'), stageNames],
    ['accumulators', documented('Aggregation', (label) => label === 'accumulators'), accumulatorNames],
    ['expressions', documented('Aggregation', (label) => !noExpressions.includes(label)), expressionNames],
    ['commands', documentedCommands.flatMap(({ cells }) => namesIn(cells[0] ?? '')), [...registered.keys()]],
  ];

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

test.each(tables)('the page lists the %s that there are, and no others', (_what, listed, names) => {
  expect(sorted(listed)).toEqual(sorted(names));
});

test.each(documentedCommands.map(({ cells }) => cells))(
  'the page lists the options of %s',
  (names, options, off) => {
    for (const name of namesIn(names)) {
      const command = registered.get(name);
      for (const option of command?.options ?? [])
        expect(options, name).toMatch(new RegExp(`\\b${option}\\b`));
      for (const option of command?.onlyOff ?? [])
        expect(off, name).toMatch(new RegExp(`\\b${option}\\b|every option`));
    }
  },
);

const mongo = useMongo();

const find = (filter: object) => ({ find: 'c', filter });
const aggregate = (stage: object) => ({ aggregate: 'c', pipeline: [stage], cursor: {} });

interface Refused {
  readonly what: string;
  readonly names: readonly string[];
  readonly supported: readonly string[];
  readonly command: (name: string) => object;
  readonly code: (name: string) => number;
}

const notHere = (list: Refused): readonly string[] =>
  list.names.filter((name) => !list.supported.includes(name));

const commandCode = (name: string): number => {
  if (name === 'commitTransaction' || name === 'abortTransaction') return 20;
  return name.startsWith('replSet') && name !== 'replSetResizeOplog' ? 76 : 59;
};

const refused: readonly Refused[] = [
  {
    what: 'operator on a field',
    names: manual.fieldOperators,
    supported: queryOperators,
    command: (name) => find({ a: { [name]: 1 } }),
    code: () => 2,
  },
  {
    what: 'operator of a filter',
    names: manual.topLevelOperators,
    supported: queryOperators,
    command: (name) => find({ [name]: 1 }),
    code: () => 2,
  },
  {
    what: 'stage',
    names: manual.stages,
    supported: stageNames,
    command: (name) => aggregate({ [name]: {} }),
    code: (name) => (name === '$changeStream' ? 40573 : 40324),
  },
  {
    what: 'accumulator',
    names: manual.accumulators,
    supported: accumulatorNames,
    command: (name) => aggregate({ $group: { _id: 1, x: { [name]: 1 } } }),
    code: () => 15952,
  },
  {
    what: 'expression',
    names: manual.expressions,
    supported: expressionNames,
    command: (name) => aggregate({ $set: { x: { [name]: 1 } } }),
    code: () => 168,
  },
  {
    what: 'command',
    names: manual.commands,
    supported: [...registered.keys()],
    command: (name) => ({ [name]: 1 }),
    code: commandCode,
  },
];

describe.each(refused)('an unsupported $what is refused by name', (list) => {
  test.each(notHere(list))('%s', async (name) => {
    const error = await errorOf(mongo.db().command(list.command(name)));
    expect(error).toMatchObject({ code: list.code(name) });
    expect(error['message']).toContain(name);
  });
});

const spelledOtherwise = ['ismaster', 'buildinfo'];

test.each([
  ['operators of queries', queryOperators, [...manual.fieldOperators, ...manual.topLevelOperators]],
  ['operators of updates', updateOperators, manual.updateOperators],
  ['stages', stageNames, manual.stages],
  ['accumulators', accumulatorNames, manual.accumulators],
  ['expressions', expressionNames, manual.expressions],
  ['commands', [...registered.keys()], [...manual.commands, ...spelledOtherwise]],
])('there are no %s but those of the manual', (_what, names, known) => {
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});

test.each(manual.updateOperators.filter((name) => !updateOperators.includes(name)))(
  'an unsupported operator of updates is refused by name: %s',
  async (name) => {
    const error = await errorOf(mongo.collection().updateOne({}, { [name]: { a: 1 } }));
    expect(error).toMatchObject({ code: 9 });
    expect(error['message']).toContain(name);
  },
);
