import * as t from 'io-ts';
import { ConsentChange } from '../../commands/manage-consent.js';
import { FeedbackReport } from '../../commands/record-feedback.js';
import { LeadId, type RunId } from '../../domain/codecs/ids.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { line, oneOf } from '../../domain/codecs/text.js';
import { Instant } from '../../domain/codecs/time.js';
import { Channel, EmailAddress } from '../../domain/codecs/values.js';
import { Reason } from '../../domain/run/events.js';
import { Address } from '../../domain/suppression/suppression.js';
import { readers, senders } from '../access.js';
import { PageQuery, pageOf, showPage, toPage } from '../codecs.js';
import { LeadAnswer, showLead } from '../lead-codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { LeadPath } from './leads.js';

const Suppressed = open('Suppressed', {
  channel: Channel,
  address: t.string,
  reason: Reason,
  since: Instant,
});
const NewSuppression = closed('NewSuppression', { address: Address }, { reason: line('Why', 500) });
const SuppressionStatus = open('SuppressionStatus', { address: Address, suppressed: t.boolean });

const FeedbackAnswer = open(
  'FeedbackAnswer',
  { kind: oneOf('FeedbackKind', ['bounce', 'complaint']), recipient: EmailAddress, permanent: t.boolean },
  { leadId: LeadId },
);

const example = { address: { channel: 'email', address: 'ada@example.com' } };

/** Who is not written to: addresses that nothing goes to, and what single leads have said. */
export const suppressionRoutes = ({ commands, queries }: ApiPorts): readonly Route[] => {
  const { manageSuppressions, manageConsent, recordFeedback } = commands;
  return [
    defineRoute({
      id: 'listSuppressions',
      method: 'GET',
      path: '/v1/suppressions',
      summary: 'The addresses that nothing is sent to',
      access: readers,
      params: nothing,
      query: PageQuery,
      body: nothing,
      responses: { 200: pageOf('SuppressionPage', Suppressed) },
      handle: async ({ query }) =>
        reply(
          200,
          showPage(await queries.suppressions(toPage(query)), ({ channel, address, reason, since }) => ({
            channel,
            address,
            reason,
            since,
          })),
        ),
    }),
    defineRoute({
      id: 'suppressAddress',
      method: 'POST',
      path: '/v1/suppressions',
      summary: 'Send nothing to an address any more, whoever’s it is',
      access: senders,
      params: nothing,
      query: nothing,
      body: NewSuppression,
      example: { ...example, reason: 'asked for it on the phone' },
      responses: { 200: SuppressionStatus },
      handle: async ({ body: { address, reason }, cause }) => {
        const { position } = await manageSuppressions.suppress(address, 'by-hand', cause, reason);
        return reply(200, { address, suppressed: true }, { position });
      },
    }),
    defineRoute({
      id: 'releaseAddress',
      method: 'POST',
      path: '/v1/suppressions/release',
      summary: 'Take an address off the list of those that nothing is sent to',
      access: [],
      params: nothing,
      query: nothing,
      body: closed('Release', { address: Address }),
      example,
      responses: { 200: SuppressionStatus },
      handle: async ({ body: { address }, cause }) => {
        const { position } = await manageSuppressions.release(address, cause);
        return reply(200, { address, suppressed: false }, { position });
      },
    }),
    defineRoute({
      id: 'reportFeedback',
      method: 'POST',
      path: '/v1/email-feedback',
      summary: 'Report a bounce or a complaint, as the mail server wrote it or in words of your own',
      access: senders,
      params: nothing,
      query: nothing,
      body: FeedbackReport,
      example: {
        type: 'bounce',
        recipient: 'nobody@example.com',
        permanent: true,
        diagnostic: '550 5.1.1 no such user',
      },
      responses: { 200: FeedbackAnswer },
      handle: async ({ body, cause }) => {
        const leadOfRun = async (runId: RunId) => (await queries.run(runId))?.leadId;
        const { kind, recipient, permanent, leadId } = await recordFeedback(body, leadOfRun, cause);
        return reply(200, { kind, recipient, permanent, ...(leadId === undefined ? {} : { leadId }) });
      },
    }),
    defineRoute({
      id: 'changeConsent',
      method: 'POST',
      path: '/v1/leads/:leadId/consent',
      summary: 'Record that a lead wants, or does not want, to be written to or called',
      access: senders,
      params: LeadPath,
      query: nothing,
      body: ConsentChange,
      example: { channel: 'email', consent: 'given', source: 'newsletter form' },
      responses: { 200: LeadAnswer },
      handle: async ({ params: { leadId }, body, cause }) => {
        const { state, revision, position } = await manageConsent.change(leadId, body, cause);
        return reply(200, showLead({ lead: state.lead, revision }), { position, version: revision });
      },
    }),
  ];
};
