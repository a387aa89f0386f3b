import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Instant } from '../domain/codecs/time.js';
import { secondsOf, type Throttle } from '../domain/connection/limits.js';

/** What is known of one connection. All times are in milliseconds. */
interface Lane {
  /** When the latest messages went, in order; no more than fit one period. */
  sent: readonly number[];
  /** The same of the latest times that were given, of which some are to come. */
  given: readonly number[];
  /** When those that wait may come, by their keys, in the order in which they were told. */
  readonly planned: Map<string, number>;
}

/** A message that is not there this long after its time gives its place away. */
const patience = 10 * 60 * 1000;

const instantAt = (time: number): Instant => decodeOrThrow(Instant, new Date(time).toISOString());

const forget = ({ planned }: Lane, now: number): void => {
  for (const [key, time] of planned) {
    if (time + patience > now) return;
    planned.delete(key);
  }
};

/** The first time at which one more message fits, after those of `times`. */
const nextFree = (times: readonly number[], { max, per }: Throttle, now: number): number => {
  const before = times.at(-max);
  return before === undefined ? now : Math.max(now, before + secondsOf(per) * 1000);
};

/**
 * Spaces the messages of each connection so that no period has more than `max` of them. What may not go yet is told
 * when to come again, in order; what comes late is let through as soon as the period allows it. Places are remembered
 * by this process only: after a restart they are given anew.
 */
export const createThrottles = () => {
  const lanes = new Map<string, Lane>();

  /**
   * @param key the message's: the same whenever it asks
   * @returns the first instant at which it may go; `now` when that is at once, and then it counts as gone
   */
  return (connectionId: string, throttle: Throttle, key: string, at: Instant): Instant => {
    const now = Date.parse(at);
    const lane = lanes.get(connectionId) ?? { sent: [], given: [], planned: new Map<string, number>() };
    lanes.set(connectionId, lane);
    forget(lane, now);
    const own = lane.planned.get(key);
    if (own !== undefined && own > now) return instantAt(own);
    // Who comes at the time that it was told needs no other, unless those before it came late.
    const free = nextFree(lane.sent, throttle, now);
    const time = own === undefined ? Math.max(free, nextFree(lane.given, throttle, now)) : free;
    lane.planned.delete(key);
    if (own === undefined) lane.given = [...lane.given, time].slice(-throttle.max);
    if (time > now) {
      lane.planned.set(key, time);
      return instantAt(time);
    }
    lane.sent = [...lane.sent, now].slice(-throttle.max);
    return at;
  };
};

export type ReserveSlot = ReturnType<typeof createThrottles>;
