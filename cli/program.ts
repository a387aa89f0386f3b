import { Command } from 'commander';
import { addBacktest } from './backtest.js';
import { addBackup } from './backup.js';
import { createCall, createDownload } from './call.js';
import type { AddCommand, CommandPorts } from './command.js';
import { addExport } from './export.js';
import { addProjections } from './projections.js';
import { addRecheck } from './recheck.js';
import { addRestore } from './restore.js';
import { addVerifyExport } from './verify-export.js';

export interface ProgramPorts extends Omit<CommandPorts, 'call' | 'download'> {
  /** @throws CallFailed when there is none */
  readonly keyOfDataFolder: () => Promise<string>;
}

/** THE list of commands: one file each. */
const commands: readonly AddCommand[] = [
  addProjections,
  addRecheck,
  addBacktest,
  addVerifyExport,
  addBackup,
  addRestore,
  addExport,
];

const defaultUrl = 'http://localhost:8080';

/** The program `leadline`, which asks a running one over HTTP, and opens the servers of one that does not run. */
export const createProgram = ({ keyOfDataFolder, ...ports }: ProgramPorts): Command => {
  const { environment } = ports;
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
  const url = (): string => (given('url', 'LEADLINE_URL') ?? defaultUrl).replace(/\/+$/, '');
  const apiKey = async (): Promise<string> =>
    given('apiKey', 'LEADLINE_API_KEY') ?? (await keyOfDataFolder());
  const call: CommandPorts['call'] = (...request) => createCall(url(), apiKey)(...request);
  const download: CommandPorts['download'] = (path) => createDownload(url(), apiKey)(path);
  for (const add of commands) add(program, { ...ports, call, download });
  return program;
};
