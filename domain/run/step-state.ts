import type { Instant } from '../codecs/time.js';
import type { FlowVersion } from '../flow/events.js';

interface OfVersion {
  /** The version in which the step was first tried, if its run has been moved since: every try does the same. */
  readonly flowVersion?: FlowVersion;
}

export type StepState =
  /** Its instant is not known yet: it counts from the end of the step before it. */
  | { readonly status: 'waiting' }
  | ({ readonly status: 'scheduled'; readonly dueAt: Instant; readonly attempts: number } & OfVersion)
  | ({
      readonly status: 'started';
      readonly attempts: number;
      readonly startedAt: Instant;
      readonly idempotencyKey: string;
    } & OfVersion)
  | { readonly status: 'ended'; readonly endedAt: Instant };

/** How often a step has been started. */
export const attemptsOf = (state: StepState): number => ('attempts' in state ? state.attempts : 0);

/** Whether a move of its run leaves a step as it is: it has ended, or been tried. */
export const isSettled = (state: StepState | undefined): boolean =>
  state !== undefined && (state.status === 'ended' || attemptsOf(state) > 0);

/** The version that a step keeps although its run follows another one. */
export const keptVersion = (state: StepState | undefined): OfVersion =>
  state !== undefined && 'flowVersion' in state && state.flowVersion !== undefined
    ? { flowVersion: state.flowVersion }
    : {};

const moved = (before: StepState | undefined, from: FlowVersion): StepState => {
  if (before === undefined || before.status === 'waiting' || !isSettled(before)) return { status: 'waiting' };
  return before.status === 'ended' ? before : { flowVersion: from, ...before };
};

/** The steps after a move: those that are not settled wait to be planned anew. None is forgotten. */
export const movedSteps = (
  steps: readonly StepState[],
  stepCount: number,
  from: FlowVersion,
): readonly StepState[] =>
  Array.from({ length: Math.max(steps.length, stepCount) }, (_, stepNo) => moved(steps[stepNo], from));
