/** At most `max` in any `per` milliseconds. */
export interface Rate {
  readonly max: number;
  readonly per: number;
}

/** So many times that are taken for one: the last of them. */
interface Run {
  readonly at: number;
  readonly count: number;
}

export interface SlidingWindow {
  /** Counts one more, or `count`, at a time that is not before those counted already. */
  readonly add: (at: number, count?: number) => void;
  /** Takes back one that was counted at a time, if it still matters. */
  readonly remove: (at: number) => void;
  /** The first time from `now` on at which there is room for one more, once `ahead` others have gone as soon as they can. */
  readonly roomAt: (now: number, ahead?: number) => number;
  /** The newest time counted. */
  readonly newest: () => number;
  /** The times counted that may still matter, in order. */
  readonly runs: () => readonly Run[];
}

/** How many times a window tells apart: it stays small however many it counts, and a place is free a thousandth of the period later at most. */
const resolution = 1024;

/** The times that one period has seen: what a rate is held by. All times are in milliseconds. */
export const createSlidingWindow = ({ max, per }: Rate): SlidingWindow => {
  const grain = max <= resolution ? 1 : Math.max(1, Math.ceil(per / resolution));
  let runs: Run[] = [];
  const newest = (): number => runs.at(-1)?.at ?? Number.NEGATIVE_INFINITY;

  const soon = (now: number, ahead: number): number => {
    const counted = runs.filter(({ at }) => at + per > now);
    let room = max - counted.reduce((sum, { count }) => sum + count, 0) - ahead;
    let time = now;
    for (const { at, count } of counted) {
      if (room > 0) break;
      room += count;
      time = at + per;
    }
    return time;
  };

  return {
    add: (time, count = 1) => {
      const last = runs.at(-1);
      const at = Math.max(time, newest());
      const joins = last !== undefined && Math.floor(last.at / grain) === Math.floor(at / grain);
      const kept = (joins ? runs.slice(0, -1) : runs).filter((run) => run.at + per > at);
      runs = [...kept, { at, count: joins ? last.count + count : count }];
    },
    remove: (time) => {
      const own = runs.findIndex(({ at }) => at >= time);
      runs = runs.flatMap((run, index) => {
        const count = index === own ? run.count - 1 : run.count;
        return count === 0 ? [] : [{ ...run, count }];
      });
    },
    // Where those ahead fill whole periods, one waits for as many.
    roomAt: (now, ahead = 0) => soon(now, ahead % max) + Math.floor(ahead / max) * per,
    newest,
    runs: () => runs,
  };
};
