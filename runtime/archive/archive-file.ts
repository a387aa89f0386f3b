import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { ArchiveError, type Line } from './format.js';
import { readArchive } from './read-archive.js';

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

const sync = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Writes a file that only its owner may read, under another name until it is whole and on the disk.
 * @throws ArchiveError for an archive that is not whole; the file is not there then
 */
export const writeArchiveFile = async (
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  onLine: (line: Line) => void,
): Promise<void> => {
  const part = `${path}.part`;
  const checked = async function* (): AsyncGenerator<string> {
    for await (const { text, line } of readArchive(chunks)) {
      onLine(line);
      yield `${text}\n`;
    }
  };
  try {
    await pipeline(Readable.from(checked()), createGzip(), createWriteStream(part, { mode: 0o600 }));
    await sync(part);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await sync(dirname(path));
};

/** The text of an archive in a file. @throws ArchiveError for a file that was cut off, or is no archive */
export const readArchiveFile = async function* (path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  const reading = pipeline(file, unpacked);
  // Told by the loop below.
  reading.catch(() => undefined);
  try {
    for await (const chunk of unpacked) if (chunk instanceof Uint8Array) yield chunk;
    await reading;
  } catch (error) {
    if (codeOf(error) === 'Z_BUF_ERROR') throw new ArchiveError(`${path} was cut off`);
    if (codeOf(error) === 'Z_DATA_ERROR') throw new ArchiveError(`${path} is no archive, or was changed`);
    throw error;
  }
};
