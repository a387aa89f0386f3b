import { Command } from 'commander';
import { addBacktest } from './backtest.js';
import { createCall } from './call.js';
import type { AddCommand, CommandPorts } from './command.js';
import { addProjections } from './projections.js';
import { addRecheck } from './recheck.js';
import { addVerifyExport } from './verify-export.js';

export interface ProgramPorts extends Omit<CommandPorts, 'call'> {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @throws CallFailed when there is none */
  readonly keyOfDataFolder: () => Promise<string>;
}

/** THE list of commands: one file each. */
const commands: readonly AddCommand[] = [addProjections, addRecheck, addBacktest, addVerifyExport];

const defaultUrl = 'http://localhost:8080';

/** The program `leadline`, which does everything over HTTP. */
export const createProgram = ({ environment, keyOfDataFolder, ...ports }: ProgramPorts): Command => {
  const program = new Command('leadline')
    .description('Looks after a running Leadline.')
    .option('--url <url>', `where it listens (or LEADLINE_URL; else ${defaultUrl})`)
    .option('--api-key <key>', 'an admin key (or LEADLINE_API_KEY; else that of the data folder DATA_DIR)')
    .exitOverride();
  const given = (name: 'url' | 'apiKey', variable: string): string | undefined => {
    const { [name]: option } = program.opts<Partial<Record<'url' | 'apiKey', string>>>();
    return option ?? (environment[variable] || undefined);
  };
  // Asked at each call: the options are read when the program runs.
  const call: CommandPorts['call'] = (...request) =>
    createCall(
      (given('url', 'LEADLINE_URL') ?? defaultUrl).replace(/\/+$/, ''),
      async () => given('apiKey', 'LEADLINE_API_KEY') ?? (await keyOfDataFolder()),
    )(...request);
  for (const add of commands) add(program, { ...ports, call });
  return program;
};
