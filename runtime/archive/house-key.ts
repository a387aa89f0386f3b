import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isKey, keyFileName } from '../encryption-key.js';
import { isMissing, secretFile } from '../secrets.js';
import { ArchiveError } from './format.js';
import { fingerprintOf } from './secret-parts.js';

const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** A key of the house: its bytes, its text, and the configuration or file that has it. */
export interface HouseKey {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly isConfigured: boolean;
}

export interface KeyPlaces {
  /** ENCRYPTION_KEY. */
  readonly configured: string | undefined;
  /** Where it may lie, the likeliest first. */
  readonly files: readonly string[];
}

export const keyFileIn = (dataDir: string): string => join(dataDir, keyFileName);

/**
 * The key that an archive was made with, among those that are there.
 * @throws ArchiveError where none of them is it
 */
export const findHouseKey = async (
  fingerprint: string,
  { configured, files }: KeyPlaces,
): Promise<HouseKey> => {
  for (const { text, isConfigured } of [
    { text: configured, isConfigured: true },
    ...(await Promise.all(
      files.map(async (path) => ({ text: await readIfThere(path), isConfigured: false })),
    )),
  ]) {
    if (text === undefined || !isKey(text)) continue;
    const bytes = Buffer.from(text, 'base64');
    if (fingerprintOf(bytes) === fingerprint) return { bytes, text, isConfigured };
  }
  const places = [...(configured === undefined ? [] : ['ENCRYPTION_KEY']), ...files];
  throw new ArchiveError(`the encryption key that the archive was made with is not in ${places.join(', ')}`);
};

/**
 * Keeps the key in a data folder, where the configuration does not have it.
 * @throws ArchiveError where the folder has another one: what was restored could not be read with it
 */
export const keepHouseKey = async (dataDir: string, { text, isConfigured }: HouseKey): Promise<void> => {
  const file = secretFile(dataDir, keyFileName);
  const kept = await file.read();
  if (kept === text || (kept === undefined && isConfigured)) return;
  if (kept !== undefined) throw new ArchiveError(`${file.path} holds another encryption key`);
  await mkdir(dataDir, { recursive: true });
  await file.write(text);
};

/** The key of a Leadline that does not run. @throws ArchiveError where it has none: there has never been one */
export const readHouseKey = async (configured: string | undefined, dataDir: string): Promise<Uint8Array> => {
  const text = configured ?? (await secretFile(dataDir, keyFileName).read());
  if (text === undefined || !isKey(text))
    throw new ArchiveError(
      `there is no Leadline in ${dataDir}: it has no encryption key, nor is ENCRYPTION_KEY set`,
    );
  return Buffer.from(text, 'base64');
};

/** Copies the key that an archive was made with out of a data folder. @returns where to, if the folder has it */
export const copyHouseKey = async (
  fingerprint: string,
  dataDir: string,
  path: string,
): Promise<string | undefined> => {
  const text = await readIfThere(keyFileIn(dataDir));
  if (text === undefined || fingerprintOf(Buffer.from(text, 'base64')) !== fingerprint) return undefined;
  await writeFile(path, `${text}\n`, { mode: 0o600, flush: true });
  return path;
};
