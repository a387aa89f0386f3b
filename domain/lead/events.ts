import * as t from 'io-ts';
import { dictionary, list } from '../codecs/collections.js';
import { ExternalId, LeadId, ListId, ProductId } from '../codecs/ids.js';
import { oneOf } from '../codecs/text.js';
import { AttributeName, Channel, EmailAddress, NoteText, Scalar, Tag } from '../codecs/values.js';
import { event } from '../event.js';
import { type Activity, activities } from './activity.js';
import { type MessageReport, messageReports, type SentEvent, sentEvents } from './message-events.js';
import { OfferCode, SpecialOffer } from './offer.js';
import {
  type TrainingJetReport,
  TrainingJetSubscriptionAdded,
  trainingJetReports,
} from './training-jet-events.js';

export const Attributes = dictionary(AttributeName, Scalar, 200);
export type Attributes = t.TypeOf<typeof Attributes>;

export const LeadRegistered = event(
  'LeadRegistered',
  { leadId: LeadId },
  { externalId: ExternalId, email: EmailAddress },
);
/** A known lead is named for the first time by the id that a client's own system has for it. */
export const ExternalIdAssigned = event('ExternalIdAssigned', { externalId: ExternalId });
export const AttributesSet = event('AttributesSet', { attributes: Attributes });
export const AttributesRemoved = event('AttributesRemoved', {
  names: list(AttributeName, { min: 1, max: 200 }),
});
export const TagAdded = event('TagAdded', { tag: Tag });
export const TagRemoved = event('TagRemoved', { tag: Tag });
export const ProductAdded = event('ProductAdded', { productId: ProductId });
export const ProductRemoved = event('ProductRemoved', { productId: ProductId });
export const NoteMade = event('NoteMade', { text: NoteText });
export const AddedToList = event('AddedToList', { listId: ListId });
export const RemovedFromList = event('RemovedFromList', { listId: ListId });
export const SpecialOfferCreated = event('SpecialOfferCreated', { offer: SpecialOffer });
/** The offer that the lead had is another one from here on. */
export const SpecialOfferUpdated = event('SpecialOfferUpdated', { offer: SpecialOffer });
export const SpecialOfferRemoved = event('SpecialOfferRemoved', { code: OfferCode });
/** The lead wants to be written to, or called. `source` says where that was said. */
export const ConsentGiven = event('ConsentGiven', { channel: Channel, source: t.string });
export const ConsentWithdrawn = event('ConsentWithdrawn', { channel: Channel, source: t.string });
/** All that was known of the lead is gone: its key is destroyed, and with it what the events before this one said. */
export const LeadErased = event('LeadErased', {});
/** An activity named something that the catalogue does not have: the activity is kept, and this reports it. */
export const UnknownReferenceReported = event('UnknownReferenceReported', {
  kind: oneOf('ReferenceKind', ['flow', 'product']),
  id: t.string,
});

/** What happens to a lead, beside its activities. The shapes are the storage format. */
export const leadEvents = [
  LeadRegistered,
  ExternalIdAssigned,
  AttributesSet,
  AttributesRemoved,
  TagAdded,
  TagRemoved,
  ProductAdded,
  ProductRemoved,
  NoteMade,
  AddedToList,
  RemovedFromList,
  SpecialOfferCreated,
  SpecialOfferUpdated,
  SpecialOfferRemoved,
  ConsentGiven,
  ConsentWithdrawn,
  TrainingJetSubscriptionAdded,
  UnknownReferenceReported,
  LeadErased,
  ...sentEvents,
  ...messageReports,
  ...trainingJetReports,
  ...activities.map((activity) => activity.event),
] as const;

export type LeadEvent =
  | Activity
  | SentEvent
  | MessageReport
  | TrainingJetReport
  | t.TypeOf<typeof LeadRegistered>
  | t.TypeOf<typeof ExternalIdAssigned>
  | t.TypeOf<typeof AttributesSet>
  | t.TypeOf<typeof AttributesRemoved>
  | t.TypeOf<typeof TagAdded>
  | t.TypeOf<typeof TagRemoved>
  | t.TypeOf<typeof ProductAdded>
  | t.TypeOf<typeof ProductRemoved>
  | t.TypeOf<typeof NoteMade>
  | t.TypeOf<typeof AddedToList>
  | t.TypeOf<typeof RemovedFromList>
  | t.TypeOf<typeof SpecialOfferCreated>
  | t.TypeOf<typeof SpecialOfferUpdated>
  | t.TypeOf<typeof SpecialOfferRemoved>
  | t.TypeOf<typeof ConsentGiven>
  | t.TypeOf<typeof ConsentWithdrawn>
  | t.TypeOf<typeof TrainingJetSubscriptionAdded>
  | t.TypeOf<typeof UnknownReferenceReported>
  | t.TypeOf<typeof LeadErased>;
