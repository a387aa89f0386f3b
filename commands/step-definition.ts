import { decodeOrThrow } from '../domain/codecs/decode.js';
import type { Instant, TimeZone } from '../domain/codecs/time.js';
import { Name } from '../domain/codecs/values.js';
import { DomainError } from '../domain/errors.js';
import { definitionOf } from '../domain/flow/decider.js';
import type { FlowDefinition, StepDefinition } from '../domain/flow/definition.js';
import type { PlannedStep } from '../domain/run/commands.js';
import { originOfStep, type Run, type RunOrigin } from '../domain/run/state.js';
import { planAfter, timeZoneOf } from './plan-steps.js';
import type { Repositories } from './repositories.js';

/** What a run follows: a version of its flow, or the one action that was asked for. */
export interface RunPlan {
  readonly flow: FlowDefinition;
  readonly timeZone: TimeZone;
  readonly step: (stepNo: number) => StepDefinition;
  readonly after: (run: Run, stepNo: number, endedAt: Instant) => PlannedStep | undefined;
}

const planOf = (flow: FlowDefinition): RunPlan => ({
  flow,
  timeZone: timeZoneOf(flow),
  step: (stepNo) => {
    const step = flow.steps[stepNo];
    if (step === undefined) throw DomainError.notFound(`Step ${stepNo} of this flow`);
    return step;
  },
  after: ({ enteredAt }, stepNo, endedAt) => planAfter(flow, stepNo, { enteredAt, endedAt }),
});

const requestName = decodeOrThrow(Name, 'Direct command');

type Request = Extract<RunOrigin, { readonly kind: 'request' }>;

/** Finds what a run follows. @throws DomainError `notFound` when the flow has no such version */
export const loadRunPlan = ({ flows, broadcasts }: Pick<Repositories, 'flows' | 'broadcasts'>) => {
  /** The name and the time zone of the broadcast that asked, if one did. */
  const askedBy = async ({ broadcastId }: Request): Promise<Pick<FlowDefinition, 'name' | 'timeZone'>> => {
    const asking = broadcastId === undefined ? undefined : (await broadcasts.load(broadcastId)).state;
    if (asking === undefined || asking.status === 'absent') return { name: requestName };
    const { name, timeZone } = asking.plan;
    return { name, ...(timeZone === undefined ? {} : { timeZone }) };
  };

  return async (origin: RunOrigin): Promise<RunPlan> => {
    if (origin.kind === 'request') {
      const step = { action: origin.action, when: { type: 'immediately' as const } };
      return planOf({ ...(await askedBy(origin)), trigger: { type: 'by-hand' }, steps: [step] });
    }
    const { state } = await flows.load(origin.flowId);
    return planOf(definitionOf(state, origin.flowVersion));
  };
};

/**
 * Finds what a step of a run follows. What comes after it is planned by the version that the run follows now, also where
 * the step itself stays in an earlier one.
 * @throws DomainError `notFound` when the flow has no such version
 */
export const loadStepPlan = (repositories: Pick<Repositories, 'flows' | 'broadcasts'>) => {
  const planOfOrigin = loadRunPlan(repositories);
  return async (run: Run, stepNo: number): Promise<RunPlan> => {
    const { after } = await planOfOrigin(run.origin);
    return { ...(await planOfOrigin(originOfStep(run, stepNo))), after };
  };
};
