import { setImmediate } from 'node:timers/promises';
import { afterEachCollection, type Memory, readMemory } from '../memory-watch.js';
import { refuse } from './errors.js';

const megabyte = 1024 ** 2;
const reservedShare = 0.15;
/** What the largest message, decoded, and the work on it may take at once. */
const reservedBytes = 250 * megabyte;
const exceededMemoryLimit = 146;
/** So many bytes of BSON are read at the start between two looks at memory. */
const stride = 8 * megabyte;

export interface MemoryLimit {
  /** Throws if there is no room for more. */
  readonly check: () => void;
  /** To be called with the size of each document that is read at the start; throws as `check` does. */
  readonly loaded: (bytes: number) => Promise<void>;
  /** Tells it how many bytes of BSON there are: deletions make room before garbage is collected again. */
  readonly consider: (dataSize: () => number) => void;
  readonly stop: () => void;
}

/** What was in use when garbage was last collected, without what has been deleted since. */
const createGauge = () => {
  let dataSize = (): number => 0;
  let memory = readMemory();
  let sizeThen = 0;
  const stop = afterEachCollection(() => {
    memory = readMemory();
    sizeThen = dataSize();
  });
  return {
    memory: (): Memory => {
      // A document takes at least as much memory as its BSON.
      const deleted = Math.max(0, sizeThen - dataSize());
      return { ...memory, usedBytes: memory.usedBytes - deleted };
    },
    consider: (size: () => number): void => {
      dataSize = size;
    },
    stop,
  };
};

/**
 * Keeps documents from taking all of the memory: at its very end node ends the thread, or the whole process in the middle of a call.
 * @param given what tells how much memory is in use, in tests
 */
export const createMemoryLimit = (given?: () => Memory): MemoryLimit => {
  const nothing = (): void => undefined;
  const { memory, consider, stop } =
    given === undefined ? createGauge() : { memory: given, consider: nothing, stop: nothing };
  let unseen = 0;

  const check = (): void => {
    const { usedBytes, limitBytes } = memory();
    if (usedBytes <= limitBytes - Math.max(reservedBytes, reservedShare * limitBytes)) return;
    refuse(
      exceededMemoryLimit,
      `the documents and their indexes fill the memory of the embedded server: ${Math.round(usedBytes / megabyte)} MB ` +
        `are in use of ${Math.round(limitBytes / megabyte)} MB; it takes deletions, and reads go on`,
    );
  };

  return {
    check,
    consider,
    loaded: async (bytes) => {
      unseen += bytes;
      if (unseen < stride) return;
      unseen = 0;
      await setImmediate();
      check();
    },
    stop,
  };
};
