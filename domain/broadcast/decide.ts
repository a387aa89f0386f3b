import type { Decider, Moment } from '../decider.js';
import { DomainError } from '../errors.js';
import { sameJson } from '../same-json.js';
import type {
  AdvanceBroadcast,
  BroadcastCommand,
  CreateBroadcast,
  FixMembers,
  RecordPart,
  StartBroadcast,
  SteerBroadcast,
} from './commands.js';
import type { BroadcastEvent } from './events.js';
import {
  absentBroadcast,
  type Broadcast,
  type ExistingBroadcast,
  evolveBroadcast,
  isAllRequested,
} from './state.js';

type Decided = readonly BroadcastEvent[];

const create = ({ broadcastId, plan }: CreateBroadcast, broadcast: Broadcast, { now }: Moment): Decided => {
  if (broadcast.status !== 'absent') {
    // The same again is the same request, also when its time has come meanwhile.
    if (sameJson(broadcast.plan, plan)) return [];
    throw DomainError.conflict(`A broadcast with the id ${broadcastId} exists already.`);
  }
  if (plan.at !== undefined && plan.at <= now)
    throw DomainError.invalid([
      { path: 'at', message: 'must lie in the future; leave it out to start at once' },
    ]);
  return [{ type: 'BroadcastCreated', data: { broadcastId, ...plan } }];
};

const start = (
  { resolved }: StartBroadcast,
  { status, isPaused, broadcastId, plan }: ExistingBroadcast,
  { now }: Moment,
): Decided => {
  if (status !== 'scheduled' || isPaused) return [];
  if (plan.at !== undefined && plan.at > now)
    throw DomainError.notAllowed(`This broadcast is to start at ${plan.at}.`);
  if (plan.segment.segmentId !== undefined && resolved === undefined)
    throw DomainError.notAllowed('This broadcast starts with the saved segment that it names.');
  return [
    {
      type: 'BroadcastStarted',
      data: { broadcastId, startedAt: now, ...(resolved === undefined ? {} : { resolved }) },
    },
  ];
};

const notStarted = (): DomainError => DomainError.notAllowed('This broadcast has not started.');

const fixMembers = ({ members }: FixMembers, broadcast: ExistingBroadcast): Decided => {
  const { status, broadcastId, parts, lastMember } = broadcast;
  const [first] = members;
  if (status === 'scheduled') throw notStarted();
  // Somebody else has been here, or it was cancelled meanwhile.
  if (status !== 'gathering' || first === undefined) return [];
  if (lastMember !== undefined && first <= lastMember) return [];
  return [{ type: 'BroadcastMembersFixed', data: { broadcastId, part: parts.length, members } }];
};

const recordPart = ({ first, count, leftOut }: RecordPart, broadcast: ExistingBroadcast): Decided => {
  const { status, broadcastId, requestedCount, memberCount } = broadcast;
  if (status === 'scheduled' || status === 'gathering')
    throw DomainError.notAllowed('The members of this broadcast are not fixed yet.');
  if (first < requestedCount) return [];
  if (first > requestedCount || count < 1 || first + count > memberCount)
    throw DomainError.notAllowed(`This broadcast has ${memberCount} members and is at ${requestedCount}.`);
  // What happened is said also of a broadcast that was paused or cancelled while it happened.
  return [{ type: 'BroadcastPartRequested', data: { broadcastId, first, count, leftOut } }];
};

const steer = ({ type }: SteerBroadcast, broadcast: ExistingBroadcast): Decided => {
  const { status, isPaused, broadcastId } = broadcast;
  if (type === 'CancelBroadcast' && status === 'cancelled') return [];
  if (status === 'completed') throw DomainError.notAllowed('This broadcast is completed.');
  if (status === 'cancelled') throw DomainError.notAllowed('This broadcast was cancelled.');
  switch (type) {
    case 'PauseBroadcast':
      if (isPaused) return [];
      if (isAllRequested(broadcast))
        throw DomainError.notAllowed(
          'Nothing is left to pause: the action was requested on every member. What has not started can be cancelled.',
        );
      return [{ type: 'BroadcastPaused', data: { broadcastId } }];
    case 'ResumeBroadcast':
      return isPaused ? [{ type: 'BroadcastResumed', data: { broadcastId } }] : [];
    case 'CancelBroadcast':
      return [{ type: 'BroadcastCancelled', data: { broadcastId } }];
    default:
      return type satisfies never;
  }
};

const advance = ({ type }: AdvanceBroadcast, broadcast: ExistingBroadcast): Decided => {
  const { status, broadcastId, memberCount } = broadcast;
  switch (type) {
    case 'CompleteMembership':
      if (status === 'scheduled') throw notStarted();
      return status === 'gathering'
        ? [{ type: 'BroadcastMembershipComplete', data: { broadcastId, total: memberCount } }]
        : [];
    case 'CompleteBroadcast':
      if (status === 'completed' || status === 'cancelled') return [];
      if (!isAllRequested(broadcast))
        throw DomainError.notAllowed('The action has not been requested on every member of this broadcast.');
      return [{ type: 'BroadcastCompleted', data: { broadcastId } }];
    default:
      return type satisfies never;
  }
};

const decide = (command: BroadcastCommand, broadcast: Broadcast, moment: Moment): Decided => {
  if (command.type === 'CreateBroadcast') return create(command, broadcast, moment);
  if (broadcast.status === 'absent') throw DomainError.notFound('This broadcast');
  switch (command.type) {
    case 'FixMembers':
      return fixMembers(command, broadcast);
    case 'RecordPart':
      return recordPart(command, broadcast);
    case 'PauseBroadcast':
    case 'ResumeBroadcast':
    case 'CancelBroadcast':
      return steer({ type: command.type }, broadcast);
    case 'StartBroadcast':
      return start(command, broadcast, moment);
    default:
      return advance({ type: command.type }, broadcast);
  }
};

/** One action for everyone in a segment: its members are fixed at the start, then asked part by part. */
export const broadcastDecider: Decider<Broadcast, BroadcastCommand, BroadcastEvent> = {
  initial: absentBroadcast,
  decide,
  evolve: evolveBroadcast,
};
