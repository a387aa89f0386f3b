import { aggregates } from '../domain/aggregates.js';
import type { FlowId } from '../domain/codecs/ids.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import type { FlowVersion } from '../domain/flow/events.js';
import type { FlowOutcome, RunEvent } from '../domain/run/events.js';
import type { Document } from './read-model.js';
import { outcomes } from './run-step.js';

type StepOutcome = (typeof outcomes)[keyof typeof outcomes];

/** What figures need to know of a step of a run. */
export interface StepFacts {
  /** `waiting`: for the end of the step before it; `scheduled`: for its time. */
  readonly status: 'waiting' | 'scheduled' | 'started' | StepOutcome;
  /** Why it ended so, where it did not succeed. */
  readonly code?: string;
  /** The version that it is part of: of a run that is moved, steps that have ended or been tried stay in theirs. */
  readonly flowVersion: FlowVersion;
  readonly isTried: boolean;
}

/** What figures need to know of a flow run, in a row of its own. */
export interface RunFacts extends Document {
  readonly kind: 'run';
  readonly flowId: FlowId;
  readonly enteredVersion: FlowVersion;
  /** The version that it is on now, or was on when it ended. */
  readonly flowVersion: FlowVersion;
  readonly enteredAt: Instant;
  readonly status: 'active' | FlowOutcome;
  /** When no step was to start any more: the instant at which its goal was found to be reached, if it was. */
  readonly stoppedAt?: Instant;
  readonly finishedAt?: Instant;
  readonly steps: readonly StepFacts[];
}

type OfRun = Recorded<Extract<RunEvent, { readonly data: { readonly runId: string } }>>;

/** Whether an event belongs to a run. */
export const isOfRun = (event: Recorded<AnyEvent>): event is OfRun =>
  aggregates.lead.isEvent(event) && 'runId' in event.data;

const waitingIn = (flowVersion: FlowVersion): StepFacts => ({
  status: 'waiting',
  flowVersion,
  isTried: false,
});

const isOpen = ({ status }: StepFacts): boolean =>
  status === 'waiting' || status === 'scheduled' || status === 'started';

const begin = ({
  data: { runId, flowId, flowVersion, stepCount },
  metadata,
  position,
}: Recorded<Extract<RunEvent, { readonly type: 'FlowEntered' }>>): RunFacts => ({
  _id: runId,
  position,
  kind: 'run',
  flowId,
  enteredVersion: flowVersion,
  flowVersion,
  enteredAt: metadata.occurredAt,
  status: 'active',
  steps: Array.from({ length: stepCount }, () => waitingIn(flowVersion)),
});

const moved = (doc: RunFacts, to: FlowVersion, stepCount: number): RunFacts => ({
  ...doc,
  flowVersion: to,
  steps: Array.from({ length: Math.max(doc.steps.length, stepCount) }, (_, stepNo) => {
    const step = doc.steps[stepNo];
    return step !== undefined && (step.isTried || !isOpen(step)) ? step : waitingIn(to);
  }),
});

const withStep = (doc: RunFacts, stepNo: number, change: Partial<StepFacts>): RunFacts => ({
  ...doc,
  steps: doc.steps.map((step, index) => (index === stepNo ? { ...step, ...change } : step)),
});

const change = (doc: RunFacts, event: OfRun): RunFacts => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'FlowEntered':
    case 'ActionRequested':
      return doc;
    case 'StepScheduled':
    case 'StepPutOff':
    case 'StepRetryScheduled':
      return withStep(doc, event.data.stepNo, { status: 'scheduled' });
    case 'StepStarted':
      return withStep(doc, event.data.stepNo, { status: 'started', isTried: true });
    case 'StepSucceeded':
      return withStep(doc, event.data.stepNo, { status: outcomes[event.type] });
    case 'StepSkipped':
    case 'StepFailed':
    case 'StepCancelled':
    case 'StepOutcomeUnknown':
      return withStep(doc, event.data.stepNo, {
        status: outcomes[event.type],
        code: event.data.reason.code,
      });
    case 'RunStopped':
      return { ...doc, stoppedAt: at };
    case 'RunMoved':
      return moved(doc, event.data.flowVersion, event.data.stepCount);
    case 'FlowFinished':
      return { ...doc, status: event.data.outcome, finishedAt: at };
    default:
      return event satisfies never;
  }
};

/** Folds one event; an action asked for without a flow has no document here. */
export const evolveRun = (doc: RunFacts | undefined, event: OfRun): RunFacts | undefined => {
  if (doc === undefined) return event.type === 'FlowEntered' ? begin(event) : undefined;
  const changed = change(doc, event);
  return changed === doc ? doc : { ...changed, position: event.position };
};
