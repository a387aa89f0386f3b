import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Whatever servers the tests are given: these commands are told theirs. */
export const embedded = { EVENTSTORE_URL: '', MONGODB_URL: '', EVENTSTORE_STREAM_PREFIX: '' } as const;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `leadline` in a process of its own. */
export const startCli = (
  environment: Readonly<Record<string, string>>,
  ...words: readonly string[]
): RunningCli => {
  const child = spawn(process.execPath, [cli, ...words], {
    env: { ...process.env, ...embedded, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, out, errors }));
  });
  return { child, ended };
};

/** Runs `leadline` to its end. */
export const runCli = (
  environment: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<Ended> => startCli(environment, ...words).ended;
