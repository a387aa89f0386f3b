import { decodeOrThrow } from '../domain/codecs/decode.js';
import { type Instant, TimeZone } from '../domain/codecs/time.js';
import type { FlowDefinition } from '../domain/flow/definition.js';
import type { PlannedStep } from '../domain/run/commands.js';
import type { Run } from '../domain/run/state.js';
import { dueAt } from '../rules/due-date.js';

const utc = decodeOrThrow(TimeZone, 'UTC');

/** The zone for the wall-clock times and dates of a flow, or of a broadcast. */
export const timeZoneOf = ({ timeZone }: Pick<FlowDefinition, 'timeZone'>): TimeZone => timeZone ?? utc;

/**
 * The steps of a version whose instant is known now, in a run that has come so far; the others count from the end of the
 * step before them.
 */
export const planFrom = (
  flow: FlowDefinition,
  { enteredAt, steps }: Pick<Run, 'enteredAt' | 'steps'>,
): readonly PlannedStep[] =>
  flow.steps.flatMap((step, stepNo) => {
    const previous = steps[stepNo - 1];
    // Nothing comes before the first step but the trigger.
    const endOfPrevious = stepNo === 0 ? { previousEndedAt: enteredAt } : {};
    const anchors = {
      enteredAt,
      timeZone: timeZoneOf(flow),
      ...(previous?.status === 'ended' ? { previousEndedAt: previous.endedAt } : endOfPrevious),
    };
    const due = dueAt(step.when, anchors);
    return due === undefined ? [] : [{ stepNo, dueAt: due }];
  });

/** The steps whose instant is known when a lead enters. */
export const planAtEntry = (flow: FlowDefinition, enteredAt: Instant): readonly PlannedStep[] =>
  planFrom(flow, { enteredAt, steps: [] });

/** What the end of a step sets going, if the next one counts its delay from there. */
export const planAfter = (
  flow: FlowDefinition,
  stepNo: number,
  anchors: { readonly enteredAt: Instant; readonly endedAt: Instant },
): PlannedStep | undefined => {
  const when = flow.steps[stepNo + 1]?.when;
  if (when?.type !== 'delay' || when.after !== 'previous-step') return undefined;
  const due = dueAt(when, {
    enteredAt: anchors.enteredAt,
    previousEndedAt: anchors.endedAt,
    timeZone: timeZoneOf(flow),
  });
  return due === undefined ? undefined : { stepNo: stepNo + 1, dueAt: due };
};
