import { aggregates, idInStream } from '../domain/aggregates.js';
import type { Document, ReadModel } from './read-model.js';

/** The id of the document for an id that a sender gave to an event of a lead. */
export const sourceEventKey = (leadId: string, sourceEventId: string): string => `${leadId} ${sourceEventId}`;

/** The ids of one lead's events lie from the one of these to the other. */
export const sourceEventKeysOf = (leadId: string): { readonly from: string; readonly before: string } => ({
  from: `${leadId} `,
  before: `${leadId}!`,
});

/** Every id that senders gave their events: how a very late duplicate is told. */
export const sourceEventIds: ReadModel<Document> = {
  name: 'source_event_ids',
  version: 1,
  indexes: [],
  key: ({ stream, metadata: { sourceEventId } }) => {
    const leadId = idInStream(aggregates.lead.category, stream);
    return leadId === undefined || sourceEventId === undefined
      ? undefined
      : sourceEventKey(leadId, sourceEventId);
  },
  evolve: (doc, { stream, position, metadata: { sourceEventId } }) => {
    const leadId = idInStream(aggregates.lead.category, stream);
    if (doc !== undefined || leadId === undefined || sourceEventId === undefined) return doc;
    return { _id: sourceEventKey(leadId, sourceEventId), position };
  },
};
