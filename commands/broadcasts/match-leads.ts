import type { Segment } from '../../domain/broadcast/segment.js';
import type { LeadId, ListId } from '../../domain/codecs/ids.js';
import type { Revision } from '../../domain/codecs/numbers.js';
import type { Instant, TimeZone } from '../../domain/codecs/time.js';
import { DomainError } from '../../domain/errors.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import { compileConditions } from '../../rules/evaluate.js';
import { readConditions } from '../../rules/read-conditions.js';
import type { Catalogue } from '../catalogue.js';
import { readFunnels } from '../read-funnels.js';

/** A lead as the read model has it. */
export interface LeadAtRevision {
  readonly lead: RegisteredLead;
  readonly revision: Revision;
}

/** The leads after an id, in the order of their ids, page by page; those of one list, where one is named. */
export type LeadPages = (query: {
  readonly after?: LeadId;
  readonly listId?: ListId;
}) => AsyncIterable<readonly LeadAtRevision[]>;

interface At {
  readonly now: Instant;
  readonly timeZone: TimeZone;
}

/** The leads of a segment, as of an instant, in the order of their ids. */
export type MatchLeads = (
  segment: Segment,
  at: At,
  after?: LeadId,
) => AsyncIterable<readonly LeadAtRevision[]>;

/** Whether a lead meets the conditions. @throws DomainError `invalid` for conditions that cannot be read */
const createTest = async (
  { conditions }: Segment,
  at: At,
  catalogue: Pick<Catalogue, 'funnel'>,
): Promise<(lead: RegisteredLead) => Promise<boolean>> => {
  if (conditions === undefined) return async () => true;
  const read = readConditions(conditions, 'segment.conditions');
  if (!read.ok) throw DomainError.invalid(read.faults);
  const compiled = compileConditions(read.tree);
  const funnels = await readFunnels(compiled.references, catalogue);
  return async (lead) => (await compiled.evaluate({ lead, ...at, funnels })).holds;
};

/** Finds leads by looking at each: a page in memory at a time. */
export const createMatchLeads = (leadPages: LeadPages, catalogue: Pick<Catalogue, 'funnel'>): MatchLeads =>
  async function* matchLeads(segment, at, after) {
    const { listId } = segment;
    const meets = await createTest(segment, at, catalogue);
    const pages = leadPages({
      ...(after === undefined ? {} : { after }),
      ...(listId === undefined ? {} : { listId }),
    });
    for await (const page of pages) {
      const matching: LeadAtRevision[] = [];
      // Who was registered later is none of those who were there.
      for (const one of page)
        if (one.lead.registeredAt <= at.now && (await meets(one.lead))) matching.push(one);
      yield matching;
    }
  };
