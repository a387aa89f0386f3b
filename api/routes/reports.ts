import type { Report, ReportRow } from '../../commands/reports/report.js';
import { readers } from '../access.js';
import { defaultLimit } from '../codecs.js';
import { csvLine } from '../csv.js';
import type { ApiPorts } from '../ports.js';
import {
  BacktestBody,
  CompareQuery,
  cellOf,
  columnsOf,
  DifferencePage,
  FlowPath,
  PastSegmentBody,
  RecheckBody,
  RemovedReport,
  ReportAnswer,
  ReportPage,
  ReportPath,
  ReportsQuery,
  RowPage,
  RowsQuery,
  readPlace,
  showReport,
  showRow,
  writePlace,
} from '../report-codecs.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { JsonOrCsvType, ndjson, StreamedText } from '../streamed.js';

const lineOf =
  (columns: readonly string[], format: 'csv' | 'ndjson') =>
  (row: ReportRow): string =>
    format === 'ndjson'
      ? `${JSON.stringify(showRow(row))}\n`
      : csvLine([row.leadId, ...columns.map((column) => cellOf(row.data[column]))]);

/** The pieces of a file of rows: CSV with a header, or JSON texts line by line. */
const pieces = async function* (
  report: Report,
  pages: AsyncIterable<readonly ReportRow[]>,
  format: 'csv' | 'ndjson',
): AsyncGenerator<string> {
  const columns = columnsOf(report);
  if (format === 'csv') yield csvLine(['leadId', ...columns]);
  const line = lineOf(columns, format);
  for await (const page of pages) yield page.map(line).join('');
};

/** Long questions about the past. They change nothing. */
export const reportRoutes = ({ reports }: ApiPorts): readonly Route[] => {
  const accepted = (report: Report) =>
    reply(202, showReport(report), { location: `/v1/reports/${report.reportId}` });

  return [
    defineRoute({
      id: 'recheckFlow',
      method: 'POST',
      path: '/v1/flows/:flowId/recheck',
      summary: 'Make the past decisions of a flow anew, from the log alone, and list every difference',
      access: readers,
      params: FlowPath,
      query: nothing,
      body: RecheckBody,
      example: { from: '2026-03-01T00:00:00Z' },
      responses: { 202: ReportAnswer },
      problems: ['not-allowed'],
      handle: async ({ params: { flowId }, body, cause }) =>
        accepted(await reports.recheck({ flowId, ...body }, cause.actor)),
    }),
    defineRoute({
      id: 'backtestFlow',
      method: 'POST',
      path: '/v1/flows/:flowId/backtest',
      summary:
        'Run a flow, or a changed one, on the past: what would have come of it, beside what really did',
      access: readers,
      params: FlowPath,
      query: nothing,
      body: BacktestBody,
      example: { from: '2026-01-01T00:00:00Z', until: '2026-03-01T00:00:00Z' },
      responses: { 202: ReportAnswer },
      problems: ['not-allowed', 'unusable'],
      handle: async ({ params: { flowId }, body, cause }) =>
        accepted(await reports.backtest({ flowId, ...body }, cause.actor)),
    }),
    defineRoute({
      id: 'findPastSegment',
      method: 'POST',
      path: '/v1/segments/past',
      summary: 'Who was in a segment at a past instant, by what was recorded until then',
      access: readers,
      params: nothing,
      query: nothing,
      body: PastSegmentBody,
      example: {
        segment: { conditions: { type: 'has-tag', tag: 'customer' } },
        at: '2026-03-01T00:00:00Z',
      },
      responses: { 202: ReportAnswer },
      problems: ['not-allowed'],
      handle: async ({ body, cause }) => accepted(await reports.pastSegment(body, cause.actor)),
    }),
    defineRoute({
      id: 'listReports',
      method: 'GET',
      path: '/v1/reports',
      summary: 'Reports, the newest first',
      access: readers,
      params: nothing,
      query: ReportsQuery,
      body: nothing,
      responses: { 200: ReportPage },
      handle: async ({ query: { limit = defaultLimit, after } }) => {
        const found = await reports.page(limit + 1, after);
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last !== undefined ? { next: last.reportId } : {};
        return reply(200, { items: items.map(showReport), ...next });
      },
    }),
    defineRoute({
      id: 'getReport',
      method: 'GET',
      path: '/v1/reports/:reportId',
      summary:
        'A report and its progress: how far it is, how fast, how long it will take, and what it counted',
      access: readers,
      params: ReportPath,
      query: nothing,
      body: nothing,
      responses: { 200: ReportAnswer },
      handle: async ({ params: { reportId } }) => reply(200, showReport(await reports.load(reportId))),
    }),
    defineRoute({
      id: 'listReportRows',
      method: 'GET',
      path: '/v1/reports/:reportId/rows',
      summary: 'What a report says of each lead, page by page, or all of it as a file',
      access: readers,
      params: ReportPath,
      query: RowsQuery,
      body: nothing,
      responses: { 200: new JsonOrCsvType(RowPage) },
      handle: async ({ params: { reportId }, query, prefersCsv }) => {
        const { limit = defaultLimit, after, format = prefersCsv ? 'csv' : 'json' } = query;
        const report = await reports.load(reportId);
        if (format !== 'json') {
          const type = format === 'ndjson' ? ndjson : undefined;
          return reply(
            200,
            new StreamedText(`report.${format}`, pieces(report, reports.pages(reportId), format), type),
          );
        }
        const found = await reports.rows(
          reportId,
          limit + 1,
          after === undefined ? undefined : readPlace(after),
        );
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last !== undefined ? { next: writePlace(last) } : {};
        return reply(200, { items: items.map(showRow), ...next });
      },
    }),
    defineRoute({
      id: 'compareReports',
      method: 'GET',
      path: '/v1/reports/:reportId/compare',
      summary:
        'Of which leads two reports of one kind speak otherwise; of backtests, where other runs would have come',
      access: readers,
      params: ReportPath,
      query: CompareQuery,
      body: nothing,
      responses: { 200: DifferencePage },
      handle: async ({ params: { reportId }, query: { with: other, limit = defaultLimit, after } }) => {
        const page = { limit, ...(after === undefined ? {} : { after }) };
        return reply(200, await reports.compare(reportId, other, page));
      },
    }),
    defineRoute({
      id: 'cancelReport',
      method: 'POST',
      path: '/v1/reports/:reportId/cancel',
      summary: 'Stop a report; what it has found stays',
      access: readers,
      params: ReportPath,
      query: nothing,
      body: nothing,
      responses: { 200: ReportAnswer },
      problems: ['not-allowed'],
      handle: async ({ params: { reportId } }) => reply(200, showReport(await reports.cancel(reportId))),
    }),
    defineRoute({
      id: 'removeReport',
      method: 'DELETE',
      path: '/v1/reports/:reportId',
      summary: 'Stop a report where it is not done, and remove it with its rows',
      access: readers,
      params: ReportPath,
      query: nothing,
      body: nothing,
      responses: { 200: RemovedReport },
      handle: async ({ params: { reportId } }) => {
        await reports.remove(reportId);
        return reply(200, { reportId, removed: true as const });
      },
    }),
  ];
};
