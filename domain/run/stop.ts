import type { AbandonRun, CancelRun, EndRun, StopFlow } from './commands.js';
import type { Ending, Reason, RunEvent } from './events.js';
import { finished, optional, stepOf } from './make-events.js';
import type { Run, Runs } from './state.js';

/** Lets no step start any more. A step that has been started has the last word: its outcome ends the run. */
const stop = (run: Run, reason: Reason, ending?: Ending): readonly RunEvent[] => {
  const { runId, steps, stopped } = run;
  if (stopped !== undefined) return [];
  const isOver = !steps.some((step) => step.status === 'started');
  return [
    // The evaluation is stored once: with the end of the run, or here if that is to come.
    { type: 'RunStopped', data: { runId, reason, ...optional('ending', isOver ? undefined : ending) } },
    ...steps.flatMap((step, stepNo): readonly RunEvent[] =>
      step.status === 'waiting' || step.status === 'scheduled'
        ? [{ type: 'StepCancelled', data: { ...stepOf(run, stepNo), reason } }]
        : [],
    ),
    ...(isOver ? [finished(runId, ending ?? { outcome: 'cancelled' })] : []),
  ];
};

/** Cancels every step that has not started; nothing where that was done before. */
export const cancel = ({ reason }: CancelRun, run: Run): readonly RunEvent[] => stop(run, reason);

/** Ends a run at once: what comes of a step that is under way, nobody will be told. */
export const abandon = ({ reason }: AbandonRun, run: Run): readonly RunEvent[] => {
  const { runId, steps, stopped, ending = { outcome: 'cancelled' } } = run;
  return [
    ...(stopped === undefined ? [{ type: 'RunStopped' as const, data: { runId, reason } }] : []),
    ...steps.flatMap(({ status }, stepNo): readonly RunEvent[] => {
      if (status === 'ended') return [];
      const type = status === 'started' ? 'StepOutcomeUnknown' : 'StepCancelled';
      return [{ type, data: { ...stepOf(run, stepNo), reason } }];
    }),
    finished(runId, ending),
  ];
};

const reasons = {
  'goal-reached': 'The goal of the flow is reached.',
  exited: 'The exit rule of the flow holds.',
} as const;

/** Ends a run whose goal or exit rule holds; nothing where it has been stopped before. */
export const endEarly = ({ ending }: EndRun, run: Run): readonly RunEvent[] =>
  run.origin.kind === 'request'
    ? []
    : stop(run, { code: ending.outcome, message: reasons[ending.outcome] }, ending);

/** Cancels the runs of a flow. In a flow that stops itself, the step that says so has the last word, as a started one. */
export const stopFlow = ({ flowId, reason, by }: StopFlow, runs: Runs): readonly RunEvent[] =>
  Object.values(runs.active).flatMap((run) => {
    if (run.origin.kind !== 'flow' || run.origin.flowId !== flowId) return [];
    const own = stop(run, reason);
    if (run.runId !== by.runId) return own;
    return own.filter(
      (event) =>
        event.type !== 'FlowFinished' && !(event.type === 'StepCancelled' && event.data.stepNo === by.stepNo),
    );
  });
