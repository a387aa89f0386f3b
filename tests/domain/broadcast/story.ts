import type { RecordPart } from '../../../domain/broadcast/commands.js';
import { broadcastDecider } from '../../../domain/broadcast/decide.js';
import { type BroadcastEvent, BroadcastPlan } from '../../../domain/broadcast/events.js';
import type { ExistingBroadcast } from '../../../domain/broadcast/state.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { BroadcastId, LeadId } from '../../../domain/codecs/ids.js';
import { specOf } from '../../support/given-when-then.js';
import { instantAt, uuidAt } from '../../support/recorded.js';
import { reason } from '../samples.js';

export const { given } = specOf(broadcastDecider);

export const broadcastId = decodeOrThrow(BroadcastId, 'spring');

export const planOf = (changes: object = {}): BroadcastPlan =>
  decodeOrThrow(BroadcastPlan, {
    name: 'Spring',
    action: { type: 'add-tag', tag: 'spring' },
    segment: { everyone: true },
    ...changes,
  });

export const member = (no: number): LeadId => decodeOrThrow(LeadId, uuidAt(no, 'd'));
/** The members with these numbers. */
export const members = (from: number, to: number): readonly LeadId[] =>
  Array.from({ length: to - from + 1 }, (_, index) => member(from + index));

export const created = (changes: object = {}): BroadcastEvent => ({
  type: 'BroadcastCreated',
  data: { broadcastId, ...planOf(changes) },
});
export const started = (revision: number): BroadcastEvent => ({
  type: 'BroadcastStarted',
  data: { broadcastId, startedAt: instantAt(revision) },
});
export const fixed = (part: number, from: number, to: number): BroadcastEvent => ({
  type: 'BroadcastMembersFixed',
  data: { broadcastId, part, members: members(from, to) },
});
export const complete = (total: number): BroadcastEvent => ({
  type: 'BroadcastMembershipComplete',
  data: { broadcastId, total },
});
export const requested = (
  first: number,
  count: number,
  leftOut: RecordPart['leftOut'] = [],
): BroadcastEvent => ({
  type: 'BroadcastPartRequested',
  data: { broadcastId, first, count, leftOut },
});
export const gone = (no: number) => ({ leadId: member(no), reason: reason('gone') });
export const paused: BroadcastEvent = { type: 'BroadcastPaused', data: { broadcastId } };
export const resumed: BroadcastEvent = { type: 'BroadcastResumed', data: { broadcastId } };
export const cancelled: BroadcastEvent = { type: 'BroadcastCancelled', data: { broadcastId } };
export const completed: BroadcastEvent = { type: 'BroadcastCompleted', data: { broadcastId } };

/** A broadcast of five members that runs. */
export const running = [created(), started(1), fixed(0, 1, 3), fixed(1, 4, 5), complete(5)] as const;

/** The state after events of which the first creates the broadcast. */
export const stateAfter = (...events: readonly BroadcastEvent[]): ExistingBroadcast => {
  const state = given(...events).state();
  if (state.status === 'absent') throw new Error('not created');
  return state;
};
