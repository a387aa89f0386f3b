/** Runs tasks of one key in order, tasks of different keys side by side. */
export interface OneAtATime {
  <A>(key: string, task: () => Promise<A>): Promise<A>;
  /** Whether a task of the key runs or waits. */
  readonly isBusy: (key: string) => boolean;
}

export const createOneAtATime = (): OneAtATime => {
  const last = new Map<string, Promise<unknown>>();
  const run = <A>(key: string, task: () => Promise<A>): Promise<A> => {
    const before = last.get(key);
    // A failure is the business of whoever asked for that task; the next one runs all the same.
    const running = before === undefined ? task() : before.then(task, task);
    last.set(key, running);
    const forget = (): void => {
      if (last.get(key) === running) last.delete(key);
    };
    running.then(forget, forget);
    return running;
  };
  return Object.assign(run, { isBusy: (key: string) => last.has(key) });
};
