import { FlowId, type LeadId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import { definitionOf, type Flow } from '../../domain/flow/decider.js';
import type { FlowVersion } from '../../domain/flow/events.js';
import type { OpenWatch, Watches } from '../../domain/watch/state.js';
import { readWatch } from '../../rules/match-trigger.js';
import { leave, type Outlook, type Sight } from '../../rules/watch.js';
import type { Clock } from '../event-log.js';
import type { Repositories } from '../repositories.js';
import { createLookAtWatch } from './look-at-watch.js';

/** Fires every watch of a lead that is due, puts it off, or clears it; does nothing where none is due. */
export type RunDueWatches = (leadId: LeadId) => Promise<void>;

const dueFlows = (watches: Watches, now: Instant): readonly { flowId: FlowId; version: FlowVersion }[] =>
  Object.entries(watches).flatMap(([flowId, { open }]) =>
    open !== undefined && open.dueAt <= now && FlowId.is(flowId)
      ? [{ flowId, version: open.flowVersion }]
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
  repositories: Pick<Repositories, 'leads' | 'flows'>,
  clock: Clock,
): RunDueWatches => {
  const { leads, flows } = repositories;
  const lookAtWatch = createLookAtWatch(repositories, clock);

  const run = async (leadId: LeadId, flowId: FlowId, version: FlowVersion): Promise<void> => {
    const flow = (await flows.load(flowId)).state;
    const definition = definitionOf(flow, version);
    const watch = readWatch(definition.trigger);
    const look = (sight: Sight): Outlook => {
      const { open } = sight.watch;
      if (open === undefined || open.dueAt > sight.now) return leave;
      if (watch === undefined || !isActive(flow, version)) return givenUp(open);
      return watch.onDue(open, sight);
    };
    await lookAtWatch(leadId, { flowId, version, definition }, look);
  };

  return async (leadId) => {
    const { watches } = (await leads.load(leadId)).state;
    for (const { flowId, version } of dueFlows(watches, clock())) await run(leadId, flowId, version);
  };
};
