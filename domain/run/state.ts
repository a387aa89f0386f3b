import type { BroadcastId, EventId, FlowId, RunId } from '../codecs/ids.js';
import type { Typed } from '../codecs/json.js';
import type { Revision } from '../codecs/numbers.js';
import type { Instant } from '../codecs/time.js';
import type { Lineage, Recorded } from '../event.js';
import type { FlowVersion } from '../flow/events.js';
import type { Ending, Reason, RunEvent, TriggerEvent } from './events.js';
import { attemptsOf, keptVersion, movedSteps, type StepState } from './step-state.js';

export type RunOrigin =
  | {
      readonly kind: 'flow';
      readonly flowId: FlowId;
      readonly flowVersion: FlowVersion;
      readonly trigger: TriggerEvent;
      /** The flows whose runs led to this one, the first first. */
      readonly lineage: Lineage;
    }
  | { readonly kind: 'request'; readonly action: Typed; readonly broadcastId?: BroadcastId };

export interface Run {
  readonly runId: RunId;
  readonly origin: RunOrigin;
  readonly enteredAt: Instant;
  /** Of the request that it all began with: every event of the run carries it on. */
  readonly correlationId: EventId;
  readonly steps: readonly StepState[];
  /** When it came to the version of the flow that it follows, if it has been moved there. */
  readonly movedAt?: Instant;
  /** Why no step of it is to start any more, if that has been said. */
  readonly stopped?: Reason;
  /** How it ends once the step under way has, where its goal or exit rule was found to hold. */
  readonly ending?: Ending;
}

export interface FlowMemory {
  readonly entered: number;
  /** The latest event of the lead that this flow has answered: an event is answered once, however often it is seen. */
  readonly lastTriggerRevision: Revision;
}

/** The runs that are under way, and what is remembered of each flow. Finished runs are in the `runs` read model. */
export interface Runs {
  readonly active: Readonly<Record<string, Run>>;
  readonly flows: Readonly<Record<string, FlowMemory>>;
  /** The latest broadcasts that have asked this lead, newest last; older ones are looked up in the read model. */
  readonly recentBroadcasts: readonly BroadcastId[];
}

export const noRuns: Runs = { active: {}, flows: {}, recentBroadcasts: [] };

const memoryOf = (runs: Runs, flowId: FlowId): FlowMemory | undefined =>
  Object.hasOwn(runs.flows, flowId) ? runs.flows[flowId] : undefined;

/** The run, if it is under way. */
export const activeRun = (runs: Runs, runId: RunId): Run | undefined =>
  Object.hasOwn(runs.active, runId) ? runs.active[runId] : undefined;

/** Whether this event of the lead was answered by this flow already. */
export const hasAnswered = (runs: Runs, flowId: FlowId, trigger: TriggerEvent): boolean => {
  const memory = memoryOf(runs, flowId);
  return memory !== undefined && memory.lastTriggerRevision >= trigger.revision;
};

export const timesEntered = (runs: Runs, flowId: FlowId): number => memoryOf(runs, flowId)?.entered ?? 0;

/** Whether steps of this flow may still start: a run that was stopped only waits for what is under way. */
export const isInside = (runs: Runs, flowId: FlowId): boolean =>
  Object.values(runs.active).some(
    ({ origin, stopped }) => origin.kind === 'flow' && origin.flowId === flowId && stopped === undefined,
  );

/** The flows that have led to what a run does, itself the last. */
export const lineageFrom = (origin: RunOrigin): Lineage =>
  origin.kind === 'flow' ? [...origin.lineage, origin.flowId] : [];

/** Whether this broadcast has asked the lead already, as far as the state remembers. */
export const hasAsked = (runs: Runs, broadcastId: BroadcastId): boolean =>
  runs.recentBroadcasts.includes(broadcastId);

export const recentBroadcastCount = 20;

const answered = (runs: Runs, flowId: FlowId, trigger: TriggerEvent, entered: number): Runs => ({
  ...runs,
  flows: {
    ...runs.flows,
    [flowId]: {
      entered: timesEntered(runs, flowId) + entered,
      lastTriggerRevision: trigger.revision,
    },
  },
});

