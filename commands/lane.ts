import { createSlidingWindow, type Rate, type SlidingWindow } from './sliding-window.js';

/** How long after its time a message that does not come keeps its place. */
const placeKept = 60 * 60 * 1000;
/** How long after its time a message that was told twice, and does not come, keeps others waiting. */
const turnKept = 60 * 1000;
/** One that asks again so soon after it was let go has not gone: its lead changed meanwhile. The next try of one that failed is later. */
const sameTry = 5 * 1000;

/** The messages that go through one connection, in their order. All times are in milliseconds. */
export interface Lane {
  readonly rate: Rate;
  /** The times at which messages went. */
  readonly gone: SlidingWindow;
  /** When those that wait may come, by their keys. */
  readonly told: Map<string, number>;
  /** The first time at which the message with that key may go; `now`: it goes, and counts. */
  readonly reserve: (key: string, now: number) => number;
}

const goneAt = (rate: Rate, before: Lane | undefined): SlidingWindow => {
  const window = createSlidingWindow(rate);
  for (const { at, count } of before?.gone.runs() ?? []) window.add(at, count);
  return window;
};

/** How many stand before the key; all of them if it is not there. */
const aheadOf = (key: string, keys: ReadonlySet<string>): number => {
  if (!keys.has(key)) return keys.size;
  let ahead = 0;
  for (const other of keys) {
    if (other === key) break;
    ahead += 1;
  }
  return ahead;
};

/**
 * Holds a rate by when messages really go: one that comes in its time, after others came late, may have to wait once
 * more, but only for those that have waited like that before it. So everybody goes.
 * @param before the lane at another rate: those that wait there come when they were told
 */
export const createLane = (rate: Rate, before?: Lane): Lane => {
  const gone = goneAt(rate, before);
  /** The times that were given away, whether or not anybody comes: new ones are after them. */
  const given = goneAt(rate, before);
  const told = before?.told ?? new Map<string, number>();
  const toldTwice = new Set<string>();
  const letGo = new Map<string, number>();

  const forget = (now: number): void => {
    // In the order in which they were told, which is that of their times.
    for (const [key, time] of told) {
      if (time + placeKept > now) break;
      told.delete(key);
    }
    for (const key of toldTwice) {
      if ((told.get(key) ?? 0) + turnKept > now) break;
      toldTwice.delete(key);
    }
    for (const [key, time] of letGo) {
      if (time + sameTry > now) break;
      letGo.delete(key);
    }
  };

  /** The time that a message was given before, if it has one. */
  const ownOf = (key: string): number | undefined => {
    const time = letGo.get(key);
    if (time === undefined) return told.get(key);
    letGo.delete(key);
    gone.remove(time);
    return time;
  };

  const placeFor = (now: number): number => {
    const inOrder = told.size === 0 ? now : Math.max(now, given.newest());
    const place = Math.max(given.roomAt(inOrder), gone.roomAt(now, toldTwice.size));
    given.add(place);
    return place;
  };

  const reserve = (key: string, now: number): number => {
    forget(now);
    const own = ownOf(key);
    if (own !== undefined && own > now) return own;
    const time = own === undefined ? placeFor(now) : gone.roomAt(now, aheadOf(key, toldTwice));
    if (time > now) {
      told.set(key, time);
      if (own !== undefined) toldTwice.add(key);
      return time;
    }
    told.delete(key);
    toldTwice.delete(key);
    letGo.set(key, now);
    gone.add(now);
    return now;
  };

  return { rate, gone, told, reserve };
};
