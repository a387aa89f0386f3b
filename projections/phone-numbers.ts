import { aggregates, idInStream } from '../domain/aggregates.js';
import { LeadId } from '../domain/codecs/ids.js';
import type { PhoneNumber } from '../domain/codecs/values.js';
import type { Document, ReadModel } from './read-model.js';

interface Contact {
  readonly leadId: LeadId;
  /** Our number, from which the lead was written to or called. */
  readonly ours: PhoneNumber;
}

/** A number that was written to or called, and for whom, the latest last. */
export interface PhoneNumberDocument extends Document {
  readonly contacts: readonly Contact[];
}

/** A number that is passed around would make its document grow without end. */
const mostContacts = 50;

/** Whose a number is, which a text from it does not say. */
export const phoneNumbers: ReadModel<PhoneNumberDocument> = {
  name: 'phone_numbers',
  version: 1,
  indexes: [{ 'contacts.leadId': 1 }],
  key: ({ type, data }) => (type === 'SmsSent' || type === 'CallPlaced' ? data.to : undefined),
  evolve: (doc, event) => {
    const leadId = idInStream(aggregates.lead.category, event.stream);
    if ((event.type !== 'SmsSent' && event.type !== 'CallPlaced') || !LeadId.is(leadId)) return doc;
    const { from: ours, to } = event.data;
    const others = (doc?.contacts ?? []).filter((one) => one.leadId !== leadId || one.ours !== ours);
    const contacts = [...others, { leadId, ours }].slice(-mostContacts);
    return { _id: to, position: event.position, contacts };
  },
};
