import type { AddCommand } from './command.js';
import { countOf, makeReport } from './report.js';

interface Options {
  readonly flow: string;
  readonly from?: string;
  readonly until?: string;
}

/** `leadline recheck`: makes the past decisions of a flow anew; ends with 1 when one differs, or could not be made. */
export const addRecheck: AddCommand = (program, ports) => {
  program
    .command('recheck')
    .description('make the past decisions of a flow anew from the log; ends with 1 when something differs')
    .requiredOption('--flow <id>', 'the flow')
    .option('--from <instant>', 'only what was recorded from then on, such as 2026-03-01T00:00:00Z')
    .option('--until <instant>', 'only what was recorded until then')
    .action(async ({ flow, ...time }: Options) => {
      const report = await makeReport(ports, `/v1/flows/${encodeURIComponent(flow)}/recheck`, time);
      if (report === undefined) return;
      const [decisions, differences, failures] = ['decisions', 'differences', 'failures'].map((name) =>
        countOf(report, name),
      );
      ports.out.write(
        `${decisions} decisions, ${differences} differences, ${failures} leads that cannot be read\n`,
      );
      if (differences !== 0 || failures !== 0) ports.exitWith(1);
    });
};
