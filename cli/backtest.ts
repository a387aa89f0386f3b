import { CallFailed } from './call.js';
import type { AddCommand } from './command.js';
import { countOf, makeReport } from './report.js';

interface Options {
  readonly flow: string;
  readonly from: string;
  readonly until: string;
  readonly file?: string;
}

/** @throws CallFailed for what is no JSON */
const parse = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CallFailed(`${path} is not JSON`, { cause: error });
  }
};

/** `leadline backtest`: runs a flow, or a changed one, on the past. */
export const addBacktest: AddCommand = (program, ports) => {
  program
    .command('backtest')
    .description('run a flow on the past, with no effect, and compare with what really happened')
    .requiredOption('--flow <id>', 'the flow, in its latest version unless there is a --file')
    .requiredOption('--from <instant>', 'as if it had been active from then on, such as 2026-03-01T00:00:00Z')
    .requiredOption('--until <instant>', 'until then')
    .option('--file <path>', 'another definition, as JSON')
    .action(async ({ flow, file, ...time }: Options) => {
      const changed = file === undefined ? {} : { definition: parse(file, await ports.readText(file)) };
      const path = `/v1/flows/${encodeURIComponent(flow)}/backtest`;
      const report = await makeReport(ports, path, { ...time, ...changed });
      if (report === undefined) return;
      const entered = countOf(report, 'entered');
      const really = countOf(report, 'really-entered');
      ports.out.write(`${entered} would have entered, ${really} really did\n`);
    });
};
