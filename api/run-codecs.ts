import * as t from 'io-ts';
import { readAction } from '../commands/actions/index.js';
import type { RunStory } from '../commands/history/explain-run.js';
import type { RunPlan } from '../commands/step-definition.js';
import { list } from '../domain/codecs/collections.js';
import { FlowId, LeadId, RunId } from '../domain/codecs/ids.js';
import { Json } from '../domain/codecs/json.js';
import { integer } from '../domain/codecs/numbers.js';
import { open } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { Instant } from '../domain/codecs/time.js';
import { Name } from '../domain/codecs/values.js';
import { Actor } from '../domain/event.js';
import { When } from '../domain/flow/definition.js';
import { FlowVersion } from '../domain/flow/events.js';
import { Reason, StepNo, TriggerEvent } from '../domain/run/events.js';
import type { RunOrigin } from '../domain/run/state.js';
import type { RunStep } from '../projections/run-step.js';
import type { RunDocument } from '../projections/runs.js';
import { unbounded } from './codecs.js';
import { EventRef, ExplainedEvaluation } from './explained-codecs.js';
import { ActionSettings, Conditions } from './flow-codecs.js';

export const StepStatus = oneOf('StepStatus', [
  'waiting',
  'scheduled',
  'started',
  'succeeded',
  'skipped',
  'failed',
  'cancelled',
  'outcome-unknown',
]);

const Delay = open('StepDelay', { at: Instant, until: Instant, reason: Reason });

const step = {
  stepNo: StepNo,
  status: StepStatus,
  attempts: integer('Attempts', { min: 0, max: 1000 }),
};
const stepTimes = { dueAt: Instant, startedAt: Instant, endedAt: Instant, reason: Reason };

const StepSummary = open('StepSummary', step, stepTimes);

const StepAnswer = open(
  'RunStep',
  {
    ...step,
    action: open('StepAction', { sentence: t.string, settings: ActionSettings }),
    when: When,
    /** Why it was put off or tried again, oldest first. */
    delays: list(Delay, unbounded),
  },
  {
    ...stepTimes,
    name: Name,
    result: Json,
    /** The conditions as they are written. */
    condition: Conditions,
    /** The conditions as they were found when the step was due. */
    conditions: ExplainedEvaluation,
    /** The events that tell of the step, in the history of the lead. */
    events: list(EventRef, unbounded),
    /** The version that the step is part of, where the run has been moved to another one since. */
    flowVersion: FlowVersion,
  },
);

const Move = open('RunMove', { at: Instant, from: FlowVersion, to: FlowVersion, by: Actor });

const run = {
  runId: RunId,
  leadId: LeadId,
  status: oneOf('RunStatus', ['active', 'completed', 'cancelled', 'goal-reached', 'exited']),
  enteredAt: Instant,
};
const runOptional = {
  flowId: FlowId,
  flowVersion: FlowVersion,
  /** The event of the lead that started it. */
  trigger: TriggerEvent,
  finishedAt: Instant,
};

export const RunSummary = open('RunSummary', { ...run, steps: list(StepSummary, unbounded) }, runOptional);
export const RunAnswer = open(
  'Run',
  { ...run, name: Name, steps: list(StepAnswer, unbounded) },
  {
    ...runOptional,
    /** The goal, or the exit rule, as it was found when it ended the run. */
    evaluation: ExplainedEvaluation,
    /** From which version to which it was moved, when and by whom; oldest first. */
    moves: list(Move, unbounded),
  },
);

const showRun = ({ runId, leadId, status, enteredAt, finishedAt, origin }: RunDocument) => {
  const flow =
    origin.kind === 'flow'
      ? { flowId: origin.flowId, flowVersion: origin.flowVersion, trigger: origin.trigger }
      : {};
  return {
    runId,
    leadId,
    status,
    enteredAt,
    ...flow,
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
};

const showStepSummary = ({ stepNo, status, attempts, dueAt, startedAt, endedAt, reason }: RunStep) => ({
  stepNo,
  status,
  attempts,
  ...(dueAt === undefined ? {} : { dueAt }),
  ...(startedAt === undefined ? {} : { startedAt }),
  ...(endedAt === undefined ? {} : { endedAt }),
  ...(reason === undefined ? {} : { reason }),
});

const eventsOf = ({ events }: RunStory, stepNo: number) =>
  events.flatMap((event) => {
    if (!('stepNo' in event.data) || event.data.stepNo !== stepNo) return [];
    const { eventId, type, revision, metadata } = event;
    return [{ eventId, type, revision, occurredAt: metadata.occurredAt }];
  });

const showStep = async (
  plan: RunPlan,
  doc: RunStep,
  story: RunStory,
): Promise<t.TypeOf<typeof StepAnswer>> => {
  const { action, when, name, conditions } = plan.step(doc.stepNo);
  const read = readAction(action, '');
  const { result, evaluation, flowVersion } = doc;
  return {
    ...showStepSummary(doc),
    ...(name === undefined ? {} : { name }),
    action: { sentence: read.ok ? read.action.sentence : action.type, settings: action },
    when,
    delays: doc.delays,
    ...(result === undefined ? {} : { result }),
    ...(conditions === undefined ? {} : { condition: conditions }),
    ...(evaluation === undefined ? {} : { conditions: await story.explain(evaluation, conditions, plan) }),
    events: eventsOf(story, doc.stepNo),
    ...(flowVersion === undefined ? {} : { flowVersion }),
  };
};

export const showRunSummary = (doc: RunDocument): t.TypeOf<typeof RunSummary> => ({
  ...showRun(doc),
  steps: doc.steps.map(showStepSummary),
});

type PlanOf = (origin: RunOrigin) => Promise<RunPlan>;

const originOf = ({ origin }: RunDocument, { flowVersion }: RunStep): RunOrigin =>
  origin.kind === 'request' || flowVersion === undefined ? origin : { ...origin, flowVersion };

/** A run with every step: what it was to do, by the version that it is part of, and what became of it and why. */
export const showRunWithPlan = async (
  doc: RunDocument,
  planOf: PlanOf,
  story: RunStory,
): Promise<t.TypeOf<typeof RunAnswer>> => {
  const plan = await planOf(doc.origin);
  const { flow } = plan;
  const ended = doc.status === 'exited' ? flow.exit : flow.goal;
  return {
    ...showRun(doc),
    name: flow.name,
    steps: await Promise.all(
      doc.steps.map(async (one) => showStep(await planOf(originOf(doc, one)), one, story)),
    ),
    ...(doc.evaluation === undefined ? {} : { evaluation: await story.explain(doc.evaluation, ended, plan) }),
    ...(doc.moves === undefined ? {} : { moves: doc.moves }),
  };
};
