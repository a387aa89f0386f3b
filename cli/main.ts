#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { readSecretFiles } from '../runtime/secret-files.js';
import { CallFailed } from './call.js';
import type { CommandPorts } from './command.js';
import { createProgram } from './program.js';

const pause = 300;

/** The key that Leadline made at its first start. */
const keyOfDataFolder = async (): Promise<string> => {
  const path = join(process.env['DATA_DIR'] || './data', 'admin-api-key');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    throw new CallFailed(`there is no API key: give one with --api-key or LEADLINE_API_KEY, or have ${path}`);
  }
};

const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CallFailed(`${path} cannot be read`, { cause: error });
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Libraries name the addresses that they cannot reach, with the passwords in them. */
const say = (error: unknown): void => {
  process.stderr.write(`${messageOf(error).replace(/\/\/\S*@/g, '//***@')}\n`);
};

/** What is set, with what stands in files. @throws CallFailed that names the variable */
const readEnvironment = async (): Promise<CommandPorts['environment']> => {
  const read = await readSecretFiles(process.env);
  if (read.ok) return read.environment;
  throw new CallFailed(read.faults.map(({ path, message }) => `${path} ${message}`).join('\n'));
};

const main = async (): Promise<void> => {
  const program = createProgram({
    environment: await readEnvironment(),
    keyOfDataFolder,
    out: process.stdout,
    readText,
    pause: () => delay(pause),
    now: () => performance.now(),
    fail: (error) => {
      say(error);
      process.exit(2);
    },
    exitWith: (code) => {
      process.exitCode = code;
    },
  });
  await program.parseAsync();
};

main().catch((error: unknown) => {
  // Help and faults of usage have been shown already; 1 is for what was looked at and is wrong.
  const isShown = error instanceof CommanderError;
  if (!isShown) say(error);
  process.exitCode = isShown && error.exitCode === 0 ? 0 : 2;
});
