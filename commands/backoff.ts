import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Instant } from '../domain/codecs/time.js';

const seconds = [10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600] as const;

/** When to try again after a number of tries that failed for now; `undefined` when it has been tried often enough. */
export const retryAt = (attempts: number, now: Instant): Instant | undefined => {
  const wait = seconds[attempts - 1];
  return wait === undefined
    ? undefined
    : decodeOrThrow(Instant, new Date(Date.parse(now) + wait * 1000).toISOString());
};
