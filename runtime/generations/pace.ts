import type { Clock } from '../../commands/event-log.js';
import type { Position } from '../../domain/codecs/numbers.js';

/** What can be said while something is brought up to a position of the log. */
interface Pace {
  readonly done: number;
  readonly total: number;
  readonly events: number;
  readonly ratePerSecond?: number;
  readonly secondsLeft?: number;
}

/** Measures from now on: how many events a second, and for how long still at the pace of the positions so far. */
export const createPace = (clock: Clock, from: Position | undefined) => {
  const begun = Date.parse(clock());
  let events = 0;
  return {
    count: (more: number): void => {
      events += more;
    },
    at: (done: Position | undefined, total: Position | undefined): Pace => {
      const seconds = (Date.parse(clock()) - begun) / 1000;
      const way = (done ?? 0) - (from ?? 0);
      const rest = Math.max(0, (total ?? 0) - (done ?? 0));
      return {
        done: done ?? 0,
        total: total ?? 0,
        events,
        ...(seconds > 0 ? { ratePerSecond: Math.round(events / seconds) } : {}),
        ...(seconds > 0 && way > 0 ? { secondsLeft: Math.ceil((rest * seconds) / way) } : {}),
      };
    },
  };
};
