import type { ConnectionId, ExternalId, LeadId, ListId, ProductId, SourceEventId } from '../codecs/ids.js';
import type { Instant } from '../codecs/time.js';
import type { Channel, Scalar, Tag } from '../codecs/values.js';
import type { Recorded } from '../event.js';
import type { LeadEvent } from './events.js';
import type { SpecialOffer } from './offer.js';

export interface Purchase {
  readonly productId: ProductId;
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** What is known of a lead: the facts that conditions ask for. Plain data, stored as it is by the `leads` read model. */
export interface RegisteredLead {
  readonly status: 'registered';
  readonly leadId: LeadId;
  readonly externalId?: ExternalId;
  readonly registeredAt: Instant;
  readonly attributes: Readonly<Record<string, Scalar>>;
  /** When each attribute was last set, so that a late event does not undo a newer one. */
  readonly attributesAt: Readonly<Record<string, Instant>>;
  readonly tags: readonly Tag[];
  /** Has now, bought or granted. */
  readonly products: readonly ProductId[];
  /** Bought at some time, even if removed since. */
  readonly purchases: readonly Purchase[];
  readonly lists: readonly ListId[];
  /** The one that it has, which may be over. */
  readonly offer?: SpecialOffer;
  /** What the lead has said about being written to or called; nothing where it has not. */
  readonly consent: Readonly<Partial<Record<Channel, 'given' | 'withdrawn'>>>;
  /** The last messages that it was sent, newest last. */
  readonly recentMessages: readonly RecentMessage[];
  /** The Training Jet plans that it is subscribed to now. */
  readonly trainingJetPlans: readonly string[];
  /** The last ids that senders gave their events, newest last. */
  readonly recentSourceEventIds: readonly SourceEventId[];
}

/** When a message went out to the lead. */
export interface RecentMessage {
  readonly channel: Channel;
  readonly connectionId?: ConnectionId;
  readonly at: Instant;
}

export type Lead = { readonly status: 'unknown' } | RegisteredLead;

export const unknownLead: Lead = { status: 'unknown' };

/** How many ids of a sender's events the state remembers; older ones are looked up in the read model. */
export const recentSourceEventIdCount = 100;

/** How many messages the state remembers: no frequency cap can count further. */
export const recentMessageCount = 100;

const without = <A>(items: readonly A[], item: A): readonly A[] => items.filter((other) => other !== item);
const withItem = <A>(items: readonly A[], item: A): readonly A[] =>
  items.includes(item) ? items : [...items, item];

/** Whether nothing newer than `at` has been said about an attribute. */
const isOpenAt = (lead: RegisteredLead, name: string, at: Instant): boolean => {
  const known = Object.hasOwn(lead.attributesAt, name) ? lead.attributesAt[name] : undefined;
  return known === undefined || known <= at;
};

const setAttributes = (
  lead: RegisteredLead,
  changes: Readonly<Record<string, Scalar>>,
  at: Instant,
): RegisteredLead => {
  const newer = Object.entries(changes).filter(([name]) => isOpenAt(lead, name, at));
  return {
    ...lead,
    attributes: { ...lead.attributes, ...Object.fromEntries(newer) },
    attributesAt: { ...lead.attributesAt, ...Object.fromEntries(newer.map(([name]) => [name, at])) },
  };
};

const removeAttributes = (lead: RegisteredLead, names: readonly string[], at: Instant): RegisteredLead => {
  const removed = names.filter((name) => isOpenAt(lead, name, at));
  return {
    ...lead,
    attributes: Object.fromEntries(
      Object.entries(lead.attributes).filter(([name]) => !removed.includes(name)),
    ),
    attributesAt: { ...lead.attributesAt, ...Object.fromEntries(removed.map((name) => [name, at])) },
  };
};

const addPurchase = (
  purchases: readonly Purchase[],
  productId: ProductId,
  quantity: number,
  at: Instant,
): readonly Purchase[] => {
  const before = purchases.find((purchase) => purchase.productId === productId);
  if (before === undefined) return [...purchases, { productId, count: quantity, firstAt: at, lastAt: at }];
  const after: Purchase = {
    productId,
    count: before.count + quantity,
    firstAt: at < before.firstAt ? at : before.firstAt,
    lastAt: at > before.lastAt ? at : before.lastAt,
  };
  return purchases.map((purchase) => (purchase === before ? after : purchase));
};

interface Bought {
  readonly productId: ProductId;
  readonly quantity?: number;
}

const purchase = (lead: RegisteredLead, items: readonly Bought[], at: Instant): RegisteredLead => {
  let { products, purchases } = lead;
  for (const { productId, quantity = 1 } of items) {
    products = withItem(products, productId);
    purchases = addPurchase(purchases, productId, quantity, at);
  }
  return { ...lead, products, purchases };
};

const sent = (lead: RegisteredLead, message: RecentMessage): RegisteredLead => ({
  ...lead,
  recentMessages: [...lead.recentMessages, message].slice(-recentMessageCount),
});

const change = (lead: RegisteredLead, event: Recorded<LeadEvent>): RegisteredLead => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'ExternalIdAssigned':
      return { ...lead, externalId: event.data.externalId };
    case 'AttributesSet':
      return setAttributes(lead, event.data.attributes, at);
    case 'AttributesRemoved':
      return removeAttributes(lead, event.data.names, at);
    case 'TagAdded':
      return { ...lead, tags: withItem(lead.tags, event.data.tag) };
    case 'TagRemoved':
      return { ...lead, tags: without(lead.tags, event.data.tag) };
    case 'ProductAdded':
      return { ...lead, products: withItem(lead.products, event.data.productId) };
    case 'ProductRemoved':
      return { ...lead, products: without(lead.products, event.data.productId) };
    case 'OrderPurchased':
      return purchase(lead, event.data.items, at);
    case 'AddedToList':
      return { ...lead, lists: withItem(lead.lists, event.data.listId) };
    case 'RemovedFromList':
      return { ...lead, lists: without(lead.lists, event.data.listId) };
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
    case 'EmailSent': {
      const { connectionId } = event.data;
      return sent(lead, { channel: 'email', at, ...(connectionId === undefined ? {} : { connectionId }) });
    }
    case 'SmsSent':
      return sent(lead, { channel: 'sms', at, connectionId: event.data.connectionId });
    case 'CallPlaced':
      return sent(lead, { channel: 'phone', at, connectionId: event.data.connectionId });
    case 'TrainingJetSubscriptionAdded':
    case 'TrainingJetSubscriptionStarted':
      return { ...lead, trainingJetPlans: withItem(lead.trainingJetPlans, event.data.planId) };
    case 'TrainingJetSubscriptionEnded':
      return { ...lead, trainingJetPlans: without(lead.trainingJetPlans, event.data.planId) };
    default:
      return lead;
  }
};

const remember = (lead: RegisteredLead, sourceEventId: SourceEventId | undefined): RegisteredLead =>
  sourceEventId === undefined || lead.recentSourceEventIds.includes(sourceEventId)
    ? lead
    : {
        ...lead,
        recentSourceEventIds: [...lead.recentSourceEventIds, sourceEventId].slice(-recentSourceEventIdCount),
      };

/** Folds one event into what is known of the lead; events it does not know change nothing. */
export const evolveLead = (lead: Lead, event: Recorded<LeadEvent>): Lead => {
  if (event.type === 'LeadRegistered' && lead.status === 'unknown') {
    const { leadId, externalId, email } = event.data;
    const at = event.metadata.occurredAt;
    return {
      status: 'registered',
      leadId,
      ...(externalId === undefined ? {} : { externalId }),
      registeredAt: at,
      attributes: email === undefined ? {} : { email },
      attributesAt: email === undefined ? {} : { email: at },
      tags: [],
      products: [],
      purchases: [],
      lists: [],
      consent: {},
      recentMessages: [],
      trainingJetPlans: [],
      recentSourceEventIds: [],
    };
  }
  if (lead.status === 'unknown') return lead;
  return remember(change(lead, event), event.metadata.sourceEventId);
};
