import type { FindLeads, LeadAtRevision } from '../commands/segments/find-leads.js';
import type { LeadRow } from '../projections/leads.js';
import type { Find } from '../projections/queries.js';
import { pagesById } from './pages-by-id.js';

const registeredIn = ({ lead, revision }: LeadRow): readonly LeadAtRevision[] =>
  lead.status === 'registered' ? [{ lead, revision }] : [];

/** Finds registered leads in the read model. */
export const createFindLeads = (leads: Find<LeadRow>): FindLeads => ({
  page: async (query) => (await leads.many(query)).flatMap(registeredIn),
  pages: async function* pages(filter, after) {
    for await (const page of pagesById(leads, filter, after)) yield page.flatMap(registeredIn);
  },
  count: (filter) => leads.count(filter),
});
