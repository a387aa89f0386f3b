import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether there is no such file. */
export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** A secret kept in a file that only its owner may read. */
export interface SecretFile {
  readonly path: string;
  readonly read: () => Promise<string | undefined>;
  readonly write: (secret: string) => Promise<void>;
}

export const secretFile = (dataDir: string, name: string): SecretFile => {
  const path = join(dataDir, name);
  return {
    path,
    read: async () => {
      try {
        // Empty: the process ended before it had written.
        return (await readFile(path, 'utf8')).trim() || undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    write: (secret) => writeFile(path, `${secret}\n`, { mode: 0o600, flush: true }),
  };
};

/** A secret that is made at the first start, and kept. */
export const keptSecret = async (dataDir: string, name: string, make: () => string): Promise<string> => {
  const file = secretFile(dataDir, name);
  const kept = await file.read();
  if (kept !== undefined) return kept;
  const made = make();
  await file.write(made);
  return made;
};

/** The secret that webhooks are signed with: the configured one, or one made at the first start and kept. */
export const webhookSecret = async (configured: string | undefined, dataDir: string): Promise<string> =>
  configured ?? keptSecret(dataDir, 'webhook-secret', () => `whsec_${randomBytes(32).toString('base64')}`);
