import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Instant } from '../domain/codecs/time.js';

const seconds = [10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600] as const;

/** How much longer than said a wait may be, so that what failed together does not come back together. */
const jitter = 0.25;

/** A fraction from 0 to 1 that is the same for the same text (FNV-1a): spread without chance, so that it can be replayed. */
const fractionOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash / 2 ** 32;
};

/**
 * When to try again after a number of tries that failed for now; `undefined` when it has been tried often enough.
 * @param key the step's, which spreads the waits of many steps
 */
export const retryAt = (attempts: number, now: Instant, key: string): Instant | undefined => {
  const wait = seconds[attempts - 1];
  if (wait === undefined) return undefined;
  const milliseconds = Math.round(wait * 1000 * (1 + jitter * fractionOf(`${attempts} ${key}`)));
  return decodeOrThrow(Instant, new Date(Date.parse(now) + milliseconds).toISOString());
};
