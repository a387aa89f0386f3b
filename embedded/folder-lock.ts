import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

const readOwner = (file: string): string => {
  try {
    return `the process with pid ${readFileSync(file, 'utf8').trim()}`;
  } catch {
    return 'a process that has not written its pid yet';
  }
};

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';

const refuse = (directory: string, error: unknown): never => {
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(`The data folder ${directory} cannot be used: ${reason}.`, { cause: error });
};

const openLock = (directory: string): Database.Database => {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return new Database(join(directory, 'owner.lock'), { timeout: 0 });
  } catch (error) {
    return refuse(directory, error);
  }
};

/**
 * Makes this process the only owner of a data folder, or throws an error that names the owner.
 *
 * SQLite holds the lock as a lock of the operating system: it goes away with its owner, however that dies,
 * and a pid that is given out again cannot be taken for it. It excludes other threads of this process too.
 */
export const lockFolder = (directory: string): { release(): void } => {
  const pidFile = join(directory, 'owner.pid');
  const lock = openLock(directory);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    lock.close();
    if (!isBusy(error)) return refuse(directory, error);
    throw new Error(`The data folder ${directory} is in use by ${readOwner(pidFile)}.`);
  }
  return {
    release: () => {
      if (!lock.open) return;
      rmSync(pidFile, { force: true });
      lock.close();
    },
  };
};
