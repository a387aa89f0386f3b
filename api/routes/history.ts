import * as t from 'io-ts';
import { diffLeads } from '../../commands/history/diff-leads.js';
import { type EventFilter, findEvents } from '../../commands/history/find-events.js';
import { leadStream } from '../../commands/lead-story.js';
import { list } from '../../domain/codecs/collections.js';
import { FlowId, type LeadId, RunId } from '../../domain/codecs/ids.js';
import { Json } from '../../domain/codecs/json.js';
import { firstRevision, Revision } from '../../domain/codecs/numbers.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { line, oneOf } from '../../domain/codecs/text.js';
import { Instant } from '../../domain/codecs/time.js';
import { DomainError } from '../../domain/errors.js';
import { isEventType } from '../../domain/events.js';
import { noSuchLead } from '../../domain/lead/no-such-lead.js';
import type { Lead } from '../../domain/lead/state.js';
import { Evaluation } from '../../domain/run/evaluation.js';
import { Reason, StepNo } from '../../domain/run/events.js';
import { auditors, leadReaders } from '../access.js';
import { defaultLimit, Limit, numberInText, pageOf, showPage, unbounded } from '../codecs.js';
import { EventRef } from '../explained-codecs.js';
import { EventAnswer, showEvent } from '../lead-codecs.js';
import { leadAtInstant, leadAtRevision } from '../lead-past.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { ndjson, StreamedText, StreamedType } from '../streamed.js';
import { LeadPath } from './leads.js';

const HistoryQuery = closed(
  'HistoryQuery',
  {},
  {
    from: numberInText(Revision),
    limit: Limit,
    /** Types with commas between them. */
    type: line('EventTypes', 1000),
    since: Instant,
    until: Instant,
    flowId: FlowId,
  },
);

/** The two moments: each a revision, or an instant at which the lead is taken as it was known then. */
const DiffQuery = closed(
  'DiffQuery',
  {},
  { fromRevision: numberInText(Revision), from: Instant, toRevision: numberInText(Revision), to: Instant },
);
const DiffAnswer = open('LeadDiff', {
  changes: list(open('LeadChange', { path: t.string }, { before: Json, after: Json }), unbounded),
});
const WhyNotQuery = closed('WhyNotQuery', { flowId: FlowId }, { stepNo: numberInText(StepNo) });
const WhyNotAnswer = open('WhyNot', {
  flowId: FlowId,
  status: oneOf('FlowStatus', ['draft', 'active', 'paused']),
  reason: Reason,
  runs: list(
    open(
      'StepFate',
      { runId: RunId, enteredAt: Instant, reason: Reason },
      { evaluation: Evaluation, dueAt: Instant },
    ),
    unbounded,
  ),
  /** The newest events that could have let it in, and did not. */
  candidates: list(open('Candidate', { event: EventRef, why: Reason }), unbounded),
});
const PublicKey = open('ExportKey', { algorithm: t.literal('Ed25519'), publicKey: t.string });
const HistoryFile = new StreamedType('HistoryFile', ndjson);

/** @throws DomainError `invalid` for a type that no event has, which would find nothing, silently */
const typesIn = (text: string): readonly string[] => {
  const types = text.split(',').map((one) => one.trim());
  const unknown = types.filter((one) => !isEventType(one));
  if (unknown.length === 0) return types;
  const message = `there are no events of the type ${unknown.map((one) => `“${one}”`).join(', ')}`;
  throw DomainError.invalid([{ path: 'type', message }]);
};

const filterOf = ({ type, since, until, flowId }: t.TypeOf<typeof HistoryQuery>): EventFilter => ({
  ...(type === undefined ? {} : { types: typesIn(type) }),
  ...(since === undefined ? {} : { since }),
  ...(until === undefined ? {} : { until }),
  ...(flowId === undefined ? {} : { flowId }),
});

