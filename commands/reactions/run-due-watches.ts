import { FlowId, type LeadId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import { definitionOf, type Flow } from '../../domain/flow/decider.js';
import type { FlowVersion } from '../../domain/flow/events.js';
import type { OpenWatch, Watches } from '../../domain/watch/state.js';
import { readWatch } from '../../rules/match-trigger.js';
import { leave, type Outlook } from '../../rules/watch.js';
import type { Repositories } from '../repositories.js';
import { createLookAtSegment, type SegmentPorts } from './look-at-segment.js';
import { createLookAtWatch, type WatchingFlow } from './look-at-watch.js';

/** Fires every watch of a lead that is due, puts it off, or clears it; does nothing where none is due. */
export type RunDueWatches = (leadId: LeadId) => Promise<void>;

interface DueWatch {
  readonly flowId: FlowId;
  readonly version: FlowVersion;
  readonly dueAt: Instant;
}

const dueWatches = (watches: Watches, now: Instant): readonly DueWatch[] =>
  Object.entries(watches).flatMap(([flowId, { open }]) =>
    open !== undefined && open.dueAt <= now && FlowId.is(flowId)
      ? [{ flowId, version: open.flowVersion, dueAt: open.dueAt }]
      : [],
  );

const isActive = (flow: Flow, version: FlowVersion): boolean =>
  flow.status === 'active' && flow.activeVersion === version;

/** What was waited for in vain: leads enter another version by now, or none. */
const givenUp = ({ dueAt }: OpenWatch): Outlook => ({
  kind: 'clear',
  upTo: dueAt,
  reason: {
    code: 'version-not-active',
    message: 'Leads do not enter this version of the flow any more.',
  },
});

export const createRunDueWatches = (
  ports: SegmentPorts & { readonly repositories: Pick<Repositories, 'leads' | 'flows'> },
): RunDueWatches => {
  const { repositories, clock } = ports;
  const { leads, flows } = repositories;
  const lookAtWatch = createLookAtWatch(repositories, clock);
  const lookAtSegment = createLookAtSegment(ports);

  const run = async (leadId: LeadId, { flowId, version, dueAt }: DueWatch): Promise<void> => {
    const state = (await flows.load(flowId)).state;
    const definition = definitionOf(state, version);
    const flow: WatchingFlow = { flowId, version, definition };
    const watch = isActive(state, version) ? readWatch(definition.trigger) : undefined;
    if (watch?.kind === 'segment') {
      const { segmentId } = watch;
      return lookAtSegment({ leadId, flow, segmentId, occasion: { kind: 'due', dueAt } });
    }
    await lookAtWatch(leadId, flow, (sight) => {
      const { open } = sight.watch;
      if (open === undefined || open.dueAt > sight.now) return leave;
      return watch === undefined ? givenUp(open) : watch.onDue(open, sight);
    });
  };

  return async (leadId) => {
    const { watches } = (await leads.load(leadId)).state;
    for (const due of dueWatches(watches, clock())) await run(leadId, due);
  };
};
