import { decode } from '../domain/codecs/decode.js';
import type { FlowId } from '../domain/codecs/ids.js';
import type { Typed } from '../domain/codecs/json.js';
import type { Fault } from '../domain/errors.js';
import { groupBy } from '../domain/group-by.js';
import type { LeadEvent } from '../domain/lead/events.js';
import type { ReadTrigger, TriggerType } from './trigger.js';
import { triggerTypes } from './triggers/index.js';

const byType: ReadonlyMap<string, TriggerType> = new Map(triggerTypes.map((type) => [type.type, type]));

const byEventType = groupBy(
  triggerTypes.flatMap((type) => type.eventTypes.map((eventType) => ({ eventType, type }))),
  ({ eventType }) => eventType,
);

/** The faults in the settings of a trigger, with their path below `path`. */
export const triggerFaults = (trigger: Typed, path: string): readonly Fault[] => {
  const type = byType.get(trigger.type);
  if (type === undefined)
    return [{ path: `${path}.type`, message: `must be one of ${[...byType.keys()].join(', ')}` }];
  const decoded = decode(type.settings, trigger, path);
  return decoded.ok ? [] : decoded.faults;
};

// A flow's trigger is read once, not for each event; it goes when the flow's version goes.
const alreadyRead = new WeakMap<Typed, ReadTrigger | 'not right'>();

const readTrigger = (trigger: Typed): ReadTrigger | undefined => {
  const read = alreadyRead.get(trigger) ?? byType.get(trigger.type)?.read(trigger) ?? 'not right';
  alreadyRead.set(trigger, read);
  return read === 'not right' ? undefined : read;
};

const waitsForRequest = ({ type }: Typed): boolean =>
  byType.get(type)?.eventTypes.includes('FlowRequested') ?? false;

/** What a request of a flow by its name finds it by. */
const nameKey = (flowId: FlowId): string => `by-name ${flowId}`;

interface TriggeredFlow {
  readonly flowId: FlowId;
  readonly trigger: Typed;
}

/** What a flow is found by: what its trigger waits for, and, for every flow, its own name. */
export const flowKeys = ({ flowId, trigger }: TriggeredFlow): readonly string[] => {
  const key = waitsForRequest(trigger) ? undefined : readTrigger(trigger)?.key;
  return [nameKey(flowId), ...(key === undefined ? [] : [key])];
};

/** The keys of the flows that an event may start: those that wait for something else are not among them. */
export const eventKeys = (event: LeadEvent): readonly string[] =>
  event.type === 'FlowRequested'
    ? [nameKey(event.data.flowId)]
    : (byEventType.get(event.type) ?? []).flatMap(({ type }) => type.keysOf(event));

/** Whether `event` starts a flow with this trigger. A request by name starts any flow; what a trigger waits for it must match. */
export const startsFlow = ({ flowId, trigger }: TriggeredFlow, event: LeadEvent): boolean => {
  if (event.type === 'FlowRequested') {
    if (event.data.flowId !== flowId) return false;
    if (!waitsForRequest(trigger)) return true;
  }
  return readTrigger(trigger)?.matches(event) ?? false;
};
