import { aggregates, streamName } from '../../domain/aggregates.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { FlowId, LeadId, RunId } from '../../domain/codecs/ids.js';
import { Position, Revision } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import { isWatchEvent, type LeadStream, type LeadStreamEvent } from '../../domain/lead-stream.js';
import { activeRun } from '../../domain/run/state.js';
import { createDecideIntents, type Loaded } from '../decide-intents.js';
import type { Clock, NewId, ReadStream } from '../event-log.js';
import type { Repositories } from '../repositories.js';

type Event = Recorded<LeadStreamEvent>;
type Leads = Repositories['leads'];

/** A lead whose stream is in memory: what was really recorded is told, what a flow does is decided. */
export interface SimulatedLead {
  readonly leads: Leads;
  /** The stream as it is now; others do not exist. */
  readonly readStream: ReadStream;
  readonly state: () => LeadStream;
  readonly events: () => readonly Event[];
  /** Adds what was really recorded. */
  readonly tell: (event: Event) => void;
  /** Where the next event will stand in the log of the simulation. */
  readonly nextPosition: () => Position;
}

const { lead: aggregate } = aggregates;
const firstPosition = 10;

/** A run of another flow goes its real way: it is known to be there, and has no steps to be run. */
const withoutSteps = (state: LeadStream, runId: RunId): LeadStream => {
  const run = activeRun(state.runs, runId);
  if (run === undefined) return state;
  const active = { ...state.runs.active, [runId]: { ...run, steps: [] } };
  return { ...state, runs: { ...state.runs, active } };
};

/** The fold of a lead's stream of which only one flow is simulated. */
const evolveFor =
  (flowId: FlowId) =>
  (state: LeadStream, event: Event): LeadStream => {
    if (isWatchEvent(event) && event.data.flowId !== flowId) return state;
    const next = aggregate.evolve(state, event);
    const isOther =
      event.type === 'ActionRequested' || (event.type === 'FlowEntered' && event.data.flowId !== flowId);
    return isOther ? withoutSteps(next, event.data.runId) : next;
  };

/** Begins the stream of a lead, on which one flow is simulated. */
export const createSimulatedLead = (
  leadId: LeadId,
  flowId: FlowId,
  ports: { readonly clock: Clock; readonly newId: NewId },
): SimulatedLead => {
  const evolve = evolveFor(flowId);
  const decideIntents = createDecideIntents({ ...aggregate, evolve }, ports);
  const stream = streamName(aggregate.category, leadId);
  const events: Event[] = [];
  let loaded: Loaded<LeadStream> = { state: aggregate.initial, revision: undefined };

  const nextPosition = (): Position => decodeOrThrow(Position, firstPosition * (events.length + 1));

  const execute: Leads['execute'] = async (id, intents) => {
    const decided = decideIntents(id, loaded, intents);
    const recorded = decided.events.map((some) =>
      some.map((event) => {
        const placed = { ...event, position: nextPosition() };
        events.push(placed);
        return placed;
      }),
    );
    loaded = { state: decided.state, revision: decided.revision };
    return { ...loaded, events: recorded, position: recorded.flat().at(-1)?.position };
  };

  return {
    leads: {
      load: async () => loaded,
      assumeNew: () => undefined,
      execute,
      executeAt: async (id, revision, intents) =>
        loaded.revision === revision ? execute(id, intents) : undefined,
    },
    readStream: async (name, from, max) =>
      name === stream ? events.slice(from, max === undefined ? undefined : from + max) : [],
    state: () => loaded.state,
    events: () => events,
    tell: (event) => {
      const revision = decodeOrThrow(Revision, events.length);
      const told = { ...event, revision, position: nextPosition() };
      events.push(told);
      loaded = { state: evolve(loaded.state, told), revision };
    },
    nextPosition,
  };
};
