import { AttributeChanges, NewLead } from '../../commands/manage-leads.js';
import { ExternalId, LeadId } from '../../domain/codecs/ids.js';
import { Revision } from '../../domain/codecs/numbers.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { Instant } from '../../domain/codecs/time.js';
import { EmailAddress, Tag } from '../../domain/codecs/values.js';
import { DomainError } from '../../domain/errors.js';
import { leadReaders, senders } from '../access.js';
import { defaultLimit, Limit, numberInText, pageFields, pageOf, showPage, toPage } from '../codecs.js';
import { LeadAnswer, showLead } from '../lead-codecs.js';
import { leadAtInstant, leadAtRevision } from '../lead-past.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { RunSummary, showRunSummary } from '../run-codecs.js';

export const LeadPath = closed('LeadPath', { leadId: LeadId });

const LeadsQuery = closed(
  'LeadsQuery',
  {},
  { email: EmailAddress, externalId: ExternalId, tag: Tag, ...pageFields },
);

const ErasedAnswer = open('ErasedLead', { leadId: LeadId, erasedAt: Instant });
const LeadQuery = closed('LeadQuery', {}, { revision: numberInText(Revision), at: Instant });
const RunsQuery = closed('RunsQuery', {}, { limit: Limit });

export const leadRoutes = ({ commands, queries, readStream }: ApiPorts): readonly Route[] => {
  const { manageLeads, eraseLead, repositories } = commands;

  const current = async (leadId: LeadId) => {
    const { state, revision } = await repositories.leads.load(leadId);
    return showLead({ lead: state.lead, revision });
  };

  return [
    defineRoute({
      id: 'createLead',
      method: 'POST',
      path: '/v1/leads',
      summary: 'Create a lead, or find the one that has the external id or e-mail address',
      access: senders,
      params: nothing,
      query: nothing,
      body: NewLead,
      example: { externalId: 'customer-4711', email: 'ada@example.com', attributes: { firstName: 'Ada' } },
      responses: { 200: LeadAnswer, 201: LeadAnswer },
      problems: ['conflict'],
      handle: async ({ body, cause }) => {
        const { leadId, isNew, state, revision, position } = await manageLeads.register(body, cause);
        const lead = showLead({ lead: state.lead, revision });
        const extras = { position, version: revision, location: `/v1/leads/${leadId}` };
        return isNew ? reply(201, lead, extras) : reply(200, lead, extras);
      },
    }),
    defineRoute({
      id: 'listLeads',
      method: 'GET',
      path: '/v1/leads',
      summary: 'Leads by e-mail address, external id or tag',
      access: leadReaders,
      params: nothing,
      query: LeadsQuery,
      body: nothing,
      responses: { 200: pageOf('LeadPage', LeadAnswer) },
      handle: async ({ query: { limit, after, ...filter } }) => {
        const page = await queries.leads(
          filter,
          toPage({ ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }) }),
        );
        return reply(200, showPage(page, showLead));
      },
    }),
    defineRoute({
      id: 'getLead',
      method: 'GET',
      path: '/v1/leads/:leadId',
      summary: 'A lead now, after one of its events (revision), or as it was known at an instant (at)',
      access: leadReaders,
      params: LeadPath,
      query: LeadQuery,
      body: nothing,
      responses: { 200: LeadAnswer },
      handle: async ({ params: { leadId }, query: { revision, at } }) => {
        if (revision !== undefined && at !== undefined)
          throw DomainError.invalid([{ path: 'at', message: 'cannot stand beside revision' }]);
        // Who is erased has no past either.
        const lead = await current(leadId);
        if (revision !== undefined)
          return reply(200, showLead(await leadAtRevision(readStream, leadId, revision)));
        if (at !== undefined) return reply(200, showLead(await leadAtInstant(readStream, leadId, at)));
        return reply(200, lead, { version: lead.revision });
      },
    }),
    defineRoute({
      id: 'changeAttributes',
      method: 'PATCH',
      path: '/v1/leads/:leadId',
      summary: 'Set attributes, or remove them by null',
      access: senders,
      params: LeadPath,
      query: nothing,
      body: AttributeChanges,
      example: { attributes: { firstName: 'Ada', phone: null } },
      responses: { 200: LeadAnswer },
      problems: ['conflict'],
      isConditional: true,
      handle: async ({ params: { leadId }, body, cause, ifMatch }) => {
        const executed = await manageLeads.changeAttributes(leadId, body, cause, ifMatch);
        const { state, revision, position } = executed;
        return reply(200, showLead({ lead: state.lead, revision }), { position, version: revision });
      },
    }),
    defineRoute({
      id: 'eraseLead',
      method: 'DELETE',
      path: '/v1/leads/:leadId',
      summary: 'Erase a lead for good: nothing that was known of it can be read any more',
      access: [],
      params: LeadPath,
      query: nothing,
      body: nothing,
      responses: { 200: ErasedAnswer },
      problems: ['conflict'],
      handle: async ({ params: { leadId }, cause }) => {
        const { erasedAt } = await eraseLead(leadId, cause);
        return reply(200, { leadId, erasedAt });
      },
    }),
    defineRoute({
      id: 'listRuns',
      method: 'GET',
      path: '/v1/leads/:leadId/runs',
      summary: 'The newest runs of a lead, newest first',
      access: leadReaders,
      params: LeadPath,
      query: RunsQuery,
      body: nothing,
      responses: { 200: pageOf('RunPage', RunSummary) },
      handle: async ({ params: { leadId }, query: { limit = defaultLimit } }) => {
        await current(leadId);
        const items = await queries.runsOfLead(leadId, limit);
        return reply(200, showPage({ items }, showRunSummary));
      },
    }),
  ];
};
