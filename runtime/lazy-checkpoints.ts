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

  const saveAll = async (entries: readonly (readonly [string, Position])[]): Promise<void> => {
    for (const [position, some] of groupBy(entries, ([, position]) => position))
      await checkpoints.save(
        some.map(([name]) => name),
        position,
      );
  };

  const savePending = async (): Promise<void> => {
    const entries = [...pending];
    pending.clear();
    try {
      await saveAll(entries);
    } catch (error) {
      log.warn({ err: error }, 'checkpoints could not be saved: they are with the next ones');
      for (const [name, position] of entries) if (!pending.has(name)) pending.set(name, position);
    }
  };

  /** One at a time, so that a slow save does not overwrite a newer one. */
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    saving = saving.then(savePending);
    return saving;
  };

  return {
    load: checkpoints.load,
    save: async (names, position) => {
      for (const name of names) pending.set(name, position);
      timer ??= setTimeout(flush, every);
    },
    stop: flush,
  };
};
