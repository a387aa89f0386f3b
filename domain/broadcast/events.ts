import type * as t from 'io-ts';
import { list } from '../codecs/collections.js';
import { BroadcastId, LeadId } from '../codecs/ids.js';
import { Typed } from '../codecs/json.js';
import { integer } from '../codecs/numbers.js';
import { closed, open } from '../codecs/struct.js';
import { Duration, Instant, TimeZone } from '../codecs/time.js';
import { Name } from '../codecs/values.js';
import { event } from '../event.js';
import { Reason } from '../run/events.js';
import { Segment } from '../segment/segment.js';
import { VersionNumber } from '../versioned.js';

/** How many members one event holds at most. */
export const maxMembers = 1000;

/** At most `max` leads in any stretch of time that is `per` long. */
export const Throttle = closed('BroadcastThrottle', {
  max: integer('ThrottleMax', { min: 1, max: 100_000 }),
  per: Duration,
});
export type Throttle = t.TypeOf<typeof Throttle>;

/** What a broadcast is to do, to whom and when; the instant of a wall-clock time is settled already. */
export const BroadcastPlan = open(
  'BroadcastPlan',
  { name: Name, action: Typed, segment: Segment },
  {
    /** At once unless given. */
    at: Instant,
    /** For conditions on the time, and for what the action says of it; UTC unless given. */
    timeZone: TimeZone,
    throttle: Throttle,
  },
);
export type BroadcastPlan = t.TypeOf<typeof BroadcastPlan>;

const ofBroadcast = { broadcastId: BroadcastId };
const Count = integer('MemberCount', { min: 0, max: 1_000_000_000 });

/** A member whose action could not be requested, such as a lead that is no more. */
export const LeftOut = open('LeftOut', { leadId: LeadId, reason: Reason });
export type LeftOut = t.TypeOf<typeof LeftOut>;

export const BroadcastCreated = event(
  'BroadcastCreated',
  { ...ofBroadcast, ...BroadcastPlan.required },
  BroadcastPlan.optional,
);
/** A saved segment as it was when the broadcast started: whoever revises it later changes nothing. */
export const Resolved = open(
  'ResolvedSegment',
  { segment: Segment, version: VersionNumber },
  { timeZone: TimeZone },
);
export type Resolved = t.TypeOf<typeof Resolved>;

/** The instant at which the conditions are evaluated. */
export const BroadcastStarted = event(
  'BroadcastStarted',
  { ...ofBroadcast, startedAt: Instant },
  { resolved: Resolved },
);
/** The next members, in the order of their ids. Whatever happens to a lead afterwards, it stays one. */
export const BroadcastMembersFixed = event('BroadcastMembersFixed', {
  ...ofBroadcast,
  /** Counts from 0. */
  part: Count,
  members: list(LeadId, { min: 1, max: maxMembers }),
});
export const BroadcastMembershipComplete = event('BroadcastMembershipComplete', {
  ...ofBroadcast,
  total: Count,
});
/** The action was requested on the members from number `first` on. */
export const BroadcastPartRequested = event('BroadcastPartRequested', {
  ...ofBroadcast,
  first: Count,
  count: integer('PartCount', { min: 1, max: maxMembers }),
  leftOut: list(LeftOut, { max: maxMembers }),
});
export const BroadcastPaused = event('BroadcastPaused', ofBroadcast);
export const BroadcastResumed = event('BroadcastResumed', ofBroadcast);
/** Nobody else is asked; the runs that have not started are cancelled. */
export const BroadcastCancelled = event('BroadcastCancelled', ofBroadcast);
/** Every member has an outcome. */
export const BroadcastCompleted = event('BroadcastCompleted', ofBroadcast);

/** The story of a broadcast. The shapes are the storage format. */
export const broadcastEvents = [
  BroadcastCreated,
  BroadcastStarted,
  BroadcastMembersFixed,
  BroadcastMembershipComplete,
  BroadcastPartRequested,
  BroadcastPaused,
  BroadcastResumed,
  BroadcastCancelled,
  BroadcastCompleted,
] as const;

export type BroadcastEvent = t.TypeOf<(typeof broadcastEvents)[number]>;
