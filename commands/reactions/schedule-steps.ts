import type { FlowId, LeadId, RunId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Clock } from '../event-log.js';

/** A step that is to be run at an instant, or what a flow waits for that is to be looked at. */
export type WakeUp = { readonly leadId: LeadId; readonly dueAt: Instant } & (
  | { readonly runId: RunId; readonly stepNo: number }
  | { readonly flowId: FlowId }
);

/** The same for a step, or for a flow that waits, whenever it is due: what is put off moves its wake-up. */
export const wakeIdOf = (wakeUp: WakeUp): string =>
  'flowId' in wakeUp ? `watch.${wakeUp.leadId}.${wakeUp.flowId}` : `${wakeUp.runId}.${wakeUp.stepNo}`;

/** Has the due steps of a lead run soon; asked for twice before that, they are run once. */
export type Wake = (leadId: LeadId) => void;

/** Remembers to wake leads later. It is a clock, not a truth: what it forgets is rebuilt from the log. */
export type Schedule = (wakeUps: readonly WakeUp[]) => Promise<void>;

/** Has steps run at their time: now, or later. */
export const createScheduleSteps =
  ({ wake, schedule, clock }: { readonly wake: Wake; readonly schedule: Schedule; readonly clock: Clock }) =>
  async (wakeUps: readonly WakeUp[]): Promise<void> => {
    const now = clock();
    const later = wakeUps.filter(({ dueAt }) => dueAt > now);
    if (later.length > 0) await schedule(later);
    for (const { leadId, dueAt } of wakeUps) if (dueAt <= now) wake(leadId);
  };
