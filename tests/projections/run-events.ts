import type { AnyEvent } from '../../domain/events.js';
import { flowId, reason, registered, runId, triggerAt } from '../domain/samples.js';
import { instantAt } from '../support/recorded.js';

export const enterFlow = (stepCount: number): AnyEvent => ({
  type: 'FlowEntered',
  data: { runId, flowId, flowVersion: 1, trigger: triggerAt(0), stepCount },
});

const step = (stepNo: number) => ({ runId, stepNo });
const scheduled = (stepNo: number): AnyEvent => ({
  type: 'StepScheduled',
  data: { ...step(stepNo), dueAt: instantAt(100) },
});
const started = (stepNo: number, attempt: number): AnyEvent => ({
  type: 'StepStarted',
  data: { ...step(stepNo), attempt, idempotencyKey: `${runId}.${stepNo}` },
});
const ended = (
  type: 'StepSkipped' | 'StepFailed' | 'StepCancelled' | 'StepOutcomeUnknown',
  stepNo: number,
  why: string,
): AnyEvent => ({
  type,
  data: { ...step(stepNo), reason: reason(why) },
});
const putOff = (stepNo: number, why: string): AnyEvent => ({
  type: 'StepPutOff',
  data: { ...step(stepNo), dueAt: instantAt(200), reason: reason(why) },
});

/** A run in which every kind of end is met. */
export const runEvents: readonly AnyEvent[] = [
  registered,
  enterFlow(6),
  ...[0, 1, 2, 3, 4, 5].map(scheduled),
  started(0, 1),
  { type: 'StepSucceeded', data: { ...step(0), result: { tag: 'vip' } } },
  started(1, 1),
  {
    type: 'StepRetryScheduled',
    data: { ...step(1), attempt: 1, dueAt: instantAt(150), reason: reason('busy') },
  },
  started(1, 2),
  ended('StepFailed', 1, 'refused'),
  ended('StepSkipped', 2, 'conditions'),
  started(4, 1),
  ended('StepOutcomeUnknown', 4, 'interrupted'),
  putOff(5, 'date'),
  { type: 'StepSucceeded', data: { ...step(5), result: null } },
  ended('StepCancelled', 3, 'by hand'),
  { type: 'FlowFinished', data: { runId, outcome: 'completed' } },
];
