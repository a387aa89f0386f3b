import type { LeadId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import { decideLead } from '../../domain/lead/decide.js';
import type { LeadStream } from '../../domain/lead-stream.js';
import type { RunCommand } from '../../domain/run/commands.js';
import type { Evaluation } from '../../domain/run/evaluation.js';
import type { Reason } from '../../domain/run/events.js';
import type { ActionDecision, Catalogue } from '../action.js';
import { readAction } from '../actions/index.js';
import { retryAt } from '../backoff.js';
import { evaluateStep } from '../evaluate-step.js';
import type { Cause, Clock, ReadStream } from '../event-log.js';
import type { Gateways, Message } from '../message.js';
import { createOneAtATime } from '../one-at-a-time.js';
import { perform } from '../perform.js';
import type { Repositories } from '../repositories.js';
import type { Loaded } from '../repository.js';
import { loadVariables } from '../run-variables.js';
import { loadRunPlan, type RunPlan } from '../step-definition.js';
import { type DueStep, firstDue, idempotencyKey } from './due-step.js';

export interface RunDueStepsPorts {
  readonly repositories: Repositories;
  readonly catalogue: Catalogue;
  readonly gateways: Gateways;
  readonly readStream: ReadStream;
  readonly clock: Clock;
}

/** Runs every step of a lead that is due, in the order in which they are due; does nothing where none is. */
export interface RunDueSteps {
  (leadId: LeadId): Promise<void>;
  /** Whether steps of the lead are being run, or wait for that, in this process. */
  readonly isAtWork: (leadId: LeadId) => boolean;
}

/** The step that ends, and what its end sets going. */
const endOf = ({ run, stepNo }: DueStep, plan: RunPlan, endedAt: Instant) => {
  const next = plan.after(run, stepNo, endedAt);
  return { runId: run.runId, stepNo, ...(next === undefined ? {} : { next }) };
};

export const createRunDueSteps = (ports: RunDueStepsPorts): RunDueSteps => {
  const { repositories, catalogue, gateways, readStream, clock } = ports;
  const planOf = loadRunPlan(repositories);
  const variablesOf = loadVariables(readStream);
  const oneAtATime = createOneAtATime();

  const causeOf = ({ run: { origin, correlationId } }: DueStep): Cause =>
    origin.kind === 'flow'
      ? { actor: { kind: 'flow', id: origin.flowId }, correlationId, causationId: origin.trigger.eventId }
      : { actor: { kind: 'flow', id: 'direct-command' }, correlationId, causationId: correlationId };

  const settle = async (due: DueStep, command: RunCommand): Promise<void> => {
    await repositories.leads.execute(due.leadId, [{ command, cause: causeOf(due) }]);
  };

  /** Appends only if nothing has happened to the lead since it was looked at; otherwise the next round looks again. */
  const settleAt = async (
    due: DueStep,
    { revision }: Loaded<LeadStream>,
    command: RunCommand,
  ): Promise<boolean> => {
    const executed = await repositories.leads.executeAt(due.leadId, revision, [
      { command, cause: causeOf(due) },
    ]);
    return executed !== undefined && executed.position !== undefined;
  };

  const send = async (due: DueStep, plan: RunPlan, message: Message): Promise<void> => {
    const step = { runId: due.run.runId, stepNo: due.stepNo };
    const delivery = await perform(message, gateways);
    const endedAt = clock();
    const ends = endOf(due, plan, endedAt);
    if (delivery.kind === 'delivered')
      return settle(due, { type: 'CompleteStep', ...ends, ...delivery.receipt });
    const reason: Reason = { code: delivery.code, message: delivery.message };
    const again = delivery.kind === 'transient' ? retryAt(due.attempts + 1, endedAt) : undefined;
    if (again !== undefined) return settle(due, { type: 'RetryStep', ...step, dueAt: again, reason });
    return settle(due, { type: delivery.kind === 'unknown' ? 'LoseStep' : 'FailStep', ...ends, reason });
  };

  const carryOut = async (
    due: DueStep,
    loaded: Loaded<LeadStream>,
    {
      plan,
      decision,
      evaluation,
    }: {
      readonly plan: RunPlan;
      readonly decision: ActionDecision;
      readonly evaluation: Evaluation | undefined;
    },
  ): Promise<void> => {
    const step = { runId: due.run.runId, stepNo: due.stepNo };
    const ends = endOf(due, plan, clock());
    const evaluated = evaluation === undefined ? {} : { evaluation };
    switch (decision.kind) {
      case 'change': {
        const effects = decideLead(decision.command, due.lead);
        await settleAt(due, loaded, {
          type: 'CompleteStep',
          ...ends,
          effects,
          result: decision.result,
          ...evaluated,
        });
        return;
      }
      case 'skip':
        await settleAt(due, loaded, { type: 'SkipStep', ...ends, reason: decision.reason, ...evaluated });
        return;
      case 'fail':
        await settleAt(due, loaded, { type: 'FailStep', ...ends, reason: decision.reason });
        return;
      case 'send': {
        const key = idempotencyKey(due);
        if (await settleAt(due, loaded, { type: 'StartStep', ...step, idempotencyKey: key, ...evaluated }))
          await send(due, plan, decision.message);
        return;
      }
      default:
        decision satisfies never;
    }
  };

  const decide = async (due: DueStep, plan: RunPlan): Promise<ActionDecision> => {
    const read = readAction(plan.step(due.stepNo).action, 'action');
    if (!read.ok) {
      const message = read.faults.map((fault) => `${fault.path} ${fault.message}`).join('; ');
      return { kind: 'fail', reason: { code: 'unusable-settings', message } };
    }
    const { leadId, lead, run } = due;
    return read.action.run({
      lead,
      idempotencyKey: idempotencyKey(due),
      catalogue,
      variables: () => variablesOf({ leadId, lead, origin: run.origin, plan }),
    });
  };

  const runStep = async (due: DueStep, loaded: Loaded<LeadStream>): Promise<void> => {
    const plan = await planOf(due.run.origin);
    const { when, conditions } = plan.step(due.stepNo);
    const conclude = (decision: ActionDecision, evaluation?: Evaluation): Promise<void> =>
      carryOut(due, loaded, { plan, decision, evaluation });
    if (when.type === 'at' && due.dueAt < due.run.enteredAt)
      return conclude({
        kind: 'skip',
        reason: { code: 'date-passed', message: 'The date was over when the lead entered.' },
      });
    if (loaded.revision === undefined) throw new Error(`lead ${due.leadId} has steps but no events`);
    const facts = { lead: due.lead, now: clock(), timeZone: plan.timeZone };
    const verdict = await evaluateStep(conditions, facts, loaded.revision);
    if (verdict.kind === 'run') return conclude(await decide(due, plan), verdict.evaluation);
    if (verdict.kind === 'skip')
      return conclude({ kind: 'skip', reason: verdict.reason }, verdict.evaluation);
    if (verdict.kind === 'fail') return conclude({ kind: 'fail', reason: verdict.reason });
    const { dueAt, reason, evaluation } = verdict;
    const step = { runId: due.run.runId, stepNo: due.stepNo };
    await settleAt(due, loaded, { type: 'PutOffStep', ...step, dueAt, reason, evaluation });
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
