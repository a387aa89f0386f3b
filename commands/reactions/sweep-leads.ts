import type { FlowId, LeadId } from '../../domain/codecs/ids.js';
import type { Position } from '../../domain/codecs/numbers.js';
import type { ExistingFlow } from '../../domain/flow/decider.js';
import { type Activation, definitionOf } from '../../domain/flow/decider.js';
import { isSameSweep, type Sweep, type SweepProgress } from '../../domain/flow/sweep.js';
import { leavesOf } from '../../rules/evaluate.js';
import type { Filter } from '../../rules/filter.js';
import { readWatch } from '../../rules/match-trigger.js';
import { readConditions } from '../../rules/read-conditions.js';
import { registered } from '../../rules/to-filter.js';
import type { LeadWatch, SegmentWatch } from '../../rules/watch.js';
import type { FlowIndex } from '../flow-index.js';
import { createOneAtATime } from '../one-at-a-time.js';
import { timeZoneOf } from '../plan-steps.js';
import { isPoison, type Park } from '../poison.js';
import type { Repositories } from '../repositories.js';
import type { FindLeads } from '../segments/find-leads.js';
import { resolveSegment, segmentFilter } from '../segments/segment-filter.js';
import { createLookAtSegment, type SegmentOccasion, type SegmentPorts } from './look-at-segment.js';
import { createLookAtWatch, type WatchCause, type WatchingFlow } from './look-at-watch.js';

export interface SweepLeadsPorts extends SegmentPorts {
  readonly repositories: Pick<Repositories, 'leads' | 'flows'>;
  readonly index: FlowIndex;
  readonly findLeads: FindLeads;
  /** Waits while too many leads wait for their steps: what flows do comes first. */
  readonly hasRoom: () => Promise<void>;
  readonly park: Park;
}

/**
 * Looks through the leads that were there when a flow was activated, for what time will bring them; does nothing where that
 * is not needed, or done. What a crash interrupts goes on after the last page.
 */
export type SweepLeads = (flowId: FlowId, signal: AbortSignal) => Promise<void>;

/** Which leads are looked through, and what for. */
interface Plan {
  readonly filter: Filter;
  readonly segmentVersion?: number;
  readonly look: (leadId: LeadId) => Promise<void>;
}

interface Active {
  readonly flow: WatchingFlow;
  readonly activation: Activation;
  readonly position: Position;
  readonly sweep: Sweep | undefined;
}

const sideBySide = 16;

const causeOf = ({ eventId, correlationId }: Activation): WatchCause => ({
  correlationId,
  causationId: eventId,
});

