import type { Moment } from '../decider.js';
import { Lineage } from '../event.js';
import type { LeadEvent } from '../lead/events.js';
import { noSuchLead } from '../lead/no-such-lead.js';
import type { Lead } from '../lead/state.js';
import type {
  AbandonRun,
  CancelRun,
  EndRun,
  EnterFlow,
  MoveRun,
  PlannedStep,
  RequestAction,
  RunCommand,
} from './commands.js';
import type { RunEvent } from './events.js';
import { finished, optional, scheduled, stepOf } from './make-events.js';
import { move } from './move.js';
import { activeRun, hasAnswered, hasAsked, isInside, type Run, type Runs, timesEntered } from './state.js';
import { attemptsOf, type StepState } from './step-state.js';
import { abandon, cancel, endEarly, stopFlow } from './stop.js';

type Decided = RunEvent | LeadEvent;

/** What a run of a flow led to does not let the lead into that flow again: two that start each other would never end. */
const isLoop = ({ flowId, lineage }: EnterFlow): boolean =>
  lineage.includes(flowId) || lineage.length >= Lineage.max;

const declined = (
  command: EnterFlow,
  runs: Runs,
): 'already-inside' | 'already-entered' | 'loop' | undefined => {
  if (command.reEntry === 'once' && timesEntered(runs, command.flowId) > 0) return 'already-entered';
  if (command.reEntry === 'once-at-a-time' && isInside(runs, command.flowId)) return 'already-inside';
  return isLoop(command) ? 'loop' : undefined;
};

const enter = (command: EnterFlow, runs: Runs): readonly RunEvent[] => {
  const { runId, flowId, flowVersion, trigger, stepCount, plan } = command;
  if (hasAnswered(runs, flowId, trigger)) return [];
  const reason = declined(command, runs);
  if (reason !== undefined)
    return [{ type: 'FlowEntryDeclined', data: { flowId, flowVersion, trigger, reason } }];
  return [
    { type: 'FlowEntered', data: { runId, flowId, flowVersion, trigger, stepCount } },
    ...scheduled(runId, plan),
  ];
};

const request = (command: RequestAction, runs: Runs, { now }: Moment): readonly RunEvent[] => {
  const { runId, action, broadcastId } = command;
  if (activeRun(runs, runId) !== undefined) return [];
  if (broadcastId !== undefined && hasAsked(runs, broadcastId)) return [];
  return [
    { type: 'ActionRequested', data: { runId, action, ...optional('broadcastId', broadcastId) } },
    ...scheduled(runId, [{ stepNo: 0, dueAt: now }]),
  ];
};

/** What the effects of a step say about its own run. */
const saidOf = (run: Run, effects: readonly Decided[]) => ({
  isStopped: effects.some((event) => event.type === 'RunStopped' && event.data.runId === run.runId),
  isCancelled: (stepNo: number) =>
    effects.some(
      (event) =>
        event.type === 'StepCancelled' && event.data.runId === run.runId && event.data.stepNo === stepNo,
    ),
});

/** The outcome of a step, then what follows: the next step's schedule, and the end of the run with its last step. */
const end = (
  run: Run,
  command: { readonly stepNo: number; readonly next?: PlannedStep },
  outcome: readonly Decided[],
): readonly Decided[] => {
  const { runId, steps } = run;
  const { isStopped, isCancelled } = saidOf(run, outcome);
  const next =
    command.next !== undefined && !isStopped && steps[command.next.stepNo]?.status === 'waiting'
      ? [command.next]
      : [];
  const othersEnded = steps.every(
    (step, stepNo) => stepNo === command.stepNo || step.status === 'ended' || isCancelled(stepNo),
  );
  const isCompleted = run.stopped === undefined && !isStopped;
  const ending = run.ending ?? { outcome: isCompleted ? 'completed' : 'cancelled' };
  return [...outcome, ...scheduled(runId, next), ...(othersEnded ? [finished(runId, ending)] : [])];
};

type StepCommand = Extract<RunCommand, { readonly stepNo: number }>;

const decideStep = (command: StepCommand, run: Run, step: StepState): readonly Decided[] => {
  const { runId, stepNo } = command;
  if (step.status === 'ended' || step.status === 'waiting') return [];
  const ended = stepOf(run, stepNo);
  switch (command.type) {
    case 'PutOffStep': {
      const { dueAt, reason, evaluation } = command;
      if (step.status !== 'scheduled' || step.dueAt === dueAt) return [];
      return [
        { type: 'StepPutOff', data: { runId, stepNo, dueAt, reason, ...optional('evaluation', evaluation) } },
      ];
    }
    case 'StartStep': {
      if (step.status !== 'scheduled') return [];
      const { idempotencyKey, evaluation } = command;
      const attempt = attemptsOf(step) + 1;
      return [
        {
          type: 'StepStarted',
          data: { runId, stepNo, attempt, idempotencyKey, ...optional('evaluation', evaluation) },
        },
      ];
    }
    case 'RetryStep':
      if (step.status !== 'started') return [];
      if (run.stopped !== undefined)
        return end(run, command, [{ type: 'StepCancelled', data: { ...ended, reason: run.stopped } }]);
      return [
        {
          type: 'StepRetryScheduled',
          data: { runId, stepNo, attempt: step.attempts, dueAt: command.dueAt, reason: command.reason },
        },
      ];
    case 'CompleteStep': {
      const { effects, result, evaluation } = command;
      return end(run, command, [
        ...effects,
        { type: 'StepSucceeded', data: { ...ended, result, ...optional('evaluation', evaluation) } },
      ]);
    }
    case 'SkipStep': {
      const { reason, evaluation } = command;
      return end(run, command, [
        { type: 'StepSkipped', data: { ...ended, reason, ...optional('evaluation', evaluation) } },
      ]);
    }
    case 'FailStep':
      return end(run, command, [
        ...(command.effects ?? []),
        { type: 'StepFailed', data: { ...ended, reason: command.reason } },
      ]);
    case 'LoseStep':
      if (step.status !== 'started') return [];
      return end(run, command, [{ type: 'StepOutcomeUnknown', data: { ...ended, reason: command.reason } }]);
    default:
      return command satisfies never;
  }
};

const decideRun = (
  command: StepCommand | CancelRun | AbandonRun | EndRun | MoveRun,
  run: Run,
): readonly Decided[] => {
  switch (command.type) {
    case 'CancelRun':
      return cancel(command, run);
    case 'AbandonRun':
      return abandon(command, run);
    case 'EndRun':
      return endEarly(command, run);
    case 'MoveRun':
      return move(command, run);
    default: {
      const step = run.steps[command.stepNo];
      return step === undefined ? [] : decideStep(command, run, step);
    }
  }
};

/**
 * Decides one command on the runs of a lead. What has happened already, or can no longer happen, decides `[]`:
 * a job that wakes twice finds the outcome there.
 * @throws DomainError `notFound` when the lead is not registered
 */
export const decideRuns = (
  command: RunCommand,
  lead: Lead,
  runs: Runs,
  moment: Moment,
): readonly Decided[] => {
  if (lead.status === 'unknown') throw noSuchLead(lead);
  switch (command.type) {
    case 'EnterFlow':
      return enter(command, runs);
    case 'RequestAction':
      return request(command, runs, moment);
    case 'StopFlow':
      return stopFlow(command, runs);
    default: {
      const run = activeRun(runs, command.runId);
      return run === undefined ? [] : decideRun(command, run);
    }
  }
};
