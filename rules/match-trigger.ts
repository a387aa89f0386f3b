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

/** The event type that a trigger waits for. */
export const triggerEventType = (trigger: Typed): LeadEvent['type'] | undefined =>
  byType.get(trigger.type)?.eventType;

/** Whether `event` starts a flow with this trigger: any flow can be started by name. */
export const startsFlow = (
  flow: { readonly flowId: FlowId; readonly trigger: Typed },
  event: LeadEvent,
): boolean =>
  event.type === 'FlowRequested'
    ? event.data.flowId === flow.flowId
    : (byType.get(flow.trigger.type)?.matches(flow.trigger, event) ?? false);
