import type * as t from 'io-ts';
import { apiKeyDecider, apiKeyEvents } from './api-key/api-key.js';
import { broadcastDecider } from './broadcast/decide.js';
import { broadcastEvents } from './broadcast/events.js';
import { callPatterns } from './call-pattern/call-pattern.js';
import { connectionDecider, connectionEvents } from './connection/connection.js';
import type { Decider } from './decider.js';
import type { DomainEvent, Recorded } from './event.js';
import { flowDecider } from './flow/decider.js';
import { flowEvents } from './flow/events.js';
import { funnels } from './funnel/funnel.js';
import { identityDecider, identityEvents } from './identity/identity.js';
import { importDecider } from './import/decide.js';
import { importEvents } from './import/events.js';
import { leadStreamDecider, leadStreamEvents } from './lead-stream.js';
import { lists } from './list/list.js';
import { policies } from './policy/policy.js';
import { productDecider, productEvents } from './product/product.js';
import { segments } from './segment/saved-segment.js';
import { smsTemplates } from './sms-template/sms-template.js';
import { suppressionDecider, suppressionEvents } from './suppression/suppression.js';
import { templateDecider, templateEvents } from './template/template.js';

/** A decider together with the category of its streams and the events found there. */
export interface Aggregate<State, Command, Event extends DomainEvent> extends Decider<State, Command, Event> {
  readonly category: string;
  readonly isEvent: (event: Recorded<DomainEvent>) => event is Recorded<Event>;
}

const aggregate = <State, Command, Event extends DomainEvent>(
  category: string,
  decider: Decider<State, Command, Event>,
  events: readonly t.Mixed[],
): Aggregate<State, Command, Event> => {
  const types: ReadonlySet<string> = new Set(events.map((codec) => codec.name));
  return {
    ...decider,
    category,
    isEvent: (event): event is Recorded<Event> => types.has(event.type),
  };
};

/** The write side on one screen: what a command is sent to, and the stream category that it appends to. */
export const aggregates = {
  lead: aggregate('lead', leadStreamDecider, leadStreamEvents),
  flow: aggregate('flow', flowDecider, flowEvents),
  template: aggregate('template', templateDecider, templateEvents),
  product: aggregate('product', productDecider, productEvents),
  smsTemplate: aggregate('smstemplate', smsTemplates.decider, smsTemplates.events),
  callPattern: aggregate('callpattern', callPatterns.decider, callPatterns.events),
  list: aggregate('list', lists.decider, lists.events),
  funnel: aggregate('funnel', funnels.decider, funnels.events),
  segment: aggregate('segment', segments.decider, segments.events),
  connection: aggregate('connection', connectionDecider, connectionEvents),
  broadcast: aggregate('broadcast', broadcastDecider, broadcastEvents),
  leadImport: aggregate('import', importDecider, importEvents),
  policy: aggregate('policy', policies.decider, policies.events),
  suppression: aggregate('suppression', suppressionDecider, suppressionEvents),
  identity: aggregate('identity', identityDecider, identityEvents),
  apiKey: aggregate('apikey', apiKeyDecider, apiKeyEvents),
} as const;

/** `lead-3f…` from its two halves. */
export const streamName = (category: string, id: string): string => `${category}-${id}`;

/** The id in a stream's name, if the stream is of that category. */
export const idInStream = (category: string, stream: string): string | undefined =>
  stream.startsWith(`${category}-`) ? stream.slice(category.length + 1) : undefined;
