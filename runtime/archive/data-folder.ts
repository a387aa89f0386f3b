import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportId } from '../../domain/codecs/ids.js';
import { isMissing, secretFile } from '../secrets.js';
import { ArchiveError, type SealedPart } from './format.js';

/** The secret files that are carried: the encryption key is not, as it opens all of this. */
const secretNames = ['admin-api-key', 'webhook-secret'];

const pieceLength = 256 * 1024;

type FilePart = Extract<SealedPart, { readonly part: 'file' }>;
type SecretPart = Extract<SealedPart, { readonly part: 'secret' }>;

export const readSecrets = async (dataDir: string): Promise<readonly SecretPart[]> => {
  const parts: SecretPart[] = [];
  for (const name of secretNames) {
    const text = await secretFile(dataDir, name).read();
    if (text !== undefined) parts.push({ part: 'secret', name, text });
  }
  return parts;
};

interface OpenedFile {
  readonly name: string;
  /** Of the file itself, whatever it is called. */
  readonly inode: number;
  readonly handle: FileHandle;
}

/** What an import no longer needs is removed meanwhile; what is open can be read all the same. */
const openImports = async (dataDir: string): Promise<readonly OpenedFile[]> => {
  const folder = join(dataDir, 'imports');
  const opened: OpenedFile[] = [];
  for (const name of (await ifThere(readdir(folder))) ?? []) {
    const handle = ImportId.is(name) ? await ifThere(open(join(folder, name))) : undefined;
    if (handle !== undefined) opened.push({ name, handle, inode: (await handle.stat()).ino });
  }
  return opened;
};

const ifThere = async <A>(found: Promise<A>): Promise<A | undefined> => {
  try {
    return await found;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const piecesOf = async function* ({ name, handle }: OpenedFile): AsyncGenerator<FilePart> {
  const buffer = Buffer.alloc(pieceLength);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, pieceLength);
    const isLast = bytesRead === 0;
    yield { part: 'file', name, data: buffer.subarray(0, bytesRead).toString('base64'), isLast };
    if (isLast) return;
  }
};

/** The files of imports from one moment to a later one: those that are there now, and those that have come since. */
export const holdImports = async (dataDir: string) => {
  const before = await openImports(dataDir);
  let since: readonly OpenedFile[] = [];
  return {
    pieces: async function* (): AsyncGenerator<FilePart> {
      since = await openImports(dataDir);
      const known = new Set(before.map(({ inode }) => inode));
      for (const file of [...before, ...since.filter(({ inode }) => !known.has(inode))])
        yield* piecesOf(file);
    },
    close: async (): Promise<void> => {
      for (const { handle } of [...before, ...since]) await handle.close();
    },
  };
};

/** Puts the files and secrets of an archive into a data folder. */
export const createFolderWriter = (dataDir: string) => {
  const folder = join(dataDir, 'imports');
  let arriving: { readonly name: string; readonly path: string; readonly handle: FileHandle } | undefined;
  return {
    file: async ({ name, data, isLast }: FilePart): Promise<void> => {
      if (!ImportId.is(name)) throw new ArchiveError('the archive has a file that is no import’s');
      if (arriving === undefined) {
        await mkdir(folder, { recursive: true });
        // Swept away at the next start if it is never whole.
        const path = join(folder, `${name}.${randomUUID()}.part`);
        arriving = { name, path, handle: await open(path, 'wx', 0o600) };
      }
      if (arriving.name !== name)
        throw new ArchiveError(`the file of the import ${arriving.name} has no end`);
      await arriving.handle.appendFile(Buffer.from(data, 'base64'));
      if (!isLast) return;
      await arriving.handle.sync();
      await arriving.handle.close();
      await rename(arriving.path, join(folder, name));
      arriving = undefined;
    },
    secret: async ({ name, text }: SecretPart): Promise<void> => {
      if (!secretNames.includes(name)) throw new ArchiveError('the archive has a secret that is not known');
      await mkdir(dataDir, { recursive: true });
      await secretFile(dataDir, name).write(text);
    },
    /** After a failure: nothing is left of what did not arrive whole. */
    close: async (): Promise<void> => {
      if (arriving === undefined) return;
      await arriving.handle.close();
      await rm(arriving.path, { force: true });
    },
  };
};
