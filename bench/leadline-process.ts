import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RunningLeadline {
  readonly url: string;
  readonly key: string;
  /** From the start of the process to the moment at which it says that it is ready. */
  readonly startMs: number;
  readonly process: ChildProcess;
  readonly stop: () => Promise<void>;
}

const main = fileURLToPath(new URL('../runtime/main.js', import.meta.url));

/** Starts Leadline as a user would, on free ports and the given data folder. */
export const startProcess = async (
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningLeadline> => {
  const started = performance.now();
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      PORT: '0',
      CATCHER_SMTP_PORT: '0',
      CATCHER_HTTP_PORT: '0',
      TWILIO_STAND_IN_PORT: '0',
      TRAINING_JET_STAND_IN_PORT: '0',
      LOG_LEVEL: 'warn',
      DATA_DIR: dataDir,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  let url = '';
  let key = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url ||= /API\s+(http:\S+)\/v1/.exec(line)?.[1] ?? '';
    key ||= /Admin API key\s+(ll_\S+)/.exec(line)?.[1] ?? '';
    if (line.startsWith('Ctrl-C')) break;
  }
  if (url === '' || key === '') throw new Error('Leadline did not start');
  // What it logs from here on, warnings and worse, belongs on the screen.
  child.stdout.pipe(process.stderr);
  return {
    url,
    key,
    startMs: performance.now() - started,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
};
