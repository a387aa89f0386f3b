import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImportFiles } from '../../commands/imports/import-files.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ImportId } from '../../domain/codecs/ids.js';
import { createImportFiles } from '../../runtime/import-files.js';
import { temporaryFolder } from '../support/leadline.js';

const fair = decodeOrThrow(ImportId, 'fair');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
let files: ImportFiles;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'imports');
  files = await createImportFiles(path);
});
afterEach(() => folder.remove());

const pieces = async function* (...texts: readonly (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield Buffer.from(text);
  }
};

const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return Buffer.concat(read).toString();
};

it('keeps a file once it has arrived whole, and reads it from any byte', async () => {
  const received = await files.receive(fair, pieces('one\nt', 'wo\nthree'));
  expect(received.file).toEqual({
    bytes: 13,
    lines: 3,
    // As sha256sum says.
    sha256: '058053d87c818d699cde0f00d670bca0e1c6ad857caa9758ea6a556d7c64fcee',
  });
  expect([await files.has(fair), await files.list()]).toEqual([false, []]);
  expect(await textOf(received.read())).toBe('one\ntwo\nthree');
  await received.keep();
  expect([await files.has(fair), await files.list()]).toEqual([true, [fair]]);
  expect(await textOf(files.read(fair, 4))).toBe('two\nthree');
});

it('counts the lines of files with and without a break at their end', async () => {
  const linesOf = async (text: string) => (await files.receive(fair, pieces(text))).file.lines;
  expect(await Promise.all(['', 'a', 'a\n', 'a\nb', '\n\n'].map(linesOf))).toEqual([0, 1, 1, 2, 2]);
});

it('leaves nothing of what was cut short, thrown away or removed', async () => {
  await expect(files.receive(fair, pieces('one\n', new Error('cut short')))).rejects.toThrow('cut short');
  await (await files.receive(fair, pieces('one\n'))).discard();
  await (await files.receive(fair, pieces('one\n'))).keep();
  await files.remove(fair);
  await files.remove(fair);
  expect(await readdir(path)).toEqual([]);
  expect(await files.has(fair)).toBe(false);
});

it('sweeps away what was arriving when the process before it ended, and keeps the rest', async () => {
  await (await files.receive(fair, pieces('old'))).keep();
  await writeFile(join(path, 'fair.1234.part'), 'half');
  const next = await createImportFiles(path);
  expect(await readdir(path)).toEqual(['fair']);
  await (await next.receive(fair, pieces('new'))).keep();
  expect(await textOf(next.read(fair, 0))).toBe('new');
});