export const createSweepLeads = (ports: SweepLeadsPorts): SweepLeads => {
  const { repositories, index, catalogue, findLeads, hasRoom, clock, park } = ports;
  const { flows } = repositories;
  const lookAtWatch = createLookAtWatch(repositories, clock);
  const lookAtSegment = createLookAtSegment(ports);
  const oneAtATime = createOneAtATime();

  const activeOf = (state: ExistingFlow): Active | undefined => {
    const { flowId, activeVersion: version, activation, status, sweep } = state;
    const position = index.timeline(flowId)?.activePeriods.at(-1)?.from;
    if (status !== 'active' || version === undefined || activation === undefined || position === undefined)
      return undefined;
    return {
      flow: { flowId, version, definition: definitionOf(state, version) },
      activation,
      position,
      sweep,
    };
  };

  const planOfLeads = (watch: LeadWatch, { flow, activation }: Active): Plan | undefined => {
    const { onActivation } = watch;
    if (onActivation === undefined) return undefined;
    const { filter, look } = onActivation;
    return {
      filter,
      look: (leadId) => lookAtWatch(leadId, flow, (sight) => look(activation.at, sight), causeOf(activation)),
    };
  };

  const planOfSegment = async ({ segmentId }: SegmentWatch, active: Active): Promise<Plan> => {
    const { flow, activation, position, sweep } = active;
    const { segment, version: segmentVersion = 1, timeZone } = await resolveSegment({ segmentId }, catalogue);
    const { conditions } = segment;
    const read = conditions === undefined ? undefined : readConditions(conditions, 'conditions');
    const isTimed = read?.ok === true && leavesOf(read.tree).some((leaf) => leaf.isTimed);
    const at = { now: clock(), timeZone: timeZone ?? timeZoneOf(flow.definition) };
    // Where it is the segment that has changed, whoever is in it now has not entered.
    const isRevised =
      sweep?.activation === activation.no && (!sweep.isFirst || sweep.segmentVersion !== segmentVersion);
    const occasion: SegmentOccasion = {
      kind: 'activation',
      cause: causeOf(activation),
      ...(isRevised ? {} : { position }),
    };
    return {
      // Who is not in it may come to be by the passing of time.
      filter: isTimed ? registered : await segmentFilter(segment, at, catalogue),
      segmentVersion,
      look: (leadId) => lookAtSegment({ leadId, flow, segmentId, occasion }),
    };
  };

  const planOf = async (active: Active): Promise<Plan | undefined> => {
    const watch = readWatch(active.flow.definition.trigger);
    if (watch === undefined) return undefined;
    return watch.kind === 'lead' ? planOfLeads(watch, active) : planOfSegment(watch, active);
  };

  /** Whether it is that far now: if not, the flow is not active any more, or was activated again. */
  const advance = async ({ flow, activation }: Active, progress: SweepProgress): Promise<boolean> => {
    const actor = { kind: 'system', id: 'sweep' } as const;
    const command = { type: 'AdvanceSweep', ...progress } as const;
    const { position } = await flows.execute(flow.flowId, [
      { command, cause: { actor, ...causeOf(activation) } },
    ]);
    return position !== undefined;
  };

  const lookOrPark = async (flowId: FlowId, leadId: LeadId, { look }: Plan): Promise<void> => {
    try {
      await look(leadId);
    } catch (error) {
      if (!isPoison(error)) throw error;
      park(error, { reaction: 'sweep-leads', flowId, leadId });
    }
  };

  const lookAtAll = async (flowId: FlowId, leadIds: readonly LeadId[], plan: Plan): Promise<void> => {
    for (let from = 0; from < leadIds.length; from += sideBySide)
      await Promise.all(
        leadIds.slice(from, from + sideBySide).map((leadId) => lookOrPark(flowId, leadId, plan)),
      );
  };

  const run = async (flowId: FlowId, signal: AbortSignal): Promise<void> => {
    const { state } = await flows.load(flowId);
    const active = state.status === 'absent' ? undefined : activeOf(state);
    const plan = active === undefined ? undefined : await planOf(active);
    if (active === undefined || plan === undefined) return;
    const { segmentVersion } = plan;
    const about = {
      activation: active.activation.no,
      ...(segmentVersion === undefined ? {} : { segmentVersion }),
    };
    const { sweep } = active;
    const isBegun = sweep !== undefined && isSameSweep(sweep, about);
    if (isBegun && sweep.isOver) return;
    const total = isBegun ? sweep.total : await findLeads.count(plan.filter);
    let progress: SweepProgress = isBegun
      ? {
          ...about,
          done: sweep.done,
          total,
          isOver: false,
          ...(sweep.after === undefined ? {} : { after: sweep.after }),
        }
      : { ...about, done: 0, total, isOver: false };
    if (!isBegun && !(await advance(active, progress))) return;
    for await (const page of findLeads.pages(plan.filter, progress.after)) {
      await hasRoom();
      if (signal.aborted) return;
      const leadIds = page.map(({ lead }) => lead.leadId);
      await lookAtAll(flowId, leadIds, plan);
      const done = progress.done + leadIds.length;
      const after = leadIds.at(-1);
      progress = {
        ...progress,
        done,
        total: Math.max(total, done),
        ...(after === undefined ? {} : { after }),
      };
      if (leadIds.length > 0 && !(await advance(active, progress))) return;
    }
    await advance(active, { ...progress, total: progress.done, isOver: true });
  };

  return (flowId, signal) => oneAtATime(flowId, () => run(flowId, signal));
};
