import type { EventId, FlowId, RunId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Recorded } from '../../domain/event.js';
import type { FlowVersion } from '../../domain/flow/events.js';
import { isRunEvent, isWatchEvent, type LeadStreamEvent } from '../../domain/lead-stream.js';

type Event = Recorded<LeadStreamEvent>;

/** Tells events that a flow, or a run of it, has brought about from those that would have come without it. */
export const createIsOwn = (flowId: FlowId): ((event: Event) => boolean) => {
  const runIds = new Set<RunId>();
  return (event) => {
    if (event.type === 'FlowEntered' && event.data.flowId === flowId) runIds.add(event.data.runId);
    if (isWatchEvent(event)) return event.data.flowId === flowId;
    const { actor } = event.metadata;
    if (actor.kind === 'flow' && actor.id === flowId) return true;
    if (!isRunEvent(event)) return false;
    return event.type === 'FlowEntryDeclined' ? event.data.flowId === flowId : runIds.has(event.data.runId);
  };
};

/** What a lead entered because of: the event, or the instant that was waited for. The same really and in a simulation. */
export type EntryKey = string;

/** Names what runs of a flow begin with. Takes in all events of a lead, in their order. */
export const createEntryKeys = () => {
  const fired = new Map<EventId, Instant>();
  const keyOf = (eventId: EventId): EntryKey => {
    const dueAt = fired.get(eventId);
    return dueAt === undefined ? eventId : `due ${dueAt}`;
  };
  return {
    takeIn: (event: Event): void => {
      if (event.type === 'WatchFired') fired.set(event.eventId, event.data.dueAt);
    },
    keyOf,
  };
};

export interface RealRun {
  readonly runId: RunId;
  readonly flowVersion: FlowVersion;
}

/** The runs of a flow that a lead really entered, by what they began with. */
export const realRunsIn = (events: readonly Event[], flowId: FlowId): ReadonlyMap<EntryKey, RealRun> => {
  const runs = new Map<EntryKey, RealRun>();
  const { takeIn, keyOf } = createEntryKeys();
  for (const event of events) {
    takeIn(event);
    if (event.type !== 'FlowEntered' || event.data.flowId !== flowId) continue;
    const { runId, flowVersion, trigger } = event.data;
    runs.set(keyOf(trigger.eventId), { runId, flowVersion });
  }
  return runs;
};
