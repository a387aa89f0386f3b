import { decode } from '../domain/codecs/decode.js';
import type { FlowId } from '../domain/codecs/ids.js';
import type { Typed } from '../domain/codecs/json.js';
import type { Fault } from '../domain/errors.js';
import type { LeadEvent } from '../domain/lead/events.js';
import type { TriggerType } from './trigger.js';
import { triggerTypes } from './triggers/index.js';

const byType: ReadonlyMap<string, TriggerType> = new Map(triggerTypes.map((type) => [type.type, type]));

/** The faults in the settings of a trigger, with their path below `path`. */
export const triggerFaults = (trigger: Typed, path: string): readonly Fault[] => {
  const type = byType.get(trigger.type);
  if (type === undefined)
    return [{ path: `${path}.type`, message: `must be one of ${[...byType.keys()].join(', ')}` }];
  const decoded = decode(type.settings, trigger, path);
  return decoded.ok ? [] : decoded.faults;
};

/** An event about anything has the type alone as its key: no subject is written like that. */
const keyOf = (eventType: LeadEvent['type'], subject?: string): string =>
  subject === undefined ? eventType : `${eventType} ${subject}`;

/** What a flow is found by: the event type and subject that it waits for, and, for every flow, its own name. */
export const flowKeys = ({
  flowId,
  trigger,
}: {
  readonly flowId: FlowId;
  readonly trigger: Typed;
}): readonly string[] => {
  const byName = keyOf('FlowRequested', flowId);
  const type = byType.get(trigger.type);
  if (type === undefined || type.eventType === 'FlowRequested') return [byName];
  return [byName, keyOf(type.eventType, type.subject(trigger))];
};

/** The keys of the flows that an event starts. */
export const eventKeys = (event: LeadEvent): readonly string[] => {
  if (event.type === 'FlowRequested') return [keyOf(event.type, event.data.flowId)];
  const subjects = triggerTypes.flatMap((type) => type.subjects(event));
  return [keyOf(event.type), ...[...new Set(subjects)].map((subject) => keyOf(event.type, subject))];
};

/** Whether `event` starts a flow with this trigger. */
export const startsFlow = (
  flow: { readonly flowId: FlowId; readonly trigger: Typed },
  event: LeadEvent,
): boolean => {
  const keys = flowKeys(flow);
  return eventKeys(event).some((key) => keys.includes(key));
};
