import { broadcastActor } from '../../domain/broadcast/actor.js';
import type { Json } from '../../domain/codecs/json.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Actor } from '../../domain/event.js';
import type { LeadCommand } from '../../domain/lead/commands.js';
import { decideLead } from '../../domain/lead/decide.js';
import type { LeadStream } from '../../domain/lead-stream.js';
import type { RunCommand, StopFlow } from '../../domain/run/commands.js';
import { decideRuns } from '../../domain/run/decide.js';
import type { Evaluation } from '../../domain/run/evaluation.js';
import type { Ending, Reason } from '../../domain/run/events.js';
import { activeRun, lineageFrom, type Run, type RunOrigin } from '../../domain/run/state.js';
import type { ActionDecision } from '../action.js';
import { retryAt } from '../backoff.js';
import type { Cause, Clock } from '../event-log.js';
import type { Held, HoldBack } from '../hold-back-message.js';
import type { Gateways, Message } from '../message.js';
import { perform } from '../perform.js';
import type { Repositories } from '../repositories.js';
import type { Loaded } from '../repository.js';
import { loadRunPlan, type RunPlan } from '../step-definition.js';
import { type DueStep, idempotencyKey } from './due-step.js';

export interface CarryOutPorts {
  readonly repositories: Pick<Repositories, 'leads' | 'flows' | 'broadcasts'>;
  readonly gateways: Gateways;
  readonly holdBack: HoldBack;
  readonly clock: Clock;
}

/** What was decided about a due step, and on what. */
export interface DecidedStep {
  readonly plan: RunPlan;
  readonly decision: ActionDecision | Held;
  readonly evaluation?: Evaluation;
}

/** The step that ends, and what its end sets going. */
const endOf = (run: Run, stepNo: number, { after }: Pick<RunPlan, 'after'>, endedAt: Instant) => {
  const next = after(run, stepNo, endedAt);
  return { runId: run.runId, stepNo, ...(next === undefined ? {} : { next }) };
};

const askerOf = ({ broadcastId }: Extract<RunOrigin, { readonly kind: 'request' }>): Actor =>
  broadcastId === undefined ? { kind: 'flow', id: 'direct-command' } : broadcastActor(broadcastId);

const causeOf = ({ run: { origin, correlationId } }: DueStep): Cause =>
  origin.kind === 'flow'
    ? {
        actor: { kind: 'flow', id: origin.flowId },
        correlationId,
        causationId: origin.trigger.eventId,
        lineage: lineageFrom(origin),
      }
    : { actor: askerOf(origin), correlationId, causationId: correlationId };

const stoppedByStep: Reason = { code: 'follow-up-stopped', message: 'A step of a flow stopped it.' };

/**
 * `carryOut` does what was decided about a due step, and appends what came of it; `endRun` ends the run instead.
 * Both do nothing to a lead to whom something has happened since it was looked at.
 */
export const createCarryOut = ({ repositories, gateways, holdBack, clock }: CarryOutPorts) => {
  const planOf = loadRunPlan(repositories);

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

  /** Ends a step that was started. Its run may have been moved meanwhile, so what comes next is asked of the run as it is. */
  const settleEnd = async (
    due: DueStep,
    endedAt: Instant,
    command: (ends: ReturnType<typeof endOf>) => RunCommand,
  ): Promise<void> => {
    const loaded = await repositories.leads.load(due.leadId);
    const run = activeRun(loaded.state.runs, due.run.runId);
    if (run === undefined) return;
    const ends = endOf(run, due.stepNo, await planOf(run.origin), endedAt);
    const intent = { command: command(ends), cause: causeOf(due) };
    const executed = await repositories.leads.executeAt(due.leadId, loaded.revision, [intent]);
    if (executed === undefined) await settleEnd(due, endedAt, command);
  };

  const send = async (due: DueStep, message: Message): Promise<void> => {
    const step = { runId: due.run.runId, stepNo: due.stepNo };
    const performed = await perform(message, gateways);
    const endedAt = clock();
    if (performed.kind === 'delivered') {
      const { effects, result } = performed;
      return settleEnd(due, endedAt, (ends) => ({ type: 'CompleteStep', ...ends, effects, result }));
    }
    const { kind, effects, ...reason } = performed;
    const again = kind === 'transient' ? retryAt(due.attempts + 1, endedAt, idempotencyKey(due)) : undefined;
    if (again !== undefined) return settle(due, { type: 'RetryStep', ...step, dueAt: again, reason });
    const type = kind === 'unknown' ? 'LoseStep' : 'FailStep';
    return settleEnd(due, endedAt, (ends) => ({ type, ...ends, reason, effects }));
  };

  const carryOut = async (
    due: DueStep,
    loaded: Loaded<LeadStream>,
    { plan, decision, evaluation }: DecidedStep,
  ): Promise<void> => {
    const step = { runId: due.run.runId, stepNo: due.stepNo };
    const evaluated = evaluation === undefined ? {} : { evaluation };
    const ends = endOf(due.run, due.stepNo, plan, clock());
    const complete = async (command: LeadCommand | StopFlow, result: Json) => {
      const { lead, runs } = loaded.state;
      const moment = { now: clock() };
      const effects =
        command.type === 'StopFlow'
          ? decideRuns(command, lead, runs, moment)
          : decideLead(command, lead, moment);
      await settleAt(due, loaded, { type: 'CompleteStep', ...ends, effects, result, ...evaluated });
    };
    switch (decision.kind) {
      case 'change':
        return complete(decision.command, decision.result);
      case 'stop-flow': {
        const { flowId, result } = decision;
        return complete({ type: 'StopFlow', flowId, reason: stoppedByStep, by: step }, result);
      }
      case 'skip':
        await settleAt(due, loaded, { type: 'SkipStep', ...ends, reason: decision.reason, ...evaluated });
        return;
      case 'put-off': {
        const { dueAt, reason } = decision;
        await settleAt(due, loaded, { type: 'PutOffStep', ...step, dueAt, reason, ...evaluated });
        return;
      }
      case 'fail':
        await settleAt(due, loaded, { type: 'FailStep', ...ends, reason: decision.reason });
        return;
      case 'send': {
        const { message } = decision;
        const key = idempotencyKey(due);
        const held = await holdBack({ lead: due.lead, message, key, timeZone: plan.timeZone });
        if (held !== undefined) return carryOut(due, loaded, { plan, decision: held, ...evaluated });
        if (await settleAt(due, loaded, { type: 'StartStep', ...step, idempotencyKey: key, ...evaluated }))
          await send(due, message);
        return;
      }
      default:
        decision satisfies never;
    }
  };

  return {
    carryOut,
    endRun: async (due: DueStep, loaded: Loaded<LeadStream>, ending: Ending): Promise<void> => {
      await settleAt(due, loaded, { type: 'EndRun', runId: due.run.runId, ending });
    },
  };
};
