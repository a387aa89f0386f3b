import { readFile } from 'node:fs/promises';
import type { Fault } from '../domain/errors.js';

/** Variables whose value may be in a file instead, which `<name>_FILE` names: secrets, and URLs that hold one. */
export const secretVariables = [
  'EVENTSTORE_URL',
  'MONGODB_URL',
  'SMTP_URL',
  'ENCRYPTION_KEY',
  'WEBHOOK_SECRET',
  'TWILIO_AUTH_TOKEN',
  'TRAINING_JET_TOKEN',
  'TRAINING_JET_WEBHOOK_SECRET',
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

const readOne = async (
  name: string,
  environment: Environment,
): Promise<Fault | { readonly value: string }> => {
  const path = `${name}_FILE`;
  if (environment[name]) return { path, message: `is set, and so is ${name}: one of them is enough` };
  try {
    const value = (await readFile(environment[path] ?? '', 'utf8')).trim();
    return value === '' ? { path, message: 'names a file that is empty' } : { value };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { path, message: `names a file that cannot be read: ${reason}` };
  }
};

/** The environment with what stands in files; the faults where one cannot be read or a variable is set twice. */
export const readSecretFiles = async (
  environment: Environment,
): Promise<
  | { readonly ok: true; readonly environment: Environment }
  | { readonly ok: false; readonly faults: readonly Fault[] }
> => {
  const names = secretVariables.filter((name) => environment[`${name}_FILE`]);
  const read = await Promise.all(
    names.map(async (name) => ({ name, found: await readOne(name, environment) })),
  );
  const faults = read.flatMap(({ found }) => ('message' in found ? [found] : []));
  if (faults.length > 0) return { ok: false, faults };
  const values = read.flatMap(({ name, found }) => ('value' in found ? [[name, found.value]] : []));
  return { ok: true, environment: { ...environment, ...Object.fromEntries(values) } };
};
