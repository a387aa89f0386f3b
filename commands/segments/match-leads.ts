import type { LeadId } from '../../domain/codecs/ids.js';
import type { Segment } from '../../domain/segment/segment.js';
import type { Catalogue } from '../catalogue.js';
import type { FindLeads, LeadAtRevision } from './find-leads.js';
import { type At, segmentFilter } from './segment-filter.js';

/** The leads of a segment that has been resolved, as of an instant, in the order of their ids. */
export type MatchLeads = (
  segment: Segment,
  at: At,
  after?: LeadId,
) => AsyncIterable<readonly LeadAtRevision[]>;

/** Finds the leads by an index, where the conditions say what a lead has: a page in memory at a time. */
export const createMatchLeads = (findLeads: FindLeads, catalogue: Pick<Catalogue, 'funnel'>): MatchLeads =>
  async function* matchLeads(segment, at, after) {
    const filter = await segmentFilter(segment, at, catalogue);
    // Who was registered later is none of those who were there.
    yield* findLeads.pages({ $and: [filter, { 'lead.registeredAt': { $lte: at.now } }] }, after);
  };
