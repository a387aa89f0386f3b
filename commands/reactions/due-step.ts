import type { LeadId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import type { LeadStream } from '../../domain/lead-stream.js';
import type { Run } from '../../domain/run/state.js';

/** A step whose time has come, with the lead and the run that it belongs to. */
export interface DueStep {
  readonly leadId: LeadId;
  readonly lead: RegisteredLead;
  readonly run: Run;
  readonly stepNo: number;
  readonly dueAt: Instant;
  readonly attempts: number;
}

const inOrder = (left: DueStep, right: DueStep): number => {
  const [a, b] = [left, right].map(({ dueAt, run }) => `${dueAt} ${run.enteredAt} ${run.runId}`);
  if (a === b) return left.stepNo - right.stepNo;
  return (a ?? '') < (b ?? '') ? -1 : 1;
};

/** The step of a lead that has been due longest; in one run the first of those due at the same instant. */
export const firstDue = (leadId: LeadId, { lead, runs }: LeadStream, now: Instant): DueStep | undefined => {
  if (lead.status !== 'registered') return undefined;
  const due = Object.values(runs.active).flatMap((run) =>
    run.steps.flatMap((step, stepNo): readonly DueStep[] =>
      step.status === 'scheduled' && step.dueAt <= now
        ? [{ leadId, lead, run, stepNo, dueAt: step.dueAt, attempts: step.attempts }]
        : [],
    ),
  );
  return due.sort(inOrder)[0];
};

/** The same for every try of a step, so that providers and people can tell a repetition. */
export const idempotencyKey = ({ run, stepNo }: DueStep): string => `${run.runId}.${stepNo}`;
