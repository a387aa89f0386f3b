import { decode } from '../domain/codecs/decode.js';
import type { FlowId } from '../domain/codecs/ids.js';
import type { Typed } from '../domain/codecs/json.js';
import type { Fault } from '../domain/errors.js';
import { groupBy } from '../domain/group-by.js';
import type { LeadEvent } from '../domain/lead/events.js';
import type { WatchFired } from '../domain/watch/events.js';
import type { Reference } from './reference.js';
import type { ReadTrigger, TriggerType } from './trigger.js';
import { eventTriggerTypes, triggerTypes, watchTypes } from './triggers/index.js';
import type { ReadWatch, WatchType } from './watch.js';

type AnyType = TriggerType | WatchType;

/** What makes a flow start: an event of the lead, or that a time is over. */
export type StartingEvent = LeadEvent | WatchFired;

const byName = <Type extends AnyType>(types: readonly Type[]): ReadonlyMap<string, Type> =>
  new Map(types.map((type) => [type.type, type]));

const byEventType = <Type extends AnyType>(types: readonly Type[]) =>
  groupBy(
    types.flatMap((type) =>
      type.eventTypes === 'every' ? [] : type.eventTypes.map((eventType) => ({ eventType, type })),
    ),
    ({ eventType }) => eventType,
  );

const all = byName(triggerTypes);
const triggers = byName(eventTriggerTypes);
const watches = byName(watchTypes);
const triggersByEvent = byEventType(eventTriggerTypes);
const watchesByEvent = byEventType(watchTypes);
const watchesOfEvery = watchTypes.filter(({ eventTypes }) => eventTypes === 'every');

/** The faults in the settings of a trigger, with their path below `path`. */
export const triggerFaults = (trigger: Typed, path: string): readonly Fault[] => {
  const type = all.get(trigger.type);
  if (type === undefined)
    return [{ path: `${path}.type`, message: `must be one of ${[...all.keys()].join(', ')}` }];
  const decoded = decode(type.settings, trigger, path);
  return decoded.ok ? [] : decoded.faults;
};

// A flow's trigger is read once, not for each event; it goes when the flow's version goes.
const reading = <Read extends object>(read: (trigger: Typed) => Read | undefined) => {
  const alreadyRead = new WeakMap<Typed, Read | 'not right'>();
  return (trigger: Typed): Read | undefined => {
    const known = alreadyRead.get(trigger) ?? read(trigger) ?? 'not right';
    alreadyRead.set(trigger, known);
    return known === 'not right' ? undefined : known;
  };
};

const readTrigger = reading<ReadTrigger>((trigger) => triggers.get(trigger.type)?.read(trigger));

/** A trigger that begins with time passing; `undefined` for all others, and for settings that are not right. */
export const readWatch = reading<ReadWatch>((trigger) => watches.get(trigger.type)?.read(trigger));

/** What a trigger names in the catalogue, with its path below `path`. */
export const triggerReferences = (trigger: Typed, path: string): readonly Reference[] => {
  const watch = readWatch(trigger);
  return watch?.kind === 'segment'
    ? [{ kind: 'segment', id: watch.segmentId, path: `${path}.segmentId` }]
    : [];
};

const waitsForRequest = ({ type }: Typed): boolean =>
  triggers.get(type)?.eventTypes.includes('FlowRequested') ?? false;

/** What a request of a flow by its name finds it by. */
const nameKey = (flowId: FlowId): string => `by-name ${flowId}`;

interface TriggeredFlow {
  readonly flowId: FlowId;
  readonly trigger: Typed;
}

/** What a flow is found by: what its trigger waits for, and, for every flow, its own name. */
export const flowKeys = ({ flowId, trigger }: TriggeredFlow): readonly string[] => {
  const key = waitsForRequest(trigger) ? undefined : readTrigger(trigger)?.key;
  return [nameKey(flowId), ...(key === undefined ? [] : [key]), ...(readWatch(trigger)?.keys ?? [])];
};

/** The keys of the flows that an event may start: those that wait for something else are not among them. */
export const eventKeys = (event: StartingEvent): readonly string[] =>
  event.type === 'FlowRequested' || event.type === 'WatchFired'
    ? [nameKey(event.data.flowId)]
    : (triggersByEvent.get(event.type) ?? []).flatMap(({ type }) => type.keysOf(event));

/** The keys of the flows whose watches an event may have to do with. */
export const watchKeys = (event: LeadEvent): readonly string[] =>
  [...(watchesByEvent.get(event.type) ?? []).map(({ type }) => type), ...watchesOfEvery].flatMap((type) =>
    type.keysOf(event),
  );

/** Whether `event` starts a flow with this trigger. A request by name starts any flow; what a trigger waits for it must match. */
export const startsFlow = ({ flowId, trigger }: TriggeredFlow, event: StartingEvent): boolean => {
  if (event.type === 'WatchFired') return event.data.flowId === flowId;
  if (event.type === 'FlowRequested') {
    if (event.data.flowId !== flowId) return false;
    if (!waitsForRequest(trigger)) return true;
  }
  return readTrigger(trigger)?.matches(event) ?? false;
};
