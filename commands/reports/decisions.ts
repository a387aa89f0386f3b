import type { RunId } from '../../domain/codecs/ids.js';
import type { Position, Revision } from '../../domain/codecs/numbers.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Recorded } from '../../domain/event.js';
import type { FlowVersion } from '../../domain/flow/events.js';
import { isRunEvent, type LeadStreamEvent } from '../../domain/lead-stream.js';
import type { Evaluation } from '../../domain/run/evaluation.js';
import type { RunEvent } from '../../domain/run/events.js';
import { activeRun, evolveRuns, noRuns, originOfStep, type Run, type Runs } from '../../domain/run/state.js';

/** Which conditions of a version of a flow were decided about. */
type Subject =
  | { readonly kind: 'step'; readonly stepNo: number }
  | { readonly kind: 'goal' }
  | { readonly kind: 'exit' };

/** What followed from the evaluation: the verdict on a step, or that the run ends. */
export interface Verdict {
  readonly kind: 'run' | 'put-off' | 'skip' | 'end';
  /** To when it was put off. */
  readonly dueAt?: Instant;
}

/** A decision as the log has it. */
export interface Decision {
  readonly runId: RunId;
  readonly flowVersion: FlowVersion;
  readonly subject: Subject;
  readonly evaluation: Evaluation;
  readonly verdict: Verdict;
  /** Of the event that tells it. */
  readonly revision: Revision;
  readonly position: Position;
  readonly recordedAt: Instant;
}

type Told = Pick<Decision, 'evaluation' | 'verdict' | 'subject'> & { readonly runId: RunId };

const ended = (runId: RunId, outcome: string, evaluation: Evaluation): Told => ({
  runId,
  evaluation,
  verdict: { kind: 'end' },
  subject: { kind: outcome === 'goal-reached' ? 'goal' : 'exit' },
});

/** What was decided about a step. Actions skip too, and what holds messages back puts off: there the conditions were met. */
const verdictOn = (event: RunEvent): Verdict => {
  if (event.type === 'StepSkipped' && event.data.reason.code === 'conditions-not-met')
    return { kind: 'skip' };
  return event.type === 'StepPutOff' && event.data.reason.code === 'waiting-for-time'
    ? { kind: 'put-off', dueAt: event.data.dueAt }
    : { kind: 'run' };
};

/** What an event tells of an evaluation, if it does. */
const toldBy = (event: RunEvent): Told | undefined => {
  switch (event.type) {
    case 'StepStarted':
    case 'StepSucceeded':
    case 'StepSkipped':
    case 'StepPutOff': {
      const { runId, stepNo, evaluation } = event.data;
      return (
        evaluation && { runId, evaluation, verdict: verdictOn(event), subject: { kind: 'step', stepNo } }
      );
    }
    case 'FlowFinished': {
      const { runId, outcome, evaluation } = event.data;
      return evaluation && ended(runId, outcome, evaluation);
    }
    case 'RunStopped': {
      const { runId, ending } = event.data;
      return ending && ended(runId, ending.outcome, ending.evaluation);
    }
    default:
      return undefined;
  }
};

const versionOf = (run: Run, subject: Subject): FlowVersion | undefined => {
  const origin = subject.kind === 'step' ? originOfStep(run, subject.stepNo) : run.origin;
  return origin.kind === 'flow' ? origin.flowVersion : undefined;
};

/** Every decision that the story of a lead tells of runs of a flow, in its order. */
export const decisionsIn = (
  events: readonly Recorded<LeadStreamEvent>[],
  flowId: string,
): readonly Decision[] => {
  let runs: Runs = noRuns;
  const decisions: Decision[] = [];
  for (const event of events) {
    if (!isRunEvent(event)) continue;
    const told = toldBy(event);
    const run = told && activeRun(runs, told.runId);
    const isOfFlow = run?.origin.kind === 'flow' && run.origin.flowId === flowId;
    // What ends a run that has a step under way is told when it is found, and again when the run is over.
    const isRepeated = event.type === 'FlowFinished' && run?.ending !== undefined;
    if (told !== undefined && run !== undefined && isOfFlow && !isRepeated) {
      const flowVersion = versionOf(run, told.subject);
      const { revision, position, recordedAt } = event;
      if (flowVersion !== undefined) decisions.push({ ...told, flowVersion, revision, position, recordedAt });
    }
    runs = evolveRuns(runs, event);
  }
  return decisions;
};
