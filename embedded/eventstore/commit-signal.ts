/** Lets subscriptions that have seen everything sleep until there is more. */
export const createCommitSignal = () => {
  let version = 0;
  const sleepers = new Set<() => void>();

  return {
    version: (): number => version,
    notify: (): void => {
      version += 1;
      for (const wake of sleepers) wake();
      sleepers.clear();
    },
    /** Resolves at the first commit after `seen`, or when `signal` is aborted. */
    after: (seen: number, signal: AbortSignal): Promise<void> =>
      new Promise<void>((resolve) => {
        if (version !== seen || signal.aborted) {
          resolve();
          return;
        }
        const wake = (): void => {
          sleepers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        sleepers.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
};
