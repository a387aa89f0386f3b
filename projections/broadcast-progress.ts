import type { Instant } from '../domain/codecs/time.js';
import type { BroadcastDocument } from './broadcasts.js';

/** How far a broadcast has come. */
export interface BroadcastProgress {
  /** None while the members are being fixed. */
  readonly total?: number;
  readonly requested: number;
  readonly done: number;
  /** Requested since the start; none before anything was. */
  readonly ratePerSecond?: number;
  /** Until the action is requested on the last member, at this rate; none while that cannot be said. */
  readonly secondsLeft?: number;
  readonly outcomes: BroadcastDocument['outcomes'];
}

const twoDigits = (value: number): number => Math.round(value * 100) / 100;

const rateOf = (
  { requested, startedAt, lastRequestedAt, endedAt }: BroadcastDocument,
  isOver: boolean,
  now: Instant,
): number | undefined => {
  const until = isOver ? (lastRequestedAt ?? endedAt) : now;
  if (startedAt === undefined || until === undefined || requested === 0) return undefined;
  const seconds = (Date.parse(until) - Date.parse(startedAt)) / 1000;
  return seconds > 0 ? requested / seconds : undefined;
};

/** The progress of a broadcast as it stands at an instant. */
export const progressAt = (doc: BroadcastDocument, now: Instant): BroadcastProgress => {
  const { status, isPaused, total, requested, done, outcomes, leftOutCount } = doc;
  const left = total === undefined ? undefined : total - requested - leftOutCount;
  const isOver = status === 'completed' || status === 'cancelled' || left === 0;
  const rate = rateOf(doc, isOver, now);
  const isGoingOn = !isOver && !isPaused && left !== undefined && rate !== undefined;
  const secondsLeft = isGoingOn ? Math.ceil(left / rate) : isOver ? 0 : undefined;
  return {
    ...(total === undefined ? {} : { total }),
    requested,
    done,
    ...(rate === undefined ? {} : { ratePerSecond: twoDigits(rate) }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
    outcomes,
  };
};