/** For auditors: what happened to a lead, provably, and what was other at another time. */
export const historyRoutes = ({
  commands: { repositories, exportHistory, whyNot },
  exportKey,
  readStream,
}: ApiPorts): readonly Route[] => {
  /** The history of an erased lead is still there, if not what it said. */
  const refuseUnknown = async (leadId: LeadId): Promise<void> => {
    const { lead } = (await repositories.leads.load(leadId)).state;
    if (lead.status === 'unknown' && lead.erasedAt === undefined) throw noSuchLead(lead);
  };

  const leadNow = async (leadId: LeadId): Promise<Lead> => {
    const { lead } = (await repositories.leads.load(leadId)).state;
    if (lead.status === 'unknown') throw noSuchLead(lead);
    return lead;
  };

  const leadAt = async (leadId: LeadId, name: 'from' | 'to', moment: t.TypeOf<typeof DiffQuery>) => {
    const [at, revision] = [moment[name], moment[`${name}Revision`]];
    if (at !== undefined && revision !== undefined)
      throw DomainError.invalid([{ path: name, message: `cannot stand beside ${name}Revision` }]);
    if (revision !== undefined) return (await leadAtRevision(readStream, leadId, revision)).lead;
    if (at !== undefined) return (await leadAtInstant(readStream, leadId, at)).lead;
    if (name === 'from') throw DomainError.invalid([{ path: 'from', message: 'or fromRevision is missing' }]);
    return leadNow(leadId);
  };

  return [
    defineRoute({
      id: 'getHistory',
      method: 'GET',
      path: '/v1/leads/:leadId/history',
      summary:
        'The events of a lead from a revision on, oldest first; of some types, of a time, or of a flow',
      access: leadReaders,
      params: LeadPath,
      query: HistoryQuery,
      body: nothing,
      responses: { 200: pageOf('History', EventAnswer) },
      handle: async ({ params: { leadId }, query }) => {
        const { from = firstRevision, limit = defaultLimit } = query;
        const filter = filterOf(query);
        await refuseUnknown(leadId);
        const { items, next } = await findEvents(readStream, leadStream(leadId), from, limit, filter);
        const page = { items, ...(next === undefined ? {} : { next: String(next) }) };
        return reply(200, showPage(page, showEvent));
      },
    }),
    defineRoute({
      id: 'exportHistory',
      method: 'GET',
      path: '/v1/leads/:leadId/history/export',
      summary: 'All that is known of a lead as a file that proves itself: a chain of hashes, signed',
      access: auditors,
      params: LeadPath,
      query: nothing,
      body: nothing,
      responses: { 200: HistoryFile },
      handle: async ({ params: { leadId } }) =>
        reply(200, new StreamedText(`lead-${leadId}.ndjson`, await exportHistory(leadId), ndjson)),
    }),
    defineRoute({
      id: 'diffLead',
      method: 'GET',
      path: '/v1/leads/:leadId/diff',
      summary: 'What was other about a lead at two moments: each an instant or a revision; now unless given',
      access: leadReaders,
      params: LeadPath,
      query: DiffQuery,
      body: nothing,
      responses: { 200: DiffAnswer },
      handle: async ({ params: { leadId }, query }) => {
        await leadNow(leadId);
        const earlier = await leadAt(leadId, 'from', query);
        const later = await leadAt(leadId, 'to', query);
        return reply(200, { changes: diffLeads(earlier, later) });
      },
    }),
    defineRoute({
      id: 'whyNot',
      method: 'GET',
      path: '/v1/leads/:leadId/why-not',
      summary: 'Why a lead did not get a step of a flow, or never entered it',
      access: leadReaders,
      params: LeadPath,
      query: WhyNotQuery,
      body: nothing,
      responses: { 200: WhyNotAnswer },
      handle: async ({ params: { leadId }, query: { flowId, stepNo } }) =>
        reply(200, await whyNot(leadId, flowId, stepNo)),
    }),
    defineRoute({
      id: 'getExportKey',
      method: 'GET',
      path: '/v1/export-key',
      summary: 'The public key that exported histories are signed with',
      access: leadReaders,
      params: nothing,
      query: nothing,
      body: nothing,
      responses: { 200: PublicKey },
      handle: async () => reply(200, { algorithm: 'Ed25519' as const, publicKey: exportKey }),
    }),
  ];
};
