import type { Storage } from './storage.js';

type Job = { run(): void; settle(): void; fail(error: unknown): void };

type Hooks = { readonly afterCommit: () => void; readonly afterRollback: () => void };

/**
 * Runs everything that is asked for in one turn of the event loop in one transaction, and answers after COMMIT:
 * one sync of the disk is shared by all of them.
 */
export const createGroupCommit = (storage: Storage, hooks: Hooks) => {
  let queue: Job[] = [];
  let isClosed = false;

  const commit = (jobs: readonly Job[]): void => {
    try {
      storage.begin();
      for (const job of jobs) job.run();
      storage.commit();
    } catch (error) {
      storage.rollback();
      hooks.afterRollback();
      for (const job of jobs) job.fail(error);
      return;
    }
    for (const job of jobs) job.settle();
    hooks.afterCommit();
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
