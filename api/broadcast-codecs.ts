import * as t from 'io-ts';
import { NewBroadcastPlan } from '../commands/manage-broadcasts.js';
import { BroadcastPlan } from '../domain/broadcast/events.js';
import type { Broadcast } from '../domain/broadcast/state.js';
import { list } from '../domain/codecs/collections.js';
import { BroadcastId, LeadId, RunId } from '../domain/codecs/ids.js';
import { Finite, integer } from '../domain/codecs/numbers.js';
import { closed, open } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { Instant } from '../domain/codecs/time.js';
import { DomainError } from '../domain/errors.js';
import { Reason } from '../domain/run/events.js';
import { VersionNumber } from '../domain/versioned.js';
import { progressAt } from '../projections/broadcast-progress.js';
import type { BroadcastDocument } from '../projections/broadcasts.js';
import { unbounded } from './codecs.js';
import { ActionSettings } from './flow-codecs.js';
import { SegmentBody } from './segment-codecs.js';

export const NewBroadcast = closed(
  'NewBroadcast',
  { ...NewBroadcastPlan.required, action: ActionSettings, segment: SegmentBody },
  { ...NewBroadcastPlan.optional, broadcastId: BroadcastId },
);

const Count = integer('BroadcastCount', { min: 0, max: Number.MAX_SAFE_INTEGER });

const BroadcastStatus = oneOf('BroadcastStatus', [
  'scheduled',
  'gathering',
  'running',
  'paused',
  'completed',
  'cancelled',
]);

const plan = { ...BroadcastPlan.required, action: ActionSettings, segment: SegmentBody };

/** A broadcast that was created or steered, without its progress. */
export const BroadcastState = open(
  'BroadcastState',
  { broadcastId: BroadcastId, status: BroadcastStatus, ...plan },
  BroadcastPlan.optional,
);

/** How a member came out of a broadcast: `waiting` was not asked yet, `running` has no outcome yet. */
const memberOutcomes = [
  'waiting',
  'running',
  'succeeded',
  'skipped',
  'failed',
  'cancelled',
  'outcome-unknown',
  'left-out',
] as const;
export const MemberOutcome = oneOf('MemberOutcome', memberOutcomes);
export type MemberOutcome = t.TypeOf<typeof MemberOutcome>;

/** Of an erased member nobody can tell any more; it stays counted among the outcomes. */
const ShownOutcome = oneOf('ShownMemberOutcome', [...memberOutcomes, 'erased']);

const OutcomeAnswer = open(
  'BroadcastOutcome',
  { outcome: MemberOutcome, count: Count },
  /** The code of the reason that they have in common. */
  { code: t.string },
);

const Progress = open(
  'BroadcastProgress',
  { requested: Count, done: Count, outcomes: list(OutcomeAnswer, unbounded) },
  { total: Count, ratePerSecond: Finite, secondsLeft: Count },
);

export const BroadcastAnswer = open(
  'Broadcast',
  { ...BroadcastState.required, createdAt: Instant, progress: Progress },
  { ...BroadcastPlan.optional, startedAt: Instant, endedAt: Instant, segmentVersion: VersionNumber },
);

export const MemberAnswer = open(
  'BroadcastMember',
  { leadId: LeadId, outcome: ShownOutcome },
  {
    /** None before the action was requested. */
    runId: RunId,
    reason: Reason,
    endedAt: Instant,
  },
);

type Shown = Pick<BroadcastDocument, 'broadcastId' | 'plan' | 'status' | 'isPaused'>;

const show = ({ broadcastId, plan: { name, action, segment, ...rest }, status, isPaused }: Shown) => ({
  broadcastId,
  status: isPaused ? ('paused' as const) : status,
  name,
  action,
  segment,
  ...rest,
});

/** @throws DomainError `notFound` */
export const showState = (broadcast: Broadcast): t.TypeOf<typeof BroadcastState> => {
  if (broadcast.status === 'absent') throw DomainError.notFound('This broadcast');
  return show(broadcast);
};

/** A broadcast with its progress as of now. */
export const showBroadcast =
  (now: Instant) =>
  (doc: BroadcastDocument): t.TypeOf<typeof BroadcastAnswer> => ({
    ...show(doc),
    createdAt: doc.createdAt,
    ...(doc.startedAt === undefined ? {} : { startedAt: doc.startedAt }),
    ...(doc.segmentVersion === undefined ? {} : { segmentVersion: doc.segmentVersion }),
    ...(doc.endedAt === undefined ? {} : { endedAt: doc.endedAt }),
    progress: progressAt(doc, now),
  });
