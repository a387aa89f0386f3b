import * as t from 'io-ts';
import { dictionary, list } from '../domain/codecs/collections.js';
import { EventId, ExternalId, LeadId, ListId, ProductId, SourceEventId } from '../domain/codecs/ids.js';
import { Json } from '../domain/codecs/json.js';
import { integer, Position, Revision } from '../domain/codecs/numbers.js';
import { open } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { Instant } from '../domain/codecs/time.js';
import { AttributeName, Scalar, Tag } from '../domain/codecs/values.js';
import { DomainError } from '../domain/errors.js';
import { Actor, type Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { truncatedIn } from '../domain/lead/happened.js';
import { noSuchLead } from '../domain/lead/no-such-lead.js';
import { SpecialOffer } from '../domain/lead/offer.js';
import type { Lead } from '../domain/lead/state.js';
import { unbounded } from './codecs.js';

const Purchase = open('Purchase', {
  productId: ProductId,
  count: integer('Quantity', { min: 1, max: Number.MAX_SAFE_INTEGER }),
  firstAt: Instant,
  lastAt: Instant,
});

const Said = oneOf('Said', ['given', 'withdrawn']);
const Consent = open('LeadConsent', {}, { email: Said, sms: Said, phone: Said });

export const LeadAnswer = open(
  'Lead',
  {
    leadId: LeadId,
    /** The last event of the lead's stream that is in it. */
    revision: Revision,
    registeredAt: Instant,
    attributes: dictionary(AttributeName, Scalar, unbounded.max),
    tags: list(Tag, unbounded),
    products: list(ProductId, unbounded),
    purchases: list(Purchase, unbounded),
    /** The broadcast lists that it is on. */
    lists: list(ListId, unbounded),
    /** What it has said about being written to or called, where it has. */
    consent: Consent,
  },
  {
    externalId: ExternalId,
    offer: SpecialOffer,
    /** Of these there is more than is kept: conditions on the rarest of them may not see them. */
    truncated: list(t.string, unbounded),
  },
);
type LeadAnswer = t.TypeOf<typeof LeadAnswer>;

interface AtRevision {
  readonly lead: Lead;
  readonly revision: Revision | undefined;
}

/** @throws DomainError `notFound`, or `gone` once it is erased */
export const showLead = ({ lead, revision }: AtRevision): LeadAnswer => {
  if (lead.status === 'unknown') throw noSuchLead(lead);
  if (revision === undefined) throw DomainError.notFound('This lead');
  const { leadId, externalId, registeredAt, attributes, tags, products, purchases, lists, consent, offer } =
    lead;
  const truncated = truncatedIn(lead.happened);
  return {
    leadId,
    ...(externalId === undefined ? {} : { externalId }),
    revision,
    registeredAt,
    attributes,
    tags,
    products,
    purchases,
    lists,
    consent,
    ...(offer === undefined ? {} : { offer }),
    ...(truncated.length === 0 ? {} : { truncated }),
  };
};

export const EventAnswer = open(
  'LeadEvent',
  {
    eventId: EventId,
    revision: Revision,
    position: Position,
    type: t.string,
    data: Json,
    /** When it happened, and when it got into the log. */
    occurredAt: Instant,
    recordedAt: Instant,
    actor: Actor,
    correlationId: EventId,
    causationId: EventId,
  },
  {
    sourceEventId: SourceEventId,
    /** Its lead is erased: the data holds at most what names nobody. */
    erased: t.literal(true),
  },
);

export const showEvent = (event: Recorded<AnyEvent>): t.TypeOf<typeof EventAnswer> => {
  const { eventId, revision, position, recordedAt, metadata, redacted } = event;
  const { type, data } = event.type === 'EventErased' ? { type: event.data.type, data: {} } : event;
  const { occurredAt, actor, correlationId, causationId, sourceEventId } = metadata;
  return {
    eventId,
    revision,
    position,
    type,
    data: Json.is(data) ? data : null,
    occurredAt,
    recordedAt,
    actor,
    correlationId,
    causationId,
    ...(redacted === undefined ? {} : { erased: redacted }),
    ...(sourceEventId === undefined ? {} : { sourceEventId }),
  };
};
