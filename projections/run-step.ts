import type { Json } from '../domain/codecs/json.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Recorded } from '../domain/event.js';
import type { FlowVersion } from '../domain/flow/events.js';
import type { Evaluation } from '../domain/run/evaluation.js';
import type { Reason, RunEvent } from '../domain/run/events.js';

/** A step of a run, with all that became of it. */
export interface RunStep {
  readonly stepNo: number;
  readonly status:
    | 'waiting'
    | 'scheduled'
    | 'started'
    | 'succeeded'
    | 'skipped'
    | 'failed'
    | 'cancelled'
    | 'outcome-unknown';
  readonly dueAt?: Instant;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  readonly attempts: number;
  /** Why it was put off or tried again, oldest first. */
  readonly delays: readonly { readonly at: Instant; readonly until: Instant; readonly reason: Reason }[];
  readonly reason?: Reason;
  readonly result?: Json;
  readonly evaluation?: Evaluation;
  /** The version that it is part of, where its run has been moved to another one since. */
  readonly flowVersion?: FlowVersion;
}

type StepEvent = Extract<RunEvent, { readonly data: { readonly stepNo: number } }>;

/** A step of which nothing is known but that it is there. */
export const waiting = (stepNo: number): RunStep => ({ stepNo, status: 'waiting', attempts: 0, delays: [] });

/** The ends of a step, by the event that says so. */
export const outcomes = {
  StepSucceeded: 'succeeded',
  StepSkipped: 'skipped',
  StepFailed: 'failed',
  StepCancelled: 'cancelled',
  StepOutcomeUnknown: 'outcome-unknown',
} as const;

/** Folds one event of the step. */
export const evolveStep = (step: RunStep, event: Recorded<StepEvent>): RunStep => {
  const at = event.metadata.occurredAt;
  const evaluated =
    'evaluation' in event.data && event.data.evaluation !== undefined
      ? { evaluation: event.data.evaluation }
      : {};
  switch (event.type) {
    case 'StepScheduled':
      return { ...step, status: 'scheduled', dueAt: event.data.dueAt };
    case 'StepPutOff':
    case 'StepRetryScheduled': {
      const { dueAt, reason } = event.data;
      return {
        ...step,
        ...evaluated,
        status: 'scheduled',
        dueAt,
        delays: [...step.delays, { at, until: dueAt, reason }],
      };
    }
    case 'StepStarted':
      return { ...step, ...evaluated, status: 'started', startedAt: at, attempts: event.data.attempt };
    case 'StepSucceeded':
      return { ...step, ...evaluated, status: outcomes[event.type], endedAt: at, result: event.data.result };
    case 'StepSkipped':
    case 'StepFailed':
    case 'StepCancelled':
    case 'StepOutcomeUnknown':
      return { ...step, ...evaluated, status: outcomes[event.type], endedAt: at, reason: event.data.reason };
    default:
      return event satisfies never;
  }
};

/** Whether a move of its run leaves a step as it is. */
export const isSettled = ({ status, attempts }: RunStep): boolean =>
  attempts > 0 || (status !== 'waiting' && status !== 'scheduled');
