import type { LeadId } from '../../domain/codecs/ids.js';
import type { Revision } from '../../domain/codecs/numbers.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import type { Filter } from '../../rules/filter.js';

/** What is shown of a lead: not the tallies that conditions are decided by, which may be large. */
export type FoundLead = Pick<
  RegisteredLead,
  | 'leadId'
  | 'externalId'
  | 'registeredAt'
  | 'attributes'
  | 'tags'
  | 'products'
  | 'purchases'
  | 'lists'
  | 'consent'
  | 'offer'
>;

/** A lead as the read model has it. */
export interface LeadAtRevision {
  readonly lead: FoundLead;
  readonly revision: Revision;
}

/** Finds registered leads in the read model by filters that `toFilter` made. */
export interface FindLeads {
  readonly page: (query: {
    readonly filter: Filter;
    readonly sort: Readonly<Record<string, 1 | -1>>;
    readonly limit: number;
  }) => Promise<readonly LeadAtRevision[]>;
  /** All of them in the order of their ids, and after one: a page in memory at a time. */
  readonly pages: (filter: Filter, after?: LeadId) => AsyncIterable<readonly LeadAtRevision[]>;
  readonly count: (filter: Filter) => Promise<number>;
}