const asked = (runs: Runs, broadcastId: BroadcastId | undefined): Runs =>
  broadcastId === undefined
    ? runs
    : { ...runs, recentBroadcasts: [...runs.recentBroadcasts, broadcastId].slice(-recentBroadcastCount) };

const begin = (runs: Runs, run: Run): Runs => ({ ...runs, active: { ...runs.active, [run.runId]: run } });

const end = (runs: Runs, runId: RunId): Runs => ({
  ...runs,
  active: Object.fromEntries(Object.entries(runs.active).filter(([id]) => id !== runId)),
});

const withStep = (
  runs: Runs,
  runId: RunId,
  stepNo: number,
  toState: (before: StepState) => StepState,
): Runs => {
  const run = activeRun(runs, runId);
  if (run === undefined) return runs;
  return begin(runs, {
    ...run,
    steps: run.steps.map((state, index) => (index === stepNo ? toState(state) : state)),
  });
};

/** Where a step of a run comes from: one that was tried before the run was moved stays in the version of its first try. */
export const originOfStep = ({ origin, steps }: Run, stepNo: number): RunOrigin =>
  origin.kind === 'request' ? origin : { ...origin, ...keptVersion(steps[stepNo]) };

/** Folds one event into the runs; events it does not know change nothing. */
export const evolveRuns = (runs: Runs, event: Recorded<RunEvent>): Runs => {
  const { occurredAt: enteredAt, correlationId, lineage = [] } = event.metadata;
  switch (event.type) {
    case 'FlowEntered': {
      const { runId, flowId, flowVersion, trigger, stepCount } = event.data;
      const steps = Array.from({ length: stepCount }, (): StepState => ({ status: 'waiting' }));
      const origin: RunOrigin = { kind: 'flow', flowId, flowVersion, trigger, lineage };
      return answered(begin(runs, { runId, origin, enteredAt, correlationId, steps }), flowId, trigger, 1);
    }
    case 'FlowEntryDeclined':
      return answered(runs, event.data.flowId, event.data.trigger, 0);
    case 'ActionRequested': {
      const { runId, action, broadcastId } = event.data;
      const ofBroadcast = broadcastId === undefined ? {} : { broadcastId };
      const origin: RunOrigin = { kind: 'request', action, ...ofBroadcast };
      const run: Run = { runId, origin, enteredAt, correlationId, steps: [{ status: 'waiting' }] };
      return begin(asked(runs, broadcastId), run);
    }
    case 'StepScheduled':
    case 'StepPutOff':
    case 'StepRetryScheduled': {
      const { runId, stepNo, dueAt } = event.data;
      return withStep(runs, runId, stepNo, (before) => ({
        status: 'scheduled',
        dueAt,
        attempts: attemptsOf(before),
        ...keptVersion(before),
      }));
    }
    case 'StepStarted': {
      const { runId, stepNo, attempt, idempotencyKey } = event.data;
      const startedAt = event.metadata.occurredAt;
      return withStep(runs, runId, stepNo, (before) => ({
        status: 'started',
        attempts: attempt,
        startedAt,
        idempotencyKey,
        ...keptVersion(before),
      }));
    }
    case 'StepSucceeded':
    case 'StepSkipped':
    case 'StepFailed':
    case 'StepCancelled':
    case 'StepOutcomeUnknown':
      return withStep(runs, event.data.runId, event.data.stepNo, () => ({
        status: 'ended',
        endedAt: event.metadata.occurredAt,
      }));
    case 'RunStopped': {
      const { runId, reason: stopped, ending } = event.data;
      const run = activeRun(runs, runId);
      return run === undefined
        ? runs
        : begin(runs, { ...run, stopped, ...(ending === undefined ? {} : { ending }) });
    }
    case 'RunMoved': {
      const { runId, flowVersion, stepCount } = event.data;
      const run = activeRun(runs, runId);
      if (run === undefined || run.origin.kind === 'request') return runs;
      const { origin, steps } = run;
      return begin(runs, {
        ...run,
        origin: { ...origin, flowVersion },
        steps: movedSteps(steps, stepCount, origin.flowVersion),
        movedAt: event.metadata.occurredAt,
      });
    }
    case 'FlowFinished':
      return end(runs, event.data.runId);
    default:
      return runs;
  }
};
