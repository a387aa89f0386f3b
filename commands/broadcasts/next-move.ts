import type { Throttle } from '../../domain/broadcast/events.js';
import {
  type Broadcast,
  type ExistingBroadcast,
  isAllRequested,
  type RequestedPart,
} from '../../domain/broadcast/state.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { type Instant, TimeZone } from '../../domain/codecs/time.js';
import { plus } from '../../rules/calendar.js';

/** What is to be done for a broadcast next. */
export type Move =
  /** Nothing, until something happens to it. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'wait'; readonly until: Instant }
  | { readonly kind: 'start' }
  /** Find its members and write them down. */
  | { readonly kind: 'gather' }
  /** Request the action on `count` members from number `first` on. */
  | { readonly kind: 'request'; readonly first: number; readonly count: number }
  /** Complete it, once every member has an outcome. */
  | { readonly kind: 'complete' }
  | { readonly kind: 'cancel-runs' };

/** So few that what flows do in between does not wait long. */
const partSize = 100;

const utc = decodeOrThrow(TimeZone, 'UTC');

/** How many may be requested now; where none, when the next ones may. */
const allowanceAt = (
  { max, per }: Throttle,
  parts: readonly RequestedPart[],
  now: Instant,
): { readonly free: number; readonly until?: Instant } => {
  const counting = parts
    .map(({ at, count }) => ({ count, until: plus(at, per, utc) }))
    .filter(({ until }) => until > now);
  const free = max - counting.reduce((sum, { count }) => sum + count, 0);
  const [oldest] = counting;
  return oldest === undefined ? { free } : { free, until: oldest.until };
};

const nextPart = (broadcast: ExistingBroadcast, now: Instant): Move => {
  const { plan, recentParts, memberCount, requestedCount: first } = broadcast;
  const count = Math.min(partSize, memberCount - first);
  if (plan.throttle === undefined) return { kind: 'request', first, count };
  const { free, until } = allowanceAt(plan.throttle, recentParts, now);
  if (free <= 0 && until !== undefined) return { kind: 'wait', until };
  return { kind: 'request', first, count: Math.min(count, free) };
};

/** The next thing to do for a broadcast, from its state and the time alone. */
export const nextMove = (broadcast: Broadcast, now: Instant): Move => {
  switch (broadcast.status) {
    case 'absent':
    case 'completed':
      return { kind: 'rest' };
    case 'cancelled':
      return { kind: 'cancel-runs' };
    case 'scheduled': {
      const { at } = broadcast.plan;
      if (broadcast.isPaused) return { kind: 'rest' };
      return at !== undefined && at > now ? { kind: 'wait', until: at } : { kind: 'start' };
    }
    case 'gathering':
      // Also while it is paused: the members are those of the start.
      return { kind: 'gather' };
    case 'running':
      if (isAllRequested(broadcast)) return { kind: 'complete' };
      return broadcast.isPaused ? { kind: 'rest' } : nextPart(broadcast, now);
    default:
      return broadcast satisfies never;
  }
};
