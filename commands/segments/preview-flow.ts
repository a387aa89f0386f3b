import type { FlowId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import { DomainError } from '../../domain/errors.js';
import type { ConditionTree } from '../../domain/flow/condition-tree.js';
import type { FlowVersion } from '../../domain/flow/events.js';
import type { Catalogue } from '../catalogue.js';
import { checkConditions } from '../check-flow.js';
import type { Clock } from '../event-log.js';
import { timeZoneOf } from '../plan-steps.js';
import type { Repositories } from '../repositories.js';
import { createRefuseFaults } from './check-segment.js';
import type { FindLeads } from './find-leads.js';
import { segmentFilter } from './segment-filter.js';

/** How many leads meet the conditions at a place of a flow now. */
export interface MatchingNow {
  /** `steps[2].conditions`, `goal` or `exit`. */
  readonly path: string;
  readonly count: number;
}

export interface FlowPreview {
  readonly version: FlowVersion;
  readonly countedAt: Instant;
  readonly leads: number;
  readonly matching: readonly MatchingNow[];
}

export interface PreviewFlowPorts {
  readonly findLeads: FindLeads;
  readonly catalogue: Catalogue;
  readonly repositories: Pick<Repositories, 'flows'>;
  readonly clock: Clock;
}

/**
 * Counts the leads that meet the conditions of a flow's latest version now, draft or not.
 * @throws DomainError `notFound`, `invalid` for conditions that are not chosen yet or contradict each other, or `unusable`
 */
export const createPreviewFlow = ({ findLeads, catalogue, repositories, clock }: PreviewFlowPorts) => {
  const refuseFaults = createRefuseFaults(catalogue, 'The conditions of this flow name what does not exist.');
  return async (flowId: FlowId): Promise<FlowPreview> => {
    const { state } = await repositories.flows.load(flowId);
    if (state.status === 'absent') throw DomainError.notFound('This flow');
    const flow = state.versions.at(-1);
    if (flow === undefined) throw DomainError.notFound('This flow');
    const places: readonly (readonly [path: string, tree: ConditionTree | undefined])[] = [
      ['goal', flow.goal],
      ['exit', flow.exit],
      ...flow.steps.map((step, stepNo) => [`steps[${stepNo}].conditions`, step.conditions] as const),
    ];
    const asked = places.flatMap(([path, tree]) => (tree === undefined ? [] : [{ path, tree }]));
    await refuseFaults(...asked.map(({ path, tree }) => checkConditions(tree, path)));
    const at = { now: clock(), timeZone: timeZoneOf(flow) };
    const count = async (conditions?: ConditionTree): Promise<number> =>
      findLeads.count(
        await segmentFilter(conditions === undefined ? { everyone: true } : { conditions }, at, catalogue),
      );
    const matching: MatchingNow[] = [];
    for (const { path, tree } of asked) matching.push({ path, count: await count(tree) });
    return { version: state.versions.length, countedAt: at.now, leads: await count(), matching };
  };
};
