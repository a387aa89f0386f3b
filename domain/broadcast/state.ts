import type { BroadcastId, EventId, LeadId } from '../codecs/ids.js';
import type { Revision } from '../codecs/numbers.js';
import type { Instant } from '../codecs/time.js';
import type { Recorded } from '../event.js';
import type { BroadcastEvent, BroadcastPlan, Resolved, Throttle } from './events.js';

/** Where some of the members are written: the event of the stream, and the number of the first of them. */
export interface MembersPart {
  readonly revision: Revision;
  readonly first: number;
}

/** Leads on which the action was requested together. */
export interface RequestedPart {
  readonly at: Instant;
  readonly count: number;
}

export interface ExistingBroadcast {
  /** `gathering`: its members are being fixed. `running`: they are fixed, and the action is requested on them. */
  readonly status: 'scheduled' | 'gathering' | 'running' | 'completed' | 'cancelled';
  readonly isPaused: boolean;
  readonly broadcastId: BroadcastId;
  readonly plan: BroadcastPlan;
  /** Of the request that created it: every event that follows carries it on. */
  readonly correlationId: EventId;
  /** The event that created it. */
  readonly createdBy: EventId;
  readonly startedAt?: Instant;
  /** The saved segment that it named, as it was then. */
  readonly resolved?: Resolved;
  /** The members themselves are in the log only: there may be millions. */
  readonly parts: readonly MembersPart[];
  readonly memberCount: number;
  readonly lastMember?: LeadId;
  /** On how many members, from the first on, the action was requested. */
  readonly requestedCount: number;
  /** As many of the latest as the throttle has to count. */
  readonly recentParts: readonly RequestedPart[];
}

export type Broadcast = { readonly status: 'absent' } | ExistingBroadcast;

export const absentBroadcast: Broadcast = { status: 'absent' };

/** Whether the members are fixed and the action was requested on all of them. */
export const isAllRequested = ({ status, memberCount, requestedCount }: ExistingBroadcast): boolean =>
  status === 'running' && requestedCount === memberCount;

/** Drops what the throttle no longer counts: the newest that make up `max` are enough to tell when the next may come. */
const remembered = (parts: readonly RequestedPart[], { max }: Throttle): readonly RequestedPart[] => {
  let counted = 0;
  const from = parts.findLastIndex(({ count }) => {
    counted += count;
    return counted >= max;
  });
  return parts.slice(Math.max(from, 0));
};

/** Folds one event into the broadcast; events it does not know change nothing. */
export const evolveBroadcast = (broadcast: Broadcast, event: Recorded<BroadcastEvent>): Broadcast => {
  if (event.type === 'BroadcastCreated') {
    const { broadcastId, ...plan } = event.data;
    return {
      status: 'scheduled',
      isPaused: false,
      broadcastId,
      plan,
      correlationId: event.metadata.correlationId,
      createdBy: event.eventId,
      parts: [],
      memberCount: 0,
      requestedCount: 0,
      recentParts: [],
    };
  }
  if (broadcast.status === 'absent') return broadcast;
  switch (event.type) {
    case 'BroadcastStarted': {
      const { startedAt, resolved } = event.data;
      return {
        ...broadcast,
        status: 'gathering',
        startedAt,
        ...(resolved === undefined ? {} : { resolved }),
      };
    }
    case 'BroadcastMembersFixed': {
      const { members } = event.data;
      const { parts, memberCount } = broadcast;
      const lastMember = members.at(-1);
      return {
        ...broadcast,
        parts: [...parts, { revision: event.revision, first: memberCount }],
        memberCount: memberCount + members.length,
        ...(lastMember === undefined ? {} : { lastMember }),
      };
    }
    case 'BroadcastMembershipComplete':
      return { ...broadcast, status: 'running' };
    case 'BroadcastPartRequested': {
      const { first, count } = event.data;
      const { plan, recentParts } = broadcast;
      const part = { at: event.metadata.occurredAt, count };
      return {
        ...broadcast,
        requestedCount: first + count,
        recentParts: plan.throttle === undefined ? [] : remembered([...recentParts, part], plan.throttle),
      };
    }
    case 'BroadcastPaused':
      return { ...broadcast, isPaused: true };
    case 'BroadcastResumed':
      return { ...broadcast, isPaused: false };
    case 'BroadcastCancelled':
      return { ...broadcast, status: 'cancelled', isPaused: false };
    case 'BroadcastCompleted':
      return { ...broadcast, status: 'completed', isPaused: false };
    default:
      return broadcast;
  }
};
