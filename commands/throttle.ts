import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Instant } from '../domain/codecs/time.js';
import type { Throttle } from '../domain/connection/limits.js';
import { millisecondsOf } from '../domain/connection/period.js';
import { createLane, type Lane } from './lane.js';

/**
 * Spaces the messages of each connection so that no period has more than `max` of them. What may not go yet is told
 * when to come again, in order; what comes late is let through as soon as the period allows it. Places are remembered
 * by this process only: after a restart, messages come at the times that they were told, and are placed as new ones.
 */
export const createThrottles = () => {
  const lanes = new Map<string, Lane>();

  /**
   * @param key the message's: the same whenever it asks
   * @returns the first instant at which it may go; `now` when that is at once, and then it counts as gone
   */
  return (connectionId: string, { max, per }: Throttle, key: string, now: Instant): Instant => {
    const rate = { max, per: millisecondsOf(per) };
    const known = lanes.get(connectionId);
    const isSame = known !== undefined && known.rate.max === max && known.rate.per === rate.per;
    const lane = isSame ? known : createLane(rate, known);
    lanes.set(connectionId, lane);
    return decodeOrThrow(Instant, new Date(lane.reserve(key, Date.parse(now))).toISOString());
  };
};

export type ReserveSlot = ReturnType<typeof createThrottles>;
