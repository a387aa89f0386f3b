import type { ApiKeyEvent } from './api-key/api-key.js';
import { apiKeyEvents } from './api-key/api-key.js';
import { type BroadcastEvent, broadcastEvents } from './broadcast/events.js';
import { type CallPatternEvent, callPatterns } from './call-pattern/call-pattern.js';
import { type Decoded, decode } from './codecs/decode.js';
import { type ConnectionEvent, connectionEvents } from './connection/connection.js';
import type { DomainEvent } from './event.js';
import { EventErased } from './event-erased.js';
import { type FlowEvent, flowEvents } from './flow/events.js';
import { type FunnelEvent, funnels } from './funnel/funnel.js';
import { type IdentityEvent, identityEvents } from './identity/identity.js';
import { type ImportEvent, importEvents } from './import/events.js';
import { type LeadStreamEvent, leadStreamEvents } from './lead-stream.js';
import { type ListEvent, lists } from './list/list.js';
import { type PolicyEvent, policies } from './policy/policy.js';
import { type ProductEvent, productEvents } from './product/product.js';
import { type SegmentEvent, segments } from './segment/saved-segment.js';
import { type SmsTemplateEvent, smsTemplates } from './sms-template/sms-template.js';
import { type SuppressionEvent, suppressionEvents } from './suppression/suppression.js';
import { type TemplateEvent, templateEvents } from './template/template.js';

/** Every event that Leadline writes. */
export type AnyEvent =
  | LeadStreamEvent
  | FlowEvent
  | TemplateEvent
  | ProductEvent
  | SmsTemplateEvent
  | CallPatternEvent
  | ListEvent
  | FunnelEvent
  | SegmentEvent
  | ConnectionEvent
  | BroadcastEvent
  | ImportEvent
  | PolicyEvent
  | SuppressionEvent
  | IdentityEvent
  | ApiKeyEvent
  | EventErased;

/** THE list of event codecs. */
export const allEvents = [
  ...leadStreamEvents,
  ...flowEvents,
  ...templateEvents,
  ...productEvents,
  ...smsTemplates.events,
  ...callPatterns.events,
  ...lists.events,
  ...funnels.events,
  ...segments.events,
  ...connectionEvents,
  ...broadcastEvents,
  ...importEvents,
  ...policies.events,
  ...suppressionEvents,
  ...identityEvents,
  ...apiKeyEvents,
  EventErased,
] as const;

const codecs: ReadonlyMap<string, (typeof allEvents)[number]> = new Map(
  allEvents.map((codec) => [codec.name, codec]),
);

/** Whether there are events of that type. */
export const isEventType = (name: string): boolean => codecs.has(name);

/** Whether an event can be read again once it is stored. */
export const isReadable = (event: DomainEvent): event is AnyEvent =>
  codecs.get(event.type)?.is(event) ?? false;

/** An event from its stored form; `undefined` for a type that this version does not know. */
export const decodeEvent = (stored: DomainEvent): Decoded<AnyEvent> | undefined => {
  const codec = codecs.get(stored.type);
  return codec === undefined ? undefined : decode<AnyEvent>(codec, stored, stored.type);
};
