import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { dropGivenTo, givenTo } from './given-servers.js';
import { createCall } from './http-client.js';

const main = fileURLToPath(new URL('../../dist/runtime/main.js', import.meta.url));

export interface Leadline {
  readonly url: string;
  readonly key: string;
  readonly catcherUrl: string;
  readonly banner: string;
  /** SIGKILL: nothing is put in order. */
  readonly kill: () => Promise<void>;
  /** Ctrl-C; gives the exit code. */
  readonly stop: () => Promise<number | null>;
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
  /** What it printed before it ended, as far as nobody else has read it. */
  readonly output: string;
}

const run = (environment: Readonly<Record<string, string>>) => {
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      PORT: '0',
      CATCHER_SMTP_PORT: '0',
      CATCHER_HTTP_PORT: '0',
      TWILIO_STAND_IN_PORT: '0',
      TRAINING_JET_STAND_IN_PORT: '0',
      LOG_LEVEL: 'warn',
      ...givenTo(environment['DATA_DIR'] ?? ''),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  const output: string[] = [];
  child.stdout?.on('data', (chunk) => output.push(String(chunk)));
  child.stderr?.on('data', (chunk) => errors.push(String(chunk)));
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) =>
      resolve({ code, signal, errors: errors.join(''), output: output.join('') }),
    );
  });
  return { child, exit };
};

/** Starts the built product in a process of its own, and waits until it says that it is ready. */
export const startLeadline = async (
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Leadline> => {
  const { child, exit } = run({ DATA_DIR: dataDir, ...environment });
  const lines: string[] = [];
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith('Ctrl-C')) break;
  }
  child.stdout.resume();
  const banner = lines.join('\n');
  const find = (pattern: RegExp): string => pattern.exec(banner)?.[1] ?? '';
  const url = find(/API\s+(http:\S+)\/v1/);
  if (url === '') {
    const { code, signal, errors } = await exit;
    throw new Error(`Leadline did not start (it ended with ${signal ?? code}): ${banner} ${errors}`);
  }
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exit).code;
  };
  return {
    url,
    key: find(/Admin API key\s+(ll_\S+)/),
    catcherUrl: find(/see (http:\S+)/),
    banner,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGINT'),
  };
};

/** Starts the built product where it is expected to give up; gives the exit code and what it says. */
export const startInVain = async (environment: Readonly<Record<string, string>>): Promise<Exit> =>
  run(environment).exit;

/** A folder of its own, removed by `remove`. */
export const temporaryFolder = async (): Promise<{
  readonly path: string;
  readonly remove: () => Promise<void>;
}> => {
  const path = await mkdtemp(join(tmpdir(), 'leadline-test-'));
  return {
    path,
    remove: async () => {
      await dropGivenTo(path);
      await rm(path, { recursive: true, force: true });
    },
  };
};

export interface CaughtMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
}

/** The mails that the catcher of a running Leadline has, oldest first. */
export const caughtMails = async ({ catcherUrl }: Leadline): Promise<readonly CaughtMail[]> => {
  const response = await createCall(catcherUrl, '')('GET', '/mails');
  return response.body;
};
