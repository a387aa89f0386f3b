import type { WakeUp } from '../commands/reactions/schedule-steps.js';
import { FlowId, LeadId } from '../domain/codecs/ids.js';
import type { Instant } from '../domain/codecs/time.js';
import type { LeadWatches } from '../projections/leads.js';
import type { Find } from '../projections/queries.js';
import { pagesById } from './pages-by-id.js';

const wakeUpsOf = ({ _id: leadId, watches }: LeadWatches): readonly WakeUp[] =>
  Object.entries(watches).flatMap(([flowId, { open }]) =>
    open !== undefined && LeadId.is(leadId) && FlowId.is(flowId)
      ? [{ leadId, flowId, dueAt: open.dueAt }]
      : [],
  );

/** The open watches of all leads, page by page: all, or those of leads that have one due before an instant. */
export const createOpenWatches = (leads: Find<LeadWatches>) =>
  async function* openWatches(dueBefore?: Instant): AsyncGenerator<readonly WakeUp[]> {
    const due = dueBefore === undefined ? { $exists: true } : { $lt: dueBefore };
    for await (const page of pagesById(leads, { nextWatchAt: due })) yield page.flatMap(wakeUpsOf);
  };
