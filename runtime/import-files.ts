import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportFiles } from '../commands/imports/import-files.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { ImportId } from '../domain/codecs/ids.js';
import { ImportFile } from '../domain/import/events.js';

const lineFeed = 10;
/** While a file arrives; no id ends like this. */
const arriving = '.part';

/** Counts what goes by. */
const createMeter = () => {
  const hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  let last: number | undefined;
  return {
    add: (chunk: Uint8Array): void => {
      hash.update(chunk);
      bytes += chunk.length;
      for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) lines += 1;
      last = chunk.at(-1) ?? last;
    },
    /** A last line without a break is one, too. */
    file: (): ImportFile =>
      decodeOrThrow(ImportFile, {
        bytes,
        lines: lines + (last === undefined || last === lineFeed ? 0 : 1),
        sha256: hash.digest('hex'),
      }),
  };
};

const write = async (path: string, chunks: AsyncIterable<Uint8Array>): Promise<ImportFile> => {
  const meter = createMeter();
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of chunks) {
      meter.add(chunk);
      await handle.appendFile(chunk);
    }
    // What is said to have arrived has to be there after a power cut.
    await handle.sync();
  } finally {
    await handle.close();
  }
  return meter.file();
};

/** Keeps the files of imports in a folder; what was arriving when the process before this one ended is swept away. */
export const createImportFiles = async (folder: string): Promise<ImportFiles> => {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) if (name.endsWith(arriving)) await rm(join(folder, name));
  const pathOf = (importId: ImportId): string => join(folder, importId);

  return {
    receive: async (importId, chunks) => {
      const path = join(folder, `${importId}.${randomUUID()}${arriving}`);
      const discard = (): Promise<void> => rm(path, { force: true });
      try {
        const file = await write(path, chunks);
        return {
          file,
          read: () => createReadStream(path),
          keep: () => rename(path, pathOf(importId)),
          discard,
        };
      } catch (error) {
        await discard();
        throw error;
      }
    },
    has: (importId) =>
      access(pathOf(importId)).then(
        () => true,
        () => false,
      ),
    read: (importId, from) => createReadStream(pathOf(importId), { start: from }),
    remove: (importId) => rm(pathOf(importId), { force: true }),
    list: async () => (await readdir(folder)).filter(ImportId.is),
  };
};
