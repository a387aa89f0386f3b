import type { Command } from 'commander';
import type { AddCommand, CommandPorts } from './command.js';
import { createProgressView, progressLine } from './progress.js';
import { ReadModel, ReadModels } from './read-model.js';

type Work = 'rebuild' | 'verify';

const row = ({ name, version, documents, behind, rebuild }: ReadModel): readonly string[] => [
  name,
  `v${version}`,
  `${documents} documents`,
  behind === 0 ? 'up to date' : `${behind} positions behind`,
  rebuild === undefined || rebuild.endedAt !== undefined ? '' : `rebuild: ${rebuild.status}`,
];

const tableOf = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

/** How it ended, in a line; whether all is well. */
const conclude = (work: Work, { name, rebuild, verify }: ReadModel): readonly [string, boolean] => {
  const ended = work === 'rebuild' ? rebuild : verify;
  if (ended?.status === 'failed') return [`${name}: failed: ${ended.error ?? 'no reason given'}`, false];
  if (ended?.status === 'cancelled') return [`${name}: cancelled`, false];
  if (work === 'rebuild') return [`${name}: rebuilt`, true];
  if (verify === undefined || verify.differences === 0)
    return [`${name}: ${verify?.documents ?? 0} documents, no difference`, true];
  const { first } = verify;
  const where = first === undefined ? '' : `; the first: ${first.id} ${first.path || 'as a whole'}`;
  const values = first === undefined ? '' : `: live ${first.live}, fresh ${first.fresh}`;
  return [
    `${name}: ${verify.documents} documents, ${verify.differences} with a difference${where}${values}`,
    false,
  ];
};

/** Asks until it has ended, and shows how far it is. */
const follow = async ({ call, out, pause, exitWith }: CommandPorts, name: string, work: Work) => {
  const view = createProgressView(out);
  for (;;) {
    const model = await call('GET', `/v1/projections/${name}`, ReadModel);
    const under = work === 'rebuild' ? model.rebuild : model.verify;
    if (under !== undefined && under.endedAt === undefined) {
      const label = `${name}: ${under.status}`;
      view.show(under.status === 'waiting' ? label : progressLine(label, under));
      await pause();
      continue;
    }
    view.end();
    const [line, isWell] = conclude(work, model);
    out.write(`${line}\n`);
    if (!isWell) exitWith(1);
    return;
  }
};

const allNames = async ({ call }: CommandPorts): Promise<readonly string[]> =>
  (await call('GET', '/v1/projections', ReadModels)).items.map(({ name }) => name);

/** `leadline projections list | rebuild | verify`: the read models of a running Leadline. */
export const addProjections: AddCommand = (program, ports) => {
  const { call, out } = ports;
  const projections = program.command('projections').description('look after read models');
  projections
    .command('list')
    .description('every read model: its version, its documents, how far it is behind')
    .action(async () => {
      const { items } = await call('GET', '/v1/projections', ReadModels);
      for (const line of tableOf(items.map(row))) out.write(`${line}\n`);
    });

  const add = (work: Work, description: string): void => {
    projections
      .command(work)
      .description(description)
      .argument('[names...]', 'such as leads')
      .option('--all', 'every read model')
      .action(async (given: readonly string[], { all }: { readonly all?: true }, command: Command) => {
        if (given.length === 0 && all !== true)
          command.error('error: give the names of read models, or --all');
        for (const name of all === true ? await allNames(ports) : given) {
          await call('POST', `/v1/projections/${encodeURIComponent(name)}/${work}`, ReadModel);
          await follow(ports, name, work);
        }
      });
  };
  add('rebuild', 'build anew from the log, beside what is read meanwhile');
  add('verify', 'compare with a fresh fold of the log; ends with 1 when something differs');
};
