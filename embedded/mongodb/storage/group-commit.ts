import type Database from 'libsql';
import { storageFailureIn } from '../../storage-failure.js';
import { CommandError } from '../errors.js';

interface Write {
  /** Writes to the disk what memory has already. */
  readonly apply: () => void;
  /** Takes it back from memory. */
  readonly undo: () => void;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

const outOfDiskSpace = 14031;
const unknownError = 8;

/** What to tell whoever wrote something that is not on disk now. */
const answerTo = (error: unknown): CommandError => {
  switch (storageFailureIn(error)) {
    case 'full':
      return new CommandError(
        outOfDiskSpace,
        'the disk is full: nothing of this was written; writes are accepted again as soon as there is room',
      );
    case 'damaged':
      return new CommandError(
        unknownError,
        'the document database is damaged: nothing is written to it any more; put a backup in its place',
      );
    case 'broken':
      return new CommandError(
        unknownError,
        'the disk has failed, so that it is not known whether this will be there after a restart; do it again',
      );
    case undefined:
      return new CommandError(unknownError, `nothing of this was written: ${String(error)}`);
  }
};

/**
 * Runs all writes of one turn of the event loop in one transaction; `settled` resolves after COMMIT.
 * Memory is ahead of the disk until then: what cannot be committed is taken back from memory, all of it, the last first.
 */
export const createGroupCommit = (db: Database.Database) => {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  let writes: Write[] = [];
  let waiters: Waiter[] = [];
  let damage: CommandError | undefined;

  const undo = (batch: readonly Write[]): void => {
    try {
      if (db.inTransaction) db.exec('ROLLBACK');
    } catch {
      // The next BEGIN fails then, and says why.
    }
    for (const write of batch.toReversed()) write.undo();
  };

  /** What went wrong, if something did. */
  const attempt = (batch: readonly Write[]): CommandError | undefined => {
    try {
      begin.run();
      for (const write of batch) write.apply();
      commit.run();
      return undefined;
    } catch (error) {
      undo(batch);
      const answer = answerTo(error);
      if (storageFailureIn(error) === 'damaged') damage = answer;
      return answer;
    }
  };

  const flush = (): void => {
    const batch = writes;
    const waiting = waiters;
    writes = [];
    waiters = [];
    if (batch.length === 0) return;
    const failure = attempt(batch);
    for (const { resolve, reject } of waiting) {
      if (failure === undefined) resolve();
      else reject(failure);
    }
  };

  /** Resolves when everything enqueued so far is on disk; rejects when it is taken back. */
  const settled = (): Promise<void> =>
    writes.length === 0
      ? Promise.resolve()
      : new Promise((resolve, reject) => waiters.push({ resolve, reject }));

  return {
    enqueue: (apply: Write['apply'], undo: Write['undo']): void => {
      if (writes.length === 0) setImmediate(flush);
      writes.push({ apply, undo });
    },
    settled,
    /** Resolves when memory has nothing that may still be taken back. */
    quiet: async (): Promise<void> => {
      // Whoever wrote it is told how it ended.
      while (writes.length > 0) await settled().catch(() => undefined);
    },
    /** Throws if nothing can be written any more. */
    checkWritable: (): void => {
      if (damage !== undefined) throw damage;
    },
    flush,
  };
};
