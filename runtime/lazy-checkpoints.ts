import type { Position } from '../domain/codecs/numbers.js';
import { groupBy } from '../domain/group-by.js';
import type { Log } from './log.js';
import type { Checkpoints } from './read-models.js';

export interface LazyCheckpoints extends Checkpoints {
  /** Saves what has not been saved yet. */
  readonly stop: () => Promise<void>;
}

/** At most so much of the log comes again after a crash; whoever follows it is made for that. */
const every = 200;

/** Saves checkpoints a few times a second instead of after every batch: what a batch costs is its own work. */
export const createLazyCheckpoints = (checkpoints: Checkpoints, log: Log): LazyCheckpoints => {
  const pending = new Map<string, Position>();
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    const entries = [...pending];
    pending.clear();
    for (const [position, some] of groupBy(entries, ([, position]) => position))
      await checkpoints.save(
        some.map(([name]) => name),
        position,
      );
  };

  const flushLater = (): void => {
    timer = undefined;
    saving = flush().catch((error: unknown) => log.warn({ err: error }, 'checkpoints could not be saved'));
  };

  return {
    load: checkpoints.load,
    save: async (names, position) => {
      for (const name of names) pending.set(name, position);
      timer ??= setTimeout(flushLater, every);
    },
    stop: async () => {
      clearTimeout(timer);
      await saving;
      await flush();
    },
  };
};
