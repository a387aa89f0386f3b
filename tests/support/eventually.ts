import { setTimeout as delay } from 'node:timers/promises';

const pause = 25;

/** Looks until `look` gives something; fails with its last error when that takes too long. */
export const eventually = async <A>(
  look: () => Promise<A | undefined>,
  milliseconds = 20_000,
): Promise<A> => {
  const end = Date.now() + milliseconds;
  let last: unknown = new Error('never came true');
  while (Date.now() < end) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    await delay(pause);
  }
  throw last;
};
