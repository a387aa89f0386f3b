import { storageFailureIn } from '../storage-failure.js';
import type { Storage } from './storage.js';

type Job = { run(): void; settle(): void; fail(error: unknown): void };

type Hooks = { readonly afterCommit: () => void; readonly afterRollback: () => void };

/**
 * Runs everything that is asked for in one turn of the event loop in one transaction, and answers after COMMIT:
 * one sync of the disk is shared by all of them. Work that throws is left out, and the rest is committed without it;
 * a failure of the disk fails them all.
 */
export const createGroupCommit = (storage: Storage, hooks: Hooks) => {
  let queue: Job[] = [];
  let isClosed = false;
  let damage: unknown;

  const undo = (): void => {
    try {
      storage.rollback();
    } catch {
      // The next BEGIN fails then, and says why.
    }
    hooks.afterRollback();
  };

  /** Answers what failed, and those that failed with it. */
  const attempt = (jobs: readonly Job[]): { error: unknown; failed: readonly Job[] } | undefined => {
    let running: Job | undefined;
    try {
      storage.begin();
      for (const job of jobs) {
        running = job;
        job.run();
      }
      running = undefined;
      storage.commit();
      return undefined;
    } catch (error) {
      undo();
      const failure = storageFailureIn(error);
      if (failure === 'damaged') damage = error;
      return { error, failed: running === undefined || failure !== undefined ? jobs : [running] };
    }
  };

  const commit = (jobs: readonly Job[]): void => {
    let left = jobs;
    while (left.length > 0) {
      const failure = attempt(left);
      if (failure === undefined) {
        for (const job of left) job.settle();
        hooks.afterCommit();
        return;
      }
      for (const job of failure.failed) job.fail(failure.error);
      left = left.filter((job) => !failure.failed.includes(job));
    }
  };

  const flush = (): void => {
    const jobs = queue;
    queue = [];
    if (jobs.length > 0) commit(jobs);
  };

  return {
    /** `work` must be synchronous. */
    inNextCommit: <T>(work: () => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        if (isClosed) throw new Error('The event log is closed.');
        if (damage !== undefined) throw damage;
        let settle = (): void => undefined;
        if (queue.length === 0) setImmediate(flush);
        queue.push({
          run: () => {
            const result = work();
            settle = () => resolve(result);
          },
          settle: () => settle(),
          fail: reject,
        });
      }),
    flush,
    close: (): void => {
      flush();
      isClosed = true;
    },
  };
};

export type GroupCommit = ReturnType<typeof createGroupCommit>;
