import type { PlannedStep } from './commands.js';
import type { Evaluation } from './evaluation.js';
import type { FlowOutcome, RunEvent } from './events.js';
import type { Run } from './state.js';

/** The property, where there is a value for it. */
export const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } => {
  const result: { [P in K]?: V } = {};
  if (value !== undefined) result[key] = value;
  return result;
};

/** Says when each of the planned steps is due. */
export const scheduled = (runId: Run['runId'], plan: readonly PlannedStep[]): readonly RunEvent[] =>
  plan.map(({ stepNo, dueAt }) => ({ type: 'StepScheduled', data: { runId, stepNo, dueAt } }));

/** Which step it is, and of which broadcast if of one. */
export const stepOf = ({ runId, origin }: Run, stepNo: number) => ({
  runId,
  stepNo,
  ...optional('broadcastId', origin.kind === 'request' ? origin.broadcastId : undefined),
});

/** The end of a run, and what was found to end it if something was. */
export const finished = (
  runId: Run['runId'],
  { outcome, evaluation }: { readonly outcome: FlowOutcome; readonly evaluation?: Evaluation },
): RunEvent => ({
  type: 'FlowFinished',
  data: { runId, outcome, ...optional('evaluation', evaluation) },
});
