import type { LeadId, RunId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { RunCommand } from '../../domain/run/commands.js';
import type { Run } from '../../domain/run/state.js';
import type { StepState } from '../../domain/run/step-state.js';
import { readAction } from '../actions/index.js';
import type { Cause, Clock } from '../event-log.js';
import { isPoison, type Park } from '../poison.js';
import type { Repositories } from '../repositories.js';
import { loadStepPlan } from '../step-definition.js';
import type { createScheduleSteps, WakeUp } from './schedule-steps.js';

/** A step without an outcome, as the `runs` read model has it. */
export interface OpenStep {
  readonly leadId: LeadId;
  readonly runId: RunId;
  readonly stepNo: number;
  /** The instant of a scheduled step; none for one that has been started. */
  readonly dueAt?: Instant;
  readonly startedAt?: Instant;
}

export interface ReconcilePorts {
  readonly repositories: Repositories;
  /** The open steps, in pages: all, or those of runs that have one due, or started, before an instant. */
  readonly openSteps: (dueBefore?: Instant) => AsyncIterable<readonly OpenStep[]>;
  /** The open watches, in pages: all, or those of leads that have one due before an instant. */
  readonly openWatches: (dueBefore?: Instant) => AsyncIterable<readonly WakeUp[]>;
  readonly scheduleSteps: ReturnType<typeof createScheduleSteps>;
  readonly clock: Clock;
  /** Whether a lead's steps are being run in this process: nobody was interrupted there. */
  readonly isAtWork: (leadId: LeadId) => boolean;
  readonly park: Park;
}

const interrupted = {
  code: 'interrupted',
  message: 'Leadline stopped between the try and its outcome: whether it happened is not known.',
} as const;

/**
 * Brings the clock in line with the log: every scheduled step and every open watch has a wake-up, and every step that was started before
 * `startedBefore` and has no outcome is settled: tried again where twice is better than never, else left to a person.
 * Looks at everything that is open, or with `dueBefore` only at the runs and leads of which something is overdue.
 */
export const createReconcile = ({
  repositories,
  openSteps,
  openWatches,
  scheduleSteps,
  clock,
  isAtWork,
  park,
}: ReconcilePorts) => {
  const planOf = loadStepPlan(repositories);

  const commandFor = async (run: Run, stepNo: number): Promise<RunCommand> => {
    const plan = await planOf(run, stepNo);
    const read = readAction(plan.step(stepNo).action, 'action');
    const now = clock();
    if (read.ok && read.action.whenInterrupted === 'retry')
      return { type: 'RetryStep', runId: run.runId, stepNo, dueAt: now, reason: interrupted };
    const next = plan.after(run, stepNo, now);
    return {
      type: 'LoseStep',
      runId: run.runId,
      stepNo,
      reason: interrupted,
      ...(next === undefined ? {} : { next }),
    };
  };

  const settle = async ({ leadId, runId, stepNo }: OpenStep, startedBefore: Instant): Promise<void> => {
    const { state } = await repositories.leads.load(leadId);
    const run = state.runs.active[runId];
    const step: StepState | undefined = run?.steps[stepNo];
    if (run === undefined || step?.status !== 'started' || step.startedAt >= startedBefore) return;
    const { correlationId } = run;
    const cause: Cause = {
      actor: { kind: 'system', id: 'reconcile' },
      correlationId,
      causationId: correlationId,
    };
    await repositories.leads.execute(leadId, [{ command: await commandFor(run, stepNo), cause }]);
  };

  const settleOrPark = async (step: OpenStep, startedBefore: Instant): Promise<void> => {
    if (step.startedAt === undefined || isAtWork(step.leadId)) return;
    try {
      await settle(step, startedBefore);
    } catch (error) {
      if (!isPoison(error)) throw error;
      park(error, { reaction: 'reconcile', leadId: step.leadId, runId: step.runId, stepNo: step.stepNo });
    }
  };

  return async (startedBefore: Instant, dueBefore?: Instant): Promise<void> => {
    for await (const page of openSteps(dueBefore)) {
      await scheduleSteps(
        page.flatMap(({ leadId, runId, stepNo, dueAt }) =>
          dueAt === undefined ? [] : [{ leadId, runId, stepNo, dueAt }],
        ),
      );
      for (const step of page) await settleOrPark(step, startedBefore);
    }
    for await (const page of openWatches(dueBefore)) await scheduleSteps(page);
  };
};

export type Reconcile = ReturnType<typeof createReconcile>;
