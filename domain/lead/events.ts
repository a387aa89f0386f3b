import * as t from 'io-ts';
import { dictionary, list } from '../codecs/collections.js';
import { ExternalId, LeadId, ProductId, TemplateId } from '../codecs/ids.js';
import { integer } from '../codecs/numbers.js';
import { open } from '../codecs/struct.js';
import { oneOf } from '../codecs/text.js';
import { AttributeName, EmailAddress, NoteText, Scalar, Tag, Url } from '../codecs/values.js';
import { event } from '../event.js';
import { type Activity, activities } from './activity.js';

export const Attributes = dictionary(AttributeName, Scalar, 200);
export type Attributes = t.TypeOf<typeof Attributes>;

const TemplateVersion = open('TemplateVersionRef', {
  templateId: TemplateId,
  version: integer('Version', { min: 1, max: 1_000_000 }),
});

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
export const EmailSent = event(
  'EmailSent',
  { messageId: t.string, to: EmailAddress, subject: t.string, response: t.string },
  { template: TemplateVersion },
);
export const WebhookDelivered = event('WebhookDelivered', {
  webhookId: t.string,
  url: Url,
  status: integer('HttpStatus', { min: 100, max: 599 }),
});
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
  EmailSent,
  WebhookDelivered,
  UnknownReferenceReported,
  ...activities.map((activity) => activity.event),
] as const;

export type LeadEvent =
  | Activity
  | t.TypeOf<typeof LeadRegistered>
  | t.TypeOf<typeof ExternalIdAssigned>
  | t.TypeOf<typeof AttributesSet>
  | t.TypeOf<typeof AttributesRemoved>
  | t.TypeOf<typeof TagAdded>
  | t.TypeOf<typeof TagRemoved>
  | t.TypeOf<typeof ProductAdded>
  | t.TypeOf<typeof ProductRemoved>
  | t.TypeOf<typeof NoteMade>
  | t.TypeOf<typeof EmailSent>
  | t.TypeOf<typeof WebhookDelivered>
  | t.TypeOf<typeof UnknownReferenceReported>;
