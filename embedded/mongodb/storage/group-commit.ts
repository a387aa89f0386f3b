import type Database from 'libsql';
import { CommandError } from '../errors.js';

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Runs all writes of one turn of the event loop in one transaction; `settled` resolves after COMMIT.
 * Memory is ahead of the disk until then, so after a failed commit nothing may be answered any more.
 */
export const createGroupCommit = (db: Database.Database) => {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  let writes: (() => void)[] = [];
  let waiters: Waiter[] = [];
  let broken: CommandError | undefined;

  const apply = (batch: readonly (() => void)[]): void => {
    begin.run();
    try {
      for (const write of batch) write();
      commit.run();
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };

  const flush = (): void => {
    const batch = writes;
    const waiting = waiters;
    writes = [];
    waiters = [];
    if (batch.length === 0) return;
    try {
      if (broken) throw broken;
      apply(batch);
      for (const waiter of waiting) waiter.resolve();
    } catch (error) {
      broken ??= new CommandError(
        8,
        `the data could not be written to disk: ${String(error)}; restart the server`,
      );
      for (const waiter of waiting) waiter.reject(broken);
    }
  };

  return {
    enqueue: (write: () => void): void => {
      if (writes.length === 0) setImmediate(flush);
      writes.push(write);
    },
    /** Resolves when everything enqueued so far is on disk. */
    settled: (): Promise<void> => {
      if (broken) return Promise.reject(broken);
      if (writes.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
    },
    flush,
  };
};
