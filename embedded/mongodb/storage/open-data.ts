import { join } from 'node:path';
import { unusable } from '../../database-file.js';
import { lockFolder } from '../../folder-lock.js';
import type { MemoryLimit } from '../memory-limit.js';
import { type Catalog, openCatalog } from './catalog.js';
import { databaseFile } from './database.js';
import { openStorage, type Storage } from './storage.js';

interface Data {
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly close: () => void;
}

const readCatalog = async (directory: string, storage: Storage, limit: MemoryLimit): Promise<Catalog> => {
  try {
    return await openCatalog(storage, limit.loaded);
  } catch (error) {
    throw unusable(databaseFile.called, join(directory, databaseFile.fileName), error);
  }
};

/** One after the other, also when one of them fails. */
const closeAll = ([first, ...rest]: readonly (() => void)[]): void => {
  if (first === undefined) return;
  try {
    first();
  } finally {
    closeAll(rest);
  }
};

/** Takes a folder and reads what is in it. The error says what is wrong with it, or who has it. */
export const openData = async (directory: string, limit: MemoryLimit): Promise<Data> => {
  const closes = [limit.stop];
  const close = (): void => closeAll(closes);
  try {
    const lock = lockFolder(directory);
    closes.unshift(lock.release);
    const storage = openStorage(directory);
    closes.unshift(storage.close);
    const catalog = await readCatalog(directory, storage, limit);
    limit.consider(catalog.dataSize);
    return { storage, catalog, close };
  } catch (error) {
    try {
      close();
    } catch {
      // Why it could not be opened says more than why it cannot be closed.
    }
    throw error;
  }
};
