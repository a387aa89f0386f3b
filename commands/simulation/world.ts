import type { LeadId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { LeadStreamEvent } from '../../domain/lead-stream.js';
import { readWatch } from '../../rules/match-trigger.js';
import type { NewId } from '../event-log.js';
import { createEndRuns } from '../reactions/end-runs.js';
import { createLookAtSegment } from '../reactions/look-at-segment.js';
import { createLookAtWatch } from '../reactions/look-at-watch.js';
import { createReactor } from '../reactions/reactor.js';
import { createRunDueSteps } from '../reactions/run-due-steps.js';
import { createRunDueWatches } from '../reactions/run-due-watches.js';
import { createStartRuns, type RunIdOf } from '../reactions/start-runs.js';
import { createWatchLeads } from '../reactions/watch-leads.js';
import { resolveSegment } from '../segments/segment-filter.js';
import type { createPastRepositories, PastRepositories } from './past-repositories.js';
import { createAnsweringGateways, realAnswersIn } from './real-answers.js';
import { createEntryKeys, realRunsIn } from './real-runs.js';
import {
  createPastCatalogue,
  createPastHoldBack,
  type SimulatedCataloguePorts,
  simulatedLinks,
} from './simulated-catalogue.js';
import { asActive, indexOf, type SimulatedFlow } from './simulated-flow.js';
import { createSimulatedLead } from './simulated-lead.js';
import { createCountedIds, createVirtualTime } from './virtual-time.js';

export interface WorldPorts extends SimulatedCataloguePorts {
  readonly past: ReturnType<typeof createPastRepositories>;
  readonly runIdOf: RunIdOf;
  readonly defaultRegion: string;
}

type Event = Recorded<LeadStreamEvent>;

const nothing = async (): Promise<void> => undefined;

/** The flow that is simulated beside those that were there. */
const flowsOf = (
  flows: PastRepositories['flows'],
  flow: SimulatedFlow,
  newId: NewId,
): PastRepositories['flows'] => {
  const state = asActive(flow, newId());
  return {
    ...flows,
    load: async (id) => (id === flow.flowId ? { state, revision: undefined } : flows.load(id)),
  };
};

/** A run of the version that really ran has the id that it really had, by which providers and links know it. */
const runIds = ({ flowId, version }: SimulatedFlow, events: readonly Event[], runIdOf: RunIdOf): RunIdOf => {
  const real = realRunsIn(events, flowId);
  const { takeIn, keyOf } = createEntryKeys();
  return (matching, event) => {
    if (event.type === 'WatchFired') takeIn(event);
    const run = real.get(keyOf(event.eventId));
    return run?.flowVersion === version ? run.runId : runIdOf(matching, event);
  };
};

/** Everything that one lead needs for one flow to run on it, in memory, with what was recorded before it began. */
export const createWorld = async (
  ports: WorldPorts,
  flow: SimulatedFlow,
  leadId: LeadId,
  events: readonly Event[],
  before: readonly Event[],
) => {
  const { flowId, version, definition, from } = flow;
  const time = createVirtualTime(from);
  const clock = time.now;
  const newId = createCountedIds();
  const lead = createSimulatedLead(leadId, flowId, { clock, newId });
  for (const event of before) lead.tell(event);

  const past = ports.past(clock);
  const repositories = { ...past, flows: flowsOf(past.flows, flow, newId), leads: lead.leads };
  const catalogue = createPastCatalogue(repositories, flowId, ports);
  const watch = readWatch(definition.trigger);
  const segment = watch?.kind === 'segment' ? await resolveSegment(watch, catalogue) : undefined;
  const position = lead.nextPosition();
  const index = indexOf(flow, position, segment === undefined ? undefined : (segment.version ?? 1));
  const segmentPorts = { repositories, catalogue, readStream: lead.readStream, clock };

  const activationId = newId();
  const cause = { correlationId: activationId, causationId: activationId };
  const lookAtWatch = createLookAtWatch(repositories, clock);
  const lookAtSegment = createLookAtSegment(segmentPorts);
  const matching = { flowId, version, definition };

  return {
    lead,
    time,
    react: createReactor({
      flowIndex: index,
      startRuns: createStartRuns(index, repositories, runIds(flow, events, ports.runIdOf)),
      watchLeads: createWatchLeads(index, segmentPorts),
      endRuns: createEndRuns(index, repositories, catalogue, clock),
      scheduleSteps: nothing,
      suppressAddresses: nothing,
      forgetLead: nothing,
      wakeBroadcasts: () => undefined,
      wakeImports: () => undefined,
      wakeSweeps: () => undefined,
      park: (error) => {
        throw error;
      },
    }),
    runDueWatches: createRunDueWatches({ ...segmentPorts, repositories }),
    runDueSteps: createRunDueSteps({
      repositories,
      catalogue,
      readStream: lead.readStream,
      gateways: createAnsweringGateways(realAnswersIn(events)),
      holdBack: createPastHoldBack(past, ports, clock),
      links: simulatedLinks,
      defaultRegion: ports.defaultRegion,
      clock,
    }),
    /** As leads are looked through that are there when a flow is activated, for what time will bring them. */
    lookAround: async (): Promise<void> => {
      if (watch?.kind === 'segment') {
        const { segmentId } = watch;
        const occasion = { kind: 'activation', position, cause } as const;
        await lookAtSegment({ leadId, flow: matching, segmentId, occasion });
      } else if (watch?.onActivation !== undefined) {
        const { look } = watch.onActivation;
        await lookAtWatch(leadId, matching, (sight) => look(from, sight), cause);
      }
    },
  };
};

export type World = Awaited<ReturnType<typeof createWorld>>;
