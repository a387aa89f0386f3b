/** Runs tasks of one key in order, tasks of different keys side by side. */
export type OneAtATime = <A>(key: string, task: () => Promise<A>) => Promise<A>;

export const createOneAtATime = (): OneAtATime => {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const before = last.get(key);
    // A failure is the business of whoever asked for that task; the next one runs all the same.
    const run = before === undefined ? task() : before.then(task, task);
    last.set(key, run);
    const forget = (): void => {
      if (last.get(key) === run) last.delete(key);
    };
    run.then(forget, forget);
    return run;
  };
};
