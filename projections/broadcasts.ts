import { aggregates } from '../domain/aggregates.js';
import type { BroadcastEvent, BroadcastPlan, LeftOut, Resolved } from '../domain/broadcast/events.js';
import type { BroadcastId } from '../domain/codecs/ids.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { countOutcome, type OutcomeCount } from './outcome-counts.js';
import type { Document, ReadModel } from './read-model.js';
import { outcomes } from './run-step.js';

/** How a member came out of a broadcast, or why the action was not even requested. */
type EndedOutcome = (typeof outcomes)[keyof typeof outcomes] | 'left-out';

export interface BroadcastDocument extends Document {
  readonly broadcastId: BroadcastId;
  readonly plan: BroadcastPlan;
  readonly status: 'scheduled' | 'gathering' | 'running' | 'completed' | 'cancelled';
  readonly isPaused: boolean;
  readonly createdAt: Instant;
  readonly startedAt?: Instant;
  /** Of the saved segment that it names, as it was at the start. */
  readonly segmentVersion?: number;
  readonly endedAt?: Instant;
  /** How many members have been fixed. */
  readonly memberCount: number;
  /** How many there are, once all are fixed. */
  readonly total?: number;
  /** On how many the action was requested. */
  readonly requested: number;
  readonly lastRequestedAt?: Instant;
  /** How many have an outcome. */
  readonly done: number;
  readonly outcomes: readonly OutcomeCount<EndedOutcome>[];
  readonly leftOutCount: number;
  /** The first of those who were left out. */
  readonly leftOut: readonly LeftOut[];
  /** Whether something is still to be done for it, which is looked for at a start. */
  readonly isUnsettled: boolean;
}

const maxLeftOut = 1000;

const end = (doc: BroadcastDocument, outcome: EndedOutcome, code?: string): BroadcastDocument => ({
  ...doc,
  done: doc.done + 1,
  outcomes: countOutcome(doc.outcomes, outcome, code),
});

const leaveOut = (doc: BroadcastDocument, leftOut: readonly LeftOut[]): BroadcastDocument => ({
  ...leftOut.reduce<BroadcastDocument>((before, { reason }) => end(before, 'left-out', reason.code), doc),
  leftOutCount: doc.leftOutCount + leftOut.length,
  leftOut: [...doc.leftOut, ...leftOut].slice(0, maxLeftOut),
});

const begin = (event: Recorded<Extract<BroadcastEvent, { type: 'BroadcastCreated' }>>): BroadcastDocument => {
  const { broadcastId, ...plan } = event.data;
  return {
    _id: broadcastId,
    position: event.position,
    broadcastId,
    plan,
    status: 'scheduled',
    isPaused: false,
    createdAt: event.metadata.occurredAt,
    memberCount: 0,
    requested: 0,
    done: 0,
    outcomes: [],
    leftOutCount: 0,
    leftOut: [],
    isUnsettled: true,
  };
};

const started = (
  doc: BroadcastDocument,
  { startedAt, resolved }: { readonly startedAt: Instant; readonly resolved?: Resolved },
): BroadcastDocument => ({
  ...doc,
  status: 'gathering',
  startedAt,
  ...(resolved === undefined ? {} : { segmentVersion: resolved.version }),
});

const change = (doc: BroadcastDocument, event: Recorded<AnyEvent>): BroadcastDocument => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'BroadcastStarted':
      return started(doc, event.data);
    case 'BroadcastMembersFixed':
      return { ...doc, memberCount: doc.memberCount + event.data.members.length };
    case 'BroadcastMembershipComplete':
      return { ...doc, status: 'running', total: event.data.total };
    case 'BroadcastPartRequested':
      return leaveOut(doc, event.data.leftOut);
    case 'BroadcastPaused':
      return { ...doc, isPaused: true };
    case 'BroadcastResumed':
      return { ...doc, isPaused: false };
    case 'BroadcastCancelled':
      return { ...doc, status: 'cancelled', isPaused: false, endedAt: at };
    case 'BroadcastCompleted':
      return { ...doc, status: 'completed', isPaused: false, endedAt: at };
    case 'ActionRequested':
      return { ...doc, requested: doc.requested + 1, lastRequestedAt: at };
    case 'StepSucceeded':
      return end(doc, outcomes[event.type]);
    case 'StepSkipped':
    case 'StepFailed':
    case 'StepCancelled':
    case 'StepOutcomeUnknown':
      return end(doc, outcomes[event.type], event.data.reason.code);
    default:
      return doc;
  }
};

/** A cancelled one is settled when every run that began has ended. */
const isUnsettled = ({ status, requested, done, leftOutCount }: BroadcastDocument): boolean =>
  status === 'cancelled' ? requested > done - leftOutCount : status !== 'completed';

/** The broadcast that an event is about: its own, or that of a run that is part of it. */
const broadcastIdIn = ({ data }: Recorded<AnyEvent>): BroadcastId | undefined =>
  'broadcastId' in data ? data.broadcastId : undefined;

const { broadcast } = aggregates;

/** Every broadcast with how far it has come; each end of a run of it is counted as it comes by. */
export const broadcasts: ReadModel<BroadcastDocument> = {
  name: 'broadcasts',
  version: 2,
  indexes: [{ isUnsettled: 1, _id: 1 }],
  takesRedacted: true,
  key: broadcastIdIn,
  evolve: (doc, event) => {
    if (broadcast.isEvent(event) && event.type === 'BroadcastCreated') return doc ?? begin(event);
    const changed = doc === undefined ? undefined : change(doc, event);
    return changed === undefined || changed === doc
      ? doc
      : { ...changed, position: event.position, isUnsettled: isUnsettled(changed) };
  },
};
