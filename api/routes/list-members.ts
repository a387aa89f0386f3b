import type * as t from 'io-ts';
import type { MemberAdded } from '../../commands/list-members.js';
import { LeadReference } from '../../commands/resolve-lead.js';
import { list } from '../../domain/codecs/collections.js';
import { ExternalId, LeadId, ListId } from '../../domain/codecs/ids.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { oneOf } from '../../domain/codecs/text.js';
import { Scalar } from '../../domain/codecs/values.js';
import { Reason } from '../../domain/run/events.js';
import type { LeadDocument } from '../../projections/leads.js';
import type { Page } from '../../projections/queries.js';
import { leadReaders, senders } from '../access.js';
import { PageQuery, pageOf, showPage, toPage, unbounded } from '../codecs.js';
import { csvLine } from '../csv.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { CsvFile, StreamedText } from '../streamed.js';

const ListPath = closed('ListPath', { listId: ListId });
const MemberPath = closed('MemberPath', { listId: ListId, leadId: LeadId });

const Member = open('Member', { leadId: LeadId }, { email: Scalar, externalId: ExternalId });

const NewMembers = closed('NewMembers', { leads: list(LeadReference, { min: 1, max: 1000 }) });

const MemberOutcome = open(
  'MemberOutcome',
  { status: oneOf('MemberStatus', ['added', 'already-member', 'rejected']) },
  { leadId: LeadId, reason: Reason },
);
const MembersAdded = open('MembersAdded', { items: list(MemberOutcome, unbounded) });
const MemberRemoved = open('MemberRemoved', {
  listId: ListId,
  leadId: LeadId,
  status: oneOf('MemberRemovedStatus', ['removed', 'not-a-member']),
});

const showOutcome = (member: MemberAdded): t.TypeOf<typeof MemberOutcome> => member;

const showMember = ({ lead }: LeadDocument): readonly t.TypeOf<typeof Member>[] => {
  if (lead.status === 'unknown') return [];
  const { leadId, externalId, attributes } = lead;
  return [
    {
      leadId,
      ...(attributes['email'] === undefined ? {} : { email: attributes['email'] }),
      ...(externalId === undefined ? {} : { externalId }),
    },
  ];
};

const attributeColumns = ['email', 'firstName', 'lastName', 'name', 'phone'] as const;
const header = csvLine(['leadId', 'externalId', ...attributeColumns, 'emailConsent']);

const csvOf = ({ lead }: LeadDocument): string => {
  if (lead.status === 'unknown') return '';
  const { leadId, externalId, attributes, consent } = lead;
  return csvLine([leadId, externalId, ...attributeColumns.map((name) => attributes[name]), consent.email]);
};

/** How many leads are read at once for an export. */
const exportPage = 500;

/** Who is on a broadcast list. */
export const listMemberRoutes = ({ commands, queries }: ApiPorts): readonly Route[] => {
  const { listMembers } = commands;

  const pieces = async function* (listId: ListId, first: Page<LeadDocument>): AsyncGenerator<string> {
    yield header;
    for (let page = first; ; ) {
      yield page.items.map(csvOf).join('');
      if (page.next === undefined) return;
      page = await queries.leads({ list: listId }, { limit: exportPage, after: page.next });
    }
  };

  return [
    defineRoute({
      id: 'listMembers',
      method: 'GET',
      path: '/v1/lists/:listId/members',
      summary: 'Who is on a broadcast list, by lead id',
      access: leadReaders,
      params: ListPath,
      query: PageQuery,
      body: nothing,
      responses: { 200: pageOf('MemberPage', Member) },
      handle: async ({ params: { listId }, query }) => {
        await listMembers.check(listId);
        const page = await queries.leads({ list: listId }, toPage(query));
        const { items, ...rest } = showPage(page, showMember);
        return reply(200, { items: items.flat(), ...rest });
      },
    }),
    defineRoute({
      id: 'exportMembers',
      method: 'GET',
      path: '/v1/lists/:listId/export',
      summary: 'Who is on a broadcast list, as a CSV file (UTF-8)',
      access: leadReaders,
      params: ListPath,
      query: nothing,
      body: nothing,
      responses: { 200: CsvFile },
      handle: async ({ params: { listId } }) => {
        await listMembers.check(listId);
        // Before the answer begins, so that a database that cannot be reached is said as every other problem.
        const first = await queries.leads({ list: listId }, { limit: exportPage });
        return reply(200, new StreamedText(`${listId}.csv`, pieces(listId, first)));
      },
    }),
    defineRoute({
      id: 'addMembers',
      method: 'POST',
      path: '/v1/lists/:listId/members',
      summary: 'Put leads on a broadcast list: what came of each, in their order',
      access: senders,
      params: ListPath,
      query: nothing,
      body: NewMembers,
      example: { leads: [{ email: 'ada@example.com' }, { externalId: 'customer-4711' }] },
      responses: { 200: MembersAdded },
      problems: ['conflict'],
      handle: async ({ params: { listId }, body: { leads }, cause }) => {
        const { members, position } = await listMembers.add(listId, leads, cause);
        return reply(200, { items: members.map(showOutcome) }, { position });
      },
    }),
    defineRoute({
      id: 'removeMember',
      method: 'DELETE',
      path: '/v1/lists/:listId/members/:leadId',
      summary: 'Take a lead off a broadcast list',
      access: senders,
      params: MemberPath,
      query: nothing,
      body: nothing,
      responses: { 200: MemberRemoved },
      problems: ['conflict'],
      handle: async ({ params: { listId, leadId }, cause }) => {
        const { position } = await listMembers.remove(listId, leadId, cause);
        const status = position === undefined ? 'not-a-member' : 'removed';
        return reply(200, { listId, leadId, status }, { position });
      },
    }),
  ];
};
