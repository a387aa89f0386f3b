import type { MoveRun } from './commands.js';
import type { RunEvent } from './events.js';
import { finished, scheduled, stepOf } from './make-events.js';
import type { Run } from './state.js';
import { isSettled } from './step-state.js';

/** Why a run is not moved to another version of its flow. */
export type NotMoved = 'of-another-flow' | 'being-stopped' | 'there-already' | 'on-another-version';

/** What stands against moving a run; `undefined` when nothing does. */
export const notMoved = (
  { origin, stopped }: Run,
  { flowId, fromVersion, toVersion }: Pick<MoveRun, 'flowId' | 'fromVersion' | 'toVersion'>,
): NotMoved | undefined => {
  if (origin.kind !== 'flow' || origin.flowId !== flowId) return 'of-another-flow';
  if (stopped !== undefined) return 'being-stopped';
  if (origin.flowVersion === toVersion) return 'there-already';
  return fromVersion === undefined || origin.flowVersion === fromVersion ? undefined : 'on-another-version';
};

const surplusReason = {
  code: 'moved',
  message: 'The version to which the run was moved does not have this step.',
};

/**
 * Cancels the steps that the new version does not have, and schedules those of the plan that are not settled.
 * Where nothing is left to do, the run is completed.
 */
export const move = (command: MoveRun, run: Run): readonly RunEvent[] => {
  const { runId, toVersion, stepCount, plan } = command;
  if (notMoved(run, command) !== undefined) return [];
  const { steps } = run;
  const isOver =
    Array.from({ length: stepCount }).every((_, stepNo) => steps[stepNo]?.status === 'ended') &&
    steps.every((step) => step.status === 'ended' || !isSettled(step));
  return [
    ...steps.flatMap((step, stepNo): readonly RunEvent[] =>
      stepNo < stepCount || isSettled(step)
        ? []
        : [{ type: 'StepCancelled', data: { ...stepOf(run, stepNo), reason: surplusReason } }],
    ),
    { type: 'RunMoved', data: { runId, flowVersion: toVersion, stepCount } },
    ...scheduled(
      runId,
      plan.filter(({ stepNo }) => stepNo < stepCount && !isSettled(steps[stepNo])),
    ),
    ...(isOver ? [finished(runId, { outcome: 'completed' })] : []),
  ];
};
