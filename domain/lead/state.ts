import type { ConnectionId, ExternalId, LeadId, SourceEventId } from '../codecs/ids.js';
import type { Instant } from '../codecs/time.js';
import type { Channel } from '../codecs/values.js';
import type { Recorded } from '../event.js';
import { activities } from './activity.js';
import { type Described, described, removeAttributes, setAttributes } from './attributes.js';
import type { LeadEvent } from './events.js';
import { formAttributes } from './form-attributes.js';
import { evolveHappened, type Happened, nothingHappened } from './happened.js';
import { type Holdings, holdsNothing, purchase, say } from './holdings.js';
import type { SpecialOffer } from './offer.js';

/** What is known of a lead: the facts that conditions ask for. Plain data, stored as it is by the `leads` read model. */
export interface RegisteredLead extends Described, Holdings {
  readonly status: 'registered';
  readonly leadId: LeadId;
  readonly externalId?: ExternalId;
  /** When it was first heard of: the earliest that anything it did happened. */
  readonly registeredAt: Instant;
  /** The one that it has, which may be over. */
  readonly offer?: SpecialOffer;
  readonly happened: Happened;
  /** What the lead has said about being written to or called; nothing where it has not. */
  readonly consent: Readonly<Partial<Record<Channel, 'given' | 'withdrawn'>>>;
  /** The last messages that it was sent, newest last. */
  readonly recentMessages: readonly RecentMessage[];
  /** The last ids that senders gave their events, newest last. */
  readonly recentSourceEventIds: readonly SourceEventId[];
}

/** When a message went out to the lead. */
export interface RecentMessage {
  readonly channel: Channel;
  readonly connectionId?: ConnectionId;
  readonly at: Instant;
}

/** Not known, or no more: `erasedAt` is when it was erased. */
export type UnknownLead = { readonly status: 'unknown'; readonly erasedAt?: Instant };
export type Lead = UnknownLead | RegisteredLead;

export const unknownLead: Lead = { status: 'unknown' };

/** How many ids of a sender's events the state remembers; older ones are looked up in the read model. */
export const recentSourceEventIdCount = 100;

/** How many messages the state remembers: no frequency cap can count further. */
export const recentMessageCount = 100;

const sent = (lead: RegisteredLead, message: RecentMessage): RegisteredLead => ({
  ...lead,
  recentMessages: [...lead.recentMessages, message].slice(-recentMessageCount),
});

const change = (lead: RegisteredLead, event: Recorded<LeadEvent>): RegisteredLead => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'ExternalIdAssigned':
      return { ...lead, externalId: event.data.externalId };
    case 'FormSubmitted':
    case 'OrderFormSubmitted':
    case 'LeadAdFormSubmitted':
      // The latest form counts, also where it says the same as one before it.
      return setAttributes(lead, formAttributes(event.data.fields), at);
    case 'AttributesSet':
      return setAttributes(lead, event.data.attributes, at);
    case 'AttributesRemoved':
      return removeAttributes(lead, event.data.names, at);
    case 'TagAdded':
      return say(lead, 'tags', event.data.tag, true, at);
    case 'TagRemoved':
      return say(lead, 'tags', event.data.tag, false, at);
    case 'ProductAdded':
      return say(lead, 'products', event.data.productId, true, at);
    case 'ProductRemoved':
      return say(lead, 'products', event.data.productId, false, at);
    case 'OrderPurchased':
      return purchase(lead, event.data.items, at);
    case 'AddedToList':
      return say(lead, 'lists', event.data.listId, true, at);
    case 'RemovedFromList':
      return say(lead, 'lists', event.data.listId, false, at);
    case 'SpecialOfferCreated':
    case 'SpecialOfferUpdated':
      return { ...lead, offer: event.data.offer };
    case 'SpecialOfferRemoved': {
      const { offer: _removed, ...rest } = lead;
      return rest;
    }
    case 'ConsentGiven':
      return { ...lead, consent: { ...lead.consent, [event.data.channel]: 'given' } };
    case 'ConsentWithdrawn':
      return { ...lead, consent: { ...lead.consent, [event.data.channel]: 'withdrawn' } };
    case 'EmailSent':
      return sent(lead, { channel: 'email', at, connectionId: event.data.connectionId });
    case 'SmsSent':
      return sent(lead, { channel: 'sms', at, connectionId: event.data.connectionId });
    case 'CallPlaced':
      return sent(lead, { channel: 'phone', at, connectionId: event.data.connectionId });
    case 'TrainingJetSubscriptionAdded':
    case 'TrainingJetSubscriptionStarted':
      return say(lead, 'trainingJetPlans', event.data.planId, true, at);
    case 'TrainingJetSubscriptionEnded':
      return say(lead, 'trainingJetPlans', event.data.planId, false, at);
    default:
      return lead;
  }
};

const activityTypes: ReadonlySet<string> = new Set(activities.map((activity) => activity.eventType));

/** An activity told late may be the first that was seen of the lead. */
const heardOf = (lead: RegisteredLead, { type, metadata }: Recorded<LeadEvent>): RegisteredLead =>
  activityTypes.has(type) && metadata.occurredAt < lead.registeredAt
    ? { ...lead, registeredAt: metadata.occurredAt }
    : lead;

const remember = (lead: RegisteredLead, sourceEventId: SourceEventId | undefined): RegisteredLead =>
  sourceEventId === undefined || lead.recentSourceEventIds.includes(sourceEventId)
    ? lead
    : {
        ...lead,
        recentSourceEventIds: [...lead.recentSourceEventIds, sourceEventId].slice(-recentSourceEventIdCount),
      };

/** Folds one event into what is known of the lead; events it does not know change nothing. */
export const evolveLead = (lead: Lead, event: Recorded<LeadEvent>): Lead => {
  if (event.type === 'LeadErased') return { status: 'unknown', erasedAt: event.metadata.occurredAt };
  if (event.type === 'LeadRegistered' && lead.status === 'unknown') {
    const { leadId, externalId, email } = event.data;
    const at = event.metadata.occurredAt;
    return {
      status: 'registered',
      leadId,
      ...(externalId === undefined ? {} : { externalId }),
      registeredAt: at,
      ...described(email === undefined ? {} : { email }, at),
      ...holdsNothing,
      consent: {},
      recentMessages: [],
      happened: nothingHappened,
      recentSourceEventIds: [],
    };
  }
  if (lead.status === 'unknown') return lead;
  const changed = heardOf(change(lead, event), event);
  const happened = evolveHappened(changed.happened, event);
  return remember({ ...changed, happened }, event.metadata.sourceEventId);
};
