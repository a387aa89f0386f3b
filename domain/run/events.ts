import * as t from 'io-ts';
import { BroadcastId, EventId, FlowId, RunId } from '../codecs/ids.js';
import { Json, Typed } from '../codecs/json.js';
import { integer, Revision } from '../codecs/numbers.js';
import { open } from '../codecs/struct.js';
import { oneOf } from '../codecs/text.js';
import { Instant } from '../codecs/time.js';
import { event } from '../event.js';
import { FlowVersion } from '../flow/events.js';
import { Evaluation } from './evaluation.js';

/** Counts from 0, as in `steps[0]`. */
export const StepNo = integer('StepNo', { min: 0, max: 99 });
const Attempt = integer('Attempt', { min: 1, max: 1000 });
const step = { runId: RunId, stepNo: StepNo };
const StepCount = integer('StepCount', { min: 1, max: 100 });

/** The event of the lead that a run comes from. */
export const TriggerEvent = open('TriggerEvent', {
  eventId: EventId,
  type: t.string,
  revision: Revision,
});
export type TriggerEvent = t.TypeOf<typeof TriggerEvent>;

/** Why a step did not run or did not work: a code for machines, words for people. */
export const Reason = open('Reason', { code: t.string, message: t.string });
export type Reason = t.TypeOf<typeof Reason>;

const flow = { flowId: FlowId, flowVersion: FlowVersion, trigger: TriggerEvent };

export const FlowEntered = event('FlowEntered', {
  runId: RunId,
  ...flow,
  stepCount: StepCount,
});
export const FlowEntryDeclined = event('FlowEntryDeclined', {
  ...flow,
  reason: oneOf('EntryDeclined', ['already-inside', 'already-entered', 'loop']),
});
/** The broadcast that a run is part of, named where a step of it ends, so that each end is counted there. */
const ofBroadcast = { broadcastId: BroadcastId };
/** An action asked for directly or by a broadcast, without a flow: a run of one step. */
export const ActionRequested = event('ActionRequested', { runId: RunId, action: Typed }, ofBroadcast);
export const StepScheduled = event('StepScheduled', { ...step, dueAt: Instant });
export const StepPutOff = event(
  'StepPutOff',
  { ...step, dueAt: Instant, reason: Reason },
  { evaluation: Evaluation },
);
export const StepStarted = event(
  'StepStarted',
  { ...step, attempt: Attempt, idempotencyKey: t.string },
  { evaluation: Evaluation },
);
export const StepRetryScheduled = event('StepRetryScheduled', {
  ...step,
  attempt: Attempt,
  dueAt: Instant,
  reason: Reason,
});
const evaluated = { evaluation: Evaluation, ...ofBroadcast };
export const StepSucceeded = event('StepSucceeded', { ...step, result: Json }, evaluated);
export const StepSkipped = event('StepSkipped', { ...step, reason: Reason }, evaluated);
export const StepFailed = event('StepFailed', { ...step, reason: Reason }, ofBroadcast);
export const StepCancelled = event('StepCancelled', { ...step, reason: Reason }, ofBroadcast);
/** Because of what a run ends before its last step. */
const EarlyOutcome = oneOf('EarlyOutcome', ['goal-reached', 'exited']);
/** How a run ends whose goal or exit rule was found to hold, and on what. */
const Ending = open('Ending', { outcome: EarlyOutcome, evaluation: Evaluation });
export type Ending = t.TypeOf<typeof Ending>;
/** No step of the run is to start any more; one that has been started may still end, and the run with it as `ending` says. */
export const RunStopped = event('RunStopped', { runId: RunId, reason: Reason }, { ending: Ending });
/**
 * The run goes on in another version of its flow. Steps that have ended or been tried stay as they are, in the version
 * that they had; the others are planned anew.
 */
export const RunMoved = event('RunMoved', { runId: RunId, flowVersion: FlowVersion, stepCount: StepCount });
/** Started, and then the process ended: whether the effect happened is not known. */
export const StepOutcomeUnknown = event('StepOutcomeUnknown', { ...step, reason: Reason }, ofBroadcast);
export const FlowOutcome = oneOf('FlowOutcome', ['completed', 'cancelled', 'goal-reached', 'exited']);
export type FlowOutcome = t.TypeOf<typeof FlowOutcome>;
/** The evaluation is that of the goal, or of the exit rule, that ended the run. */
export const FlowFinished = event(
  'FlowFinished',
  { runId: RunId, outcome: FlowOutcome },
  { evaluation: Evaluation },
);

/** The story of the flow runs on a lead, told in the lead's own stream. The shapes are the storage format. */
export const runEvents = [
  FlowEntered,
  FlowEntryDeclined,
  ActionRequested,
  StepScheduled,
  StepPutOff,
  StepStarted,
  StepRetryScheduled,
  StepSucceeded,
  StepSkipped,
  StepFailed,
  RunStopped,
  RunMoved,
  StepCancelled,
  StepOutcomeUnknown,
  FlowFinished,
] as const;

export type RunEvent = t.TypeOf<(typeof runEvents)[number]>;
