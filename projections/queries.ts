import type { FlowDocument } from './flows.js';
import type { LeadDocument } from './leads.js';
import type { ListDocument } from './lists.js';
import type { ProductDocument } from './products.js';
import type { Document } from './read-model.js';
import type { RunDocument } from './runs.js';
import type { SuppressionDocument } from './suppressions.js';
import type { TemplateDocument } from './templates.js';
import type { UnknownReferenceDocument } from './unknown-references.js';

/** Values compared for equality, or for being after the cursor. No operator comes from outside. */
export type Filter = Readonly<
  Record<string, string | number | boolean | { readonly $gt: string } | { readonly $lt: string }>
>;

/** Reads documents of one read model. */
export interface Find<Doc extends Document> {
  readonly one: (id: string) => Promise<Doc | undefined>;
  readonly many: (query: {
    readonly filter: Filter;
    readonly sort: Readonly<Record<string, 1 | -1>>;
    readonly limit: number;
  }) => Promise<readonly Doc[]>;
}

export interface Page<Doc> {
  readonly items: readonly Doc[];
  /** Where the next page begins; none on the last. */
  readonly next?: string;
}

export interface PageRequest {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

export interface QueryPorts {
  readonly leads: Find<LeadDocument>;
  readonly runs: Find<RunDocument>;
  readonly flows: Find<FlowDocument>;
  readonly templates: Find<TemplateDocument>;
  readonly products: Find<ProductDocument>;
  readonly lists: Find<ListDocument>;
  readonly suppressions: Find<SuppressionDocument>;
  readonly unknownReferences: Find<UnknownReferenceDocument>;
}

const pageOf = <Doc extends Document>(docs: readonly Doc[], limit: number): Page<Doc> => {
  const items = docs.slice(0, limit);
  const last = items.at(-1);
  return docs.length > limit && last !== undefined ? { items, next: last._id } : { items };
};

const byId = async <Doc extends Document>(
  find: Find<Doc>,
  filter: Filter,
  { limit, after }: PageRequest,
): Promise<Page<Doc>> =>
  pageOf(
    await find.many({
      filter: after === undefined ? filter : { ...filter, _id: { $gt: after } },
      sort: { _id: 1 },
      limit: limit + 1,
    }),
    limit,
  );

export interface LeadFilter {
  readonly email?: string;
  readonly externalId?: string;
  readonly tag?: string;
}

const leadFilter = ({ email, externalId, tag }: LeadFilter): Filter => ({
  ...(email === undefined ? {} : { 'lead.attributes.email': email }),
  ...(externalId === undefined ? {} : { 'lead.externalId': externalId }),
  ...(tag === undefined ? {} : { 'lead.tags': tag }),
});

/** What may be asked of the read models. */
export const createQueries = (find: QueryPorts) => ({
  leads: (filter: LeadFilter, page: PageRequest): Promise<Page<LeadDocument>> =>
    byId(find.leads, leadFilter(filter), page),
  run: find.runs.one,
  /** The newest `limit` runs of a lead, the newest first. */
  runsOfLead: (leadId: string, limit: number): Promise<readonly RunDocument[]> =>
    find.runs.many({ filter: { leadId }, sort: { enteredAt: -1 }, limit }),
  flow: find.flows.one,
  flows: (page: PageRequest): Promise<Page<FlowDocument>> => byId(find.flows, {}, page),
  template: find.templates.one,
  templates: (page: PageRequest): Promise<Page<TemplateDocument>> => byId(find.templates, {}, page),
  product: find.products.one,
  products: (page: PageRequest): Promise<Page<ProductDocument>> => byId(find.products, {}, page),
  lists: (page: PageRequest): Promise<Page<ListDocument>> => byId(find.lists, {}, page),
  suppressions: (page: PageRequest): Promise<Page<SuppressionDocument>> =>
    byId(find.suppressions, { suppressed: true }, page),
  unknownReferences: (page: PageRequest): Promise<Page<UnknownReferenceDocument>> =>
    byId(find.unknownReferences, {}, page),
});

export type Queries = ReturnType<typeof createQueries>;
