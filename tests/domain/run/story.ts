import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import type { Instant } from '../../../domain/codecs/time.js';
import { leadStreamDecider } from '../../../domain/lead-stream.js';
import type { EnterFlow, PlannedStep } from '../../../domain/run/commands.js';
import { Evaluation } from '../../../domain/run/evaluation.js';
import type { FlowOutcome, RunEvent } from '../../../domain/run/events.js';
import { specOf } from '../../support/given-when-then.js';
import { instantAt } from '../../support/recorded.js';
import { flowId, reason, runId, triggerAt } from '../samples.js';

export const { given } = specOf(leadStreamDecider);

export const soon: Instant = instantAt(100);
export const later: Instant = instantAt(200);

export const plan = (...stepNos: number[]): readonly PlannedStep[] =>
  stepNos.map((stepNo) => ({ stepNo, dueAt: soon }));

export const enterFlow = (changes: Partial<EnterFlow> = {}): EnterFlow => ({
  type: 'EnterFlow',
  runId,
  flowId,
  flowVersion: 1,
  trigger: triggerAt(0),
  reEntry: 'once-at-a-time',
  lineage: [],
  stepCount: 2,
  plan: plan(0),
  ...changes,
});

export const entered = (stepCount: number, changes: Partial<EnterFlow> = {}): RunEvent => {
  const { runId: id, flowId: flow, flowVersion, trigger } = enterFlow(changes);
  return { type: 'FlowEntered', data: { runId: id, flowId: flow, flowVersion, trigger, stepCount } };
};

const step = (stepNo: number) => ({ runId, stepNo });

export const scheduled = (stepNo: number, dueAt = soon): RunEvent => ({
  type: 'StepScheduled',
  data: { ...step(stepNo), dueAt },
});
export const started = (stepNo: number, attempt = 1): RunEvent => ({
  type: 'StepStarted',
  data: { ...step(stepNo), attempt, idempotencyKey: `key-${stepNo}` },
});
export const retryScheduled = (stepNo: number, attempt = 1): RunEvent => ({
  type: 'StepRetryScheduled',
  data: { ...step(stepNo), attempt, dueAt: later, reason: reason('busy') },
});
export const succeeded = (stepNo: number): RunEvent => ({
  type: 'StepSucceeded',
  data: { ...step(stepNo), result: null },
});
export const skipped = (stepNo: number): RunEvent => ({
  type: 'StepSkipped',
  data: { ...step(stepNo), reason: reason('conditions') },
});
export const cancelled = (stepNo: number): RunEvent => ({
  type: 'StepCancelled',
  data: { ...step(stepNo), reason: reason('stopped') },
});
export const stopped: RunEvent = { type: 'RunStopped', data: { runId, reason: reason('stopped') } };
export const moved = (flowVersion: number, stepCount: number): RunEvent => ({
  type: 'RunMoved',
  data: { runId, flowVersion, stepCount },
});
export const finished = (outcome: FlowOutcome, found?: Evaluation): RunEvent => ({
  type: 'FlowFinished',
  data: { runId, outcome, ...(found === undefined ? {} : { evaluation: found }) },
});

export const evaluation: Evaluation = decodeOrThrow(Evaluation, {
  holds: true,
  evaluatedAt: instantAt(3),
  leadRevision: 2,
  explanation: { type: 'has-tag', holds: true, sentence: 'has the tag “vip”', found: ['vip'] },
});
