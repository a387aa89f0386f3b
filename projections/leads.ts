import { aggregates, idInStream } from '../domain/aggregates.js';
import type { Revision } from '../domain/codecs/numbers.js';
import type { Lead } from '../domain/lead/state.js';
import type { Runs } from '../domain/run/state.js';
import type { Document, ReadModel } from './read-model.js';

/** A lead as conditions see it, and the snapshot from which commands begin. */
export interface LeadDocument extends Document {
  readonly revision: Revision;
  readonly lead: Lead;
  readonly runs: Runs;
}

const { lead } = aggregates;

export const leads: ReadModel<LeadDocument> = {
  name: 'leads',
  version: 5,
  indexes: [
    { 'lead.attributes.email': 1 },
    { 'lead.externalId': 1 },
    { 'lead.tags': 1 },
    { 'lead.products': 1 },
    { 'lead.lists': 1, _id: 1 },
    { 'lead.purchases.productId': 1 },
    { 'lead.registeredAt': 1 },
  ],
  key: (event) => idInStream(lead.category, event.stream),
  evolve: (doc, event) => {
    const leadId = idInStream(lead.category, event.stream);
    if (leadId === undefined || !lead.isEvent(event)) return doc;
    // Never past an event that is missing: the document is the snapshot that commands begin from.
    if (event.revision !== (doc?.revision ?? -1) + 1) return doc;
    const state = lead.evolve(doc ?? lead.initial, event);
    return {
      _id: leadId,
      position: event.position,
      revision: event.revision,
      lead: state.lead,
      runs: state.runs,
    };
  },
};
