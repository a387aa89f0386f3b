import type { FlowId } from '../domain/codecs/ids.js';
import type { FlowVersion } from '../domain/flow/events.js';
import type { FlowOutcome } from '../domain/run/events.js';
import { countOutcome, type OutcomeCount } from './outcome-counts.js';
import type { Addition, Change, Document } from './read-model.js';
import type { RunFacts, StepFacts } from './run-facts.js';

/** The names under which ends of runs are counted. */
export const outcomeNames = {
  completed: 'completed',
  'goal-reached': 'goalReached',
  exited: 'exited',
  cancelled: 'cancelled',
} as const satisfies Readonly<Record<FlowOutcome, string>>;

/** The names under which steps are counted. */
const statusNames = {
  waiting: 'waiting',
  scheduled: 'scheduled',
  started: 'started',
  succeeded: 'succeeded',
  skipped: 'skipped',
  failed: 'failed',
  cancelled: 'cancelled',
  'outcome-unknown': 'outcomeUnknown',
} as const satisfies Readonly<Record<StepFacts['status'], string>>;

type OutcomeName = (typeof outcomeNames)[keyof typeof outcomeNames];
type StatusName = (typeof statusNames)[keyof typeof statusNames];

/** How many runs have a step, by what has become of it. */
export interface StepFigures extends Readonly<Record<StatusName, number>> {
  readonly stepNo: number;
  /** Why it did not succeed, where it has ended otherwise. */
  readonly reasons: readonly OutcomeCount<StepFacts['status']>[];
}

type RunFigure = 'entered' | 'movedIn' | 'movedOut' | 'active' | OutcomeName;

/** The funnel of one version of a flow. */
export interface VersionFigures extends Document, Readonly<Record<RunFigure, number>> {
  readonly kind: 'version';
  readonly flowId: FlowId;
  readonly flowVersion: FlowVersion;
  /** Leads that the flow did not let in, by the reason. */
  readonly declined: readonly { readonly reason: string; readonly count: number }[];
  readonly steps: readonly StepFigures[];
}

/** Sorts as the numbers do. */
export const padded = (flowVersion: FlowVersion): string => String(flowVersion).padStart(7, '0');

const noFigures = (flowId: FlowId, flowVersion: FlowVersion): Omit<VersionFigures, '_id' | 'position'> => ({
  kind: 'version',
  flowId,
  flowVersion,
  entered: 0,
  movedIn: 0,
  movedOut: 0,
  active: 0,
  completed: 0,
  goalReached: 0,
  exited: 0,
  cancelled: 0,
  declined: [],
  steps: [],
});

const noRuns = (stepNo: number): StepFigures => ({
  stepNo,
  waiting: 0,
  scheduled: 0,
  started: 0,
  succeeded: 0,
  skipped: 0,
  failed: 0,
  cancelled: 0,
  outcomeUnknown: 0,
  reasons: [],
});

type Counted = (doc: VersionFigures) => VersionFigures;

const run =
  (name: RunFigure, by: 1 | -1): Counted =>
  (doc) => ({ ...doc, [name]: doc[name] + by });

const decline =
  (reason: string): Counted =>
  (doc) => {
    const known = doc.declined.some((one) => one.reason === reason);
    return {
      ...doc,
      declined: known
        ? doc.declined.map((one) => (one.reason === reason ? { reason, count: one.count + 1 } : one))
        : [...doc.declined, { reason, count: 1 }],
    };
  };

const step =
  (stepNo: number, { status, code }: StepFacts, by: 1 | -1): Counted =>
  (doc) => {
    const length = Math.max(doc.steps.length, stepNo + 1);
    const name = statusNames[status];
    return {
      ...doc,
      steps: Array.from({ length }, (_, index) => {
        const before = doc.steps[index] ?? noRuns(index);
        if (index !== stepNo) return before;
        // What has ended stays as it is, so that reasons are only ever added.
        const reasons =
          by === 1 && code !== undefined ? countOutcome(before.reasons, status, code) : before.reasons;
        return { ...before, [name]: before[name] + by, reasons };
      }),
    };
  };

const inVersion = (flowId: FlowId, flowVersion: FlowVersion, count: Counted): Addition<VersionFigures> => {
  const key = `version/${flowId}/${padded(flowVersion)}`;
  return {
    key,
    add: (doc, position) => ({
      ...count(doc ?? { _id: key, position, ...noFigures(flowId, flowVersion) }),
      position,
    }),
  };
};

const stepAdditions = (before: RunFacts | undefined, after: RunFacts): readonly Addition<VersionFigures>[] =>
  after.steps.flatMap((now, stepNo) => {
    const was = before?.steps[stepNo];
    if (was === now) return [];
    const gained = inVersion(after.flowId, now.flowVersion, step(stepNo, now, 1));
    return was === undefined
      ? [gained]
      : [inVersion(after.flowId, was.flowVersion, step(stepNo, was, -1)), gained];
  });

const runAdditions = (before: RunFacts | undefined, after: RunFacts): readonly Addition<VersionFigures>[] => {
  const { flowId, flowVersion, status } = after;
  const here = (name: RunFigure, by: 1 | -1) => inVersion(flowId, flowVersion, run(name, by));
  if (before === undefined) return [here('entered', 1), here('active', 1)];
  if (before.flowVersion !== flowVersion) {
    const there = (name: RunFigure, by: 1 | -1) => inVersion(flowId, before.flowVersion, run(name, by));
    return [there('movedOut', 1), there('active', -1), here('movedIn', 1), here('active', 1)];
  }
  if (before.status === 'active' && status !== 'active')
    return [here('active', -1), here(outcomeNames[status], 1)];
  return [];
};

/** What the funnels gain and lose when a run becomes another. */
export const versionAdditions = ({
  before,
  after,
  event,
}: Change<RunFacts>): readonly Addition<VersionFigures>[] => {
  if (event.type === 'FlowEntryDeclined') {
    const { flowId, flowVersion, reason } = event.data;
    return [inVersion(flowId, flowVersion, decline(reason))];
  }
  if (after === undefined || before === after) return [];
  return [...runAdditions(before, after), ...stepAdditions(before, after)];
};
