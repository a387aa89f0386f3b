import type { FlowId } from '../../domain/codecs/ids.js';
import { DomainError } from '../../domain/errors.js';
import type { Page, PageRequest } from '../../projections/queries.js';
import { readers } from '../access.js';
import { showPage, toPage } from '../codecs.js';
import {
  EmailStatsPage,
  EmailStatsQuery,
  FlowCohorts,
  FlowFiguresQuery,
  FlowFunnels,
  FlowPath,
} from '../figure-codecs.js';
import { cohortTable, csvPieces, emailTable, funnelTable } from '../figure-csv.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { emailQuestion, showCohort, showEmails, showFunnel } from '../show-figures.js';
import { JsonOrCsvType, StreamedText } from '../streamed.js';

/** How many items of a file are read at once. */
const filePage = 200;

type Table<Shown> = Parameters<typeof csvPieces<unknown, Shown>>[0];

/** What is asked for: how much of it, and in which form. */
interface Asked {
  readonly query: Parameters<typeof toPage>[0] & { readonly format?: 'json' | 'csv' };
  readonly prefersCsv: boolean;
}

/** A page as JSON, or everything as a file. */
const answer = async <Item, Shown>(
  { query, prefersCsv }: Asked,
  read: (page: PageRequest) => Promise<Page<Item>>,
  show: (item: Item) => Shown,
  file: { readonly name: string; readonly table: Table<Shown> },
) => {
  const isFile = query.format === undefined ? prefersCsv : query.format === 'csv';
  if (!isFile) return showPage(await read(toPage(query)), show);
  // Before the answer begins, so that a database that cannot be reached is said as every other problem.
  const first = await read({ limit: filePage });
  const pages = csvPieces(file.table, show, first, (after) => read({ limit: filePage, after }));
  return new StreamedText(file.name, pages);
};

const versionIn = ({ version }: FlowFiguresQuery) => (version === undefined ? {} : { version });

/** What analysts want to know of flows and e-mails. */
export const figureRoutes = ({ commands, queries, clock }: ApiPorts): readonly Route[] => {
  const flowOf = async (flowId: FlowId) => {
    const { state } = await commands.repositories.flows.load(flowId);
    if (state.status === 'absent') throw DomainError.notFound('This flow');
    return state;
  };

  return [
    defineRoute({
      id: 'getFlowStats',
      method: 'GET',
      path: '/v1/flows/:flowId/stats',
      summary: 'The funnel of each version of a flow: who entered, where they are, how they ended, and why',
      access: readers,
      params: FlowPath,
      query: FlowFiguresQuery,
      body: nothing,
      responses: { 200: new JsonOrCsvType(FlowFunnels) },
      handle: async ({ params: { flowId }, query, prefersCsv }) => {
        const show = showFunnel(await flowOf(flowId));
        const read = (page: PageRequest) => queries.flowFunnels({ flowId, ...versionIn(query) }, page);
        const file = { name: `${flowId}-stats.csv`, table: funnelTable };
        return reply(200, await answer({ query, prefersCsv }, read, show, file));
      },
    }),
    defineRoute({
      id: 'getFlowCohorts',
      method: 'GET',
      path: '/v1/flows/:flowId/cohorts',
      summary: 'Who entered a flow, by week: how they ended, and how long it took them to reach the goal',
      access: readers,
      params: FlowPath,
      query: FlowFiguresQuery,
      body: nothing,
      responses: { 200: new JsonOrCsvType(FlowCohorts) },
      handle: async ({ params: { flowId }, query, prefersCsv }) => {
        await flowOf(flowId);
        const read = (page: PageRequest) => queries.flowCohorts({ flowId, ...versionIn(query) }, page);
        const file = { name: `${flowId}-cohorts.csv`, table: cohortTable };
        return reply(200, await answer({ query, prefersCsv }, read, showCohort, file));
      },
    }),
    defineRoute({
      id: 'getEmailStats',
      method: 'GET',
      path: '/v1/emails/stats',
      summary: 'What happened to e-mails, by day, template, or version of a template',
      access: readers,
      params: nothing,
      query: EmailStatsQuery,
      body: nothing,
      responses: { 200: new JsonOrCsvType(EmailStatsPage) },
      handle: async ({ query, prefersCsv }) => {
        const question = emailQuestion(query, clock());
        const read = (page: PageRequest) => queries.emailStats(question, page);
        const file = { name: 'emails.csv', table: emailTable };
        return reply(200, await answer({ query, prefersCsv }, read, showEmails, file));
      },
    }),
  ];
};
