import type { LeadId } from '../domain/codecs/ids.js';
import type { FlowVersion } from '../domain/flow/events.js';
import type { BroadcastDocument } from './broadcasts.js';
import type { CallPatternDocument } from './call-patterns.js';
import type { ConnectionDocument } from './connections.js';
import type { EmailFigures } from './email-figures.js';
import { createFigureQueries } from './figure-queries.js';
import { byId, type Filter, type Find, type Page, type PageRequest } from './find.js';
import type { FlowFigures } from './flow-figures.js';
import type { FlowDocument } from './flows.js';
import type { FunnelDocument } from './funnels.js';
import type { ImportDocument } from './imports.js';
import type { LeadDocument } from './leads.js';
import type { ListDocument } from './lists.js';
import type { PhoneNumberDocument } from './phone-numbers.js';
import type { ProductDocument } from './products.js';
import type { RunDocument, RunOutcome } from './runs.js';
import type { SegmentDocument } from './segments.js';
import type { SmsTemplateDocument } from './sms-templates.js';
import type { SuppressionDocument } from './suppressions.js';
import type { TemplateDocument } from './templates.js';
import type { UnknownReferenceDocument } from './unknown-references.js';

export type { Filter, Find, Page, PageRequest } from './find.js';

export interface QueryPorts {
  readonly leads: Find<LeadDocument>;
  readonly runs: Find<RunDocument>;
  readonly flows: Find<FlowDocument>;
  readonly templates: Find<TemplateDocument>;
  readonly products: Find<ProductDocument>;
  readonly lists: Find<ListDocument>;
  readonly funnels: Find<FunnelDocument>;
  readonly segments: Find<SegmentDocument>;
  readonly smsTemplates: Find<SmsTemplateDocument>;
  readonly callPatterns: Find<CallPatternDocument>;
  readonly phoneNumbers: Find<PhoneNumberDocument>;
  readonly connections: Find<ConnectionDocument>;
  readonly suppressions: Find<SuppressionDocument>;
  readonly broadcasts: Find<BroadcastDocument>;
  readonly imports: Find<ImportDocument>;
  readonly unknownReferences: Find<UnknownReferenceDocument>;
  readonly flowFigures: Find<FlowFigures>;
  readonly emailFigures: Find<EmailFigures>;
}

export interface LeadFilter {
  readonly email?: string;
  readonly externalId?: string;
  readonly tag?: string;
  readonly list?: string;
}

const leadFilter = ({ email, externalId, tag, list }: LeadFilter): Filter => ({
  'lead.status': 'registered',
  ...(email === undefined ? {} : { 'lead.attributes.email': email }),
  ...(externalId === undefined ? {} : { 'lead.externalId': externalId }),
  ...(tag === undefined ? {} : { 'lead.tags': tag }),
  ...(list === undefined ? {} : { 'lead.lists': list }),
});

const activeIn = (flowId: string): Filter => ({ 'origin.flowId': flowId, status: 'active' });

/** What may be asked of the read models. */
export const createQueries = (find: QueryPorts) => ({
  leads: (filter: LeadFilter, page: PageRequest): Promise<Page<LeadDocument>> =>
    byId(find.leads, leadFilter(filter), page),
  run: find.runs.one,
  /** The newest `limit` runs of a lead, the newest first. */
  runsOfLead: (leadId: string, limit: number): Promise<readonly RunDocument[]> =>
    find.runs.many({ filter: { leadId }, sort: { enteredAt: -1, _id: -1 }, limit }),
  /** Those of the runs that have begun, in the order of their ids. */
  runsById: (runIds: readonly string[]): Promise<readonly RunDocument[]> =>
    find.runs.many({ filter: { _id: { $in: runIds } }, sort: { _id: 1 }, limit: runIds.length }),
  /** The active runs of a flow, of one version or of all, by id. */
  activeRunsOfFlow: (
    { flowId, flowVersion }: { readonly flowId: string; readonly flowVersion?: FlowVersion },
    page: PageRequest,
  ): Promise<Page<RunDocument>> =>
    byId(
      find.runs,
      { ...activeIn(flowId), ...(flowVersion === undefined ? {} : { 'origin.flowVersion': flowVersion }) },
      page,
    ),
  /** How many runs are active in each version of a flow; nothing of versions without any. */
  activeRunsByVersion: (flowId: string): Promise<ReadonlyMap<FlowVersion, number>> =>
    find.runs.countBy(activeIn(flowId), 'origin.flowVersion'),
  broadcast: find.broadcasts.one,
  broadcasts: (page: PageRequest): Promise<Page<BroadcastDocument>> => byId(find.broadcasts, {}, page),
  /** The runs of a broadcast that came out so. */
  runsOfBroadcast: (
    broadcastId: string,
    outcome: RunOutcome,
    page: PageRequest,
  ): Promise<Page<RunDocument>> =>
    byId(find.runs, { 'broadcast.broadcastId': broadcastId, 'broadcast.outcome': outcome }, page),
  import: find.imports.one,
  imports: (page: PageRequest): Promise<Page<ImportDocument>> => byId(find.imports, {}, page),
  flow: find.flows.one,
  flows: (page: PageRequest): Promise<Page<FlowDocument>> => byId(find.flows, {}, page),
  template: find.templates.one,
  templates: (page: PageRequest): Promise<Page<TemplateDocument>> => byId(find.templates, {}, page),
  product: find.products.one,
  products: (page: PageRequest): Promise<Page<ProductDocument>> => byId(find.products, {}, page),
  lists: (page: PageRequest): Promise<Page<ListDocument>> => byId(find.lists, {}, page),
  funnels: (page: PageRequest): Promise<Page<FunnelDocument>> => byId(find.funnels, {}, page),
  segments: (page: PageRequest): Promise<Page<SegmentDocument>> => byId(find.segments, {}, page),
  smsTemplates: (page: PageRequest): Promise<Page<SmsTemplateDocument>> => byId(find.smsTemplates, {}, page),
  callPatterns: (page: PageRequest): Promise<Page<CallPatternDocument>> => byId(find.callPatterns, {}, page),
  /** The lead who was last written to or called at `theirs` from `ours`, or else from any number of ours. */
  leadOfPhoneNumber: async (theirs: string, ours: string): Promise<LeadId | undefined> => {
    const { contacts = [] } = (await find.phoneNumbers.one(theirs)) ?? {};
    return (contacts.findLast((contact) => contact.ours === ours) ?? contacts.at(-1))?.leadId;
  },
  connections: (page: PageRequest): Promise<Page<ConnectionDocument>> =>
    byId(find.connections, { isRemoved: false }, page),
  suppressions: (page: PageRequest): Promise<Page<SuppressionDocument>> =>
    byId(find.suppressions, { suppressed: true }, page),
  unknownReferences: (page: PageRequest): Promise<Page<UnknownReferenceDocument>> =>
    byId(find.unknownReferences, {}, page),
  ...createFigureQueries(find),
});

export type Queries = ReturnType<typeof createQueries>;
