import type { LeadAtRevision, LeadPages } from '../commands/broadcasts/match-leads.js';
import type { LeadDocument } from '../projections/leads.js';
import type { Find } from '../projections/queries.js';
import { pagesById } from './pages-by-id.js';

const registeredIn = ({ lead, revision }: LeadDocument): readonly LeadAtRevision[] =>
  lead.status === 'registered' ? [{ lead, revision }] : [];

/** The registered leads of the read model, in the order of their ids, page by page. */
export const createLeadPages = (leads: Find<LeadDocument>): LeadPages =>
  async function* leadPages({ after, listId }) {
    const onList = listId === undefined ? {} : { 'lead.lists': listId };
    for await (const page of pagesById(leads, onList, after)) yield page.flatMap(registeredIn);
  };
