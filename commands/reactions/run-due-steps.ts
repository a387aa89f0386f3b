import type { LeadId } from '../../domain/codecs/ids.js';
import type { LeadStream } from '../../domain/lead-stream.js';
import type { ActionDecision } from '../action.js';
import { readAction } from '../actions/index.js';
import type { Catalogue } from '../catalogue.js';
import { evaluateStep } from '../evaluate-step.js';
import type { ReadStream } from '../event-log.js';
import type { Links } from '../links.js';
import { createOneAtATime } from '../one-at-a-time.js';
import type { Loaded } from '../repository.js';
import { loadVariables } from '../run-variables.js';
import { loadRunPlan, loadStepPlan, type RunPlan } from '../step-definition.js';
import { type CarryOutPorts, createCarryOut } from './carry-out.js';
import { type DueStep, firstDue, idempotencyKey } from './due-step.js';
import { createFindEnding } from './find-ending.js';

export interface RunDueStepsPorts extends CarryOutPorts {
  readonly catalogue: Catalogue;
  readonly readStream: ReadStream;
  readonly links: Links;
  readonly defaultRegion: string;
}

/** Runs every step of a lead that is due, in the order in which they are due; does nothing where none is. */
export interface RunDueSteps {
  (leadId: LeadId): Promise<void>;
  /** Whether steps of the lead are being run, or wait for that, in this process. */
  readonly isAtWork: (leadId: LeadId) => boolean;
}

const datePassed = {
  kind: 'skip',
  reason: { code: 'date-passed', message: 'The date was over when the lead entered.' },
} as const;

/** Whether the date of a step was over when its run began to follow the version that names it. */
const isPast = ({ dueAt, attempts, run: { enteredAt, movedAt = enteredAt } }: DueStep): boolean =>
  attempts === 0 && dueAt < movedAt;

export const createRunDueSteps = (ports: RunDueStepsPorts): RunDueSteps => {
  const { repositories, catalogue, readStream, clock, links, defaultRegion } = ports;
  const planOf = loadStepPlan(repositories);
  const findEnding = createFindEnding(loadRunPlan(repositories), catalogue, clock);
  const variablesOf = loadVariables(readStream, catalogue);
  const { carryOut, endRun } = createCarryOut(ports);
  const oneAtATime = createOneAtATime();

  const decide = async (due: DueStep, { runs }: LeadStream, plan: RunPlan): Promise<ActionDecision> => {
    const read = readAction(plan.step(due.stepNo).action, 'action');
    if (!read.ok) {
      const message = read.faults.map((fault) => `${fault.path} ${fault.message}`).join('; ');
      return { kind: 'fail', reason: { code: 'unusable-settings', message } };
    }
    const { leadId, lead, run } = due;
    const now = clock();
    return read.action.run({
      lead,
      runs,
      runId: run.runId,
      now,
      timeZone: plan.timeZone,
      idempotencyKey: idempotencyKey(due),
      catalogue,
      links,
      defaultRegion,
      variables: () => variablesOf({ leadId, lead, origin: run.origin, plan, now }),
    });
  };

  const runStep = async (due: DueStep, loaded: Loaded<LeadStream>): Promise<void> => {
    if (loaded.revision === undefined) throw new Error(`lead ${due.leadId} has steps but no events`);
    const ending = await findEnding(due.run, due.lead, loaded.revision);
    if (ending !== undefined) return endRun(due, loaded, ending);
    const plan = await planOf(due.run, due.stepNo);
    const { when, conditions } = plan.step(due.stepNo);
    if (when.type === 'at' && isPast(due)) return carryOut(due, loaded, { plan, decision: datePassed });
    const facts = { lead: due.lead, now: clock(), timeZone: plan.timeZone };
    const verdict = await evaluateStep(conditions, facts, loaded.revision, catalogue);
    const decision = verdict.kind === 'run' ? await decide(due, loaded.state, plan) : verdict;
    const evaluated =
      'evaluation' in verdict && verdict.evaluation !== undefined ? { evaluation: verdict.evaluation } : {};
    await carryOut(due, loaded, { plan, decision, ...evaluated });
  };

  const runAll = async (leadId: LeadId): Promise<void> => {
    for (;;) {
      const loaded = await repositories.leads.load(leadId);
      const due = firstDue(leadId, loaded.state, clock());
      if (due === undefined) return;
      await runStep(due, loaded);
    }
  };

  return Object.assign((leadId: LeadId) => oneAtATime(leadId, () => runAll(leadId)), {
    isAtWork: oneAtATime.isBusy,
  });
};
