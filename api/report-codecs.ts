import * as t from 'io-ts';
import {
  type Progress,
  type Report,
  ReportInput,
  type ReportRow,
  ReportStatus,
} from '../commands/reports/report.js';
import type { RowPlace } from '../commands/reports/report-store.js';
import { list } from '../domain/codecs/collections.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { FlowId, LeadId, ReportId } from '../domain/codecs/ids.js';
import { Json } from '../domain/codecs/json.js';
import { Finite, integer } from '../domain/codecs/numbers.js';
import { closed, open } from '../domain/codecs/struct.js';
import { oneOf, pattern } from '../domain/codecs/text.js';
import { Instant, TimeZone } from '../domain/codecs/time.js';
import { Actor } from '../domain/event.js';
import { Limit, pageFields, pageOf, unbounded } from './codecs.js';
import { FlowBody } from './flow-codecs.js';
import { SegmentBody } from './segment-codecs.js';

const count = integer('ReportCount', { min: 0, max: Number.MAX_SAFE_INTEGER });

export const ReportPath = closed('ReportPath', { reportId: ReportId });
export const FlowPath = closed('FlowPath', { flowId: FlowId });
export const ReportsQuery = closed('ReportsQuery', {}, { limit: Limit, after: ReportId });

/** Of the decisions that were recorded in that time; of all unless given. */
export const RecheckBody = closed('RecheckBody', {}, { from: Instant, until: Instant });

/** The flow as its latest version has it unless `definition` says otherwise, as if it had been active in that time. */
export const BacktestBody = closed(
  'BacktestBody',
  { from: Instant, until: Instant },
  { definition: FlowBody },
);

/** Who was in a segment then; `timeZone` goes before that of a saved segment. */
export const PastSegmentBody = closed(
  'PastSegmentBody',
  { segment: SegmentBody, at: Instant },
  { timeZone: TimeZone },
);

const ReportProgress = open(
  'ReportProgress',
  {
    /** So many leads, of so many. */
    done: count,
    total: count,
    /** Leads in a second, since it began or went on. */
    rate: Finite,
  },
  {
    /** In seconds, if it goes on like that. */
    timeLeft: Finite,
  },
);

const ReportFigure = open('ReportFigure', { figure: t.string, count }, { stepNo: count, reason: t.string });

export const ReportAnswer = open(
  'Report',
  {
    reportId: ReportId,
    kind: oneOf('ReportKind', ['recheck', 'past-segment', 'backtest']),
    input: ReportInput,
    status: ReportStatus,
    progress: ReportProgress,
    figures: list(ReportFigure, unbounded),
    rows: count,
    createdAt: Instant,
    by: Actor,
  },
  { endedAt: Instant, failure: t.string },
);
export const ReportPage = pageOf('ReportPage', ReportAnswer);

export const RowPage = pageOf('ReportRowPage', open('ReportRow', { leadId: LeadId, no: count }));
export const RowsQuery = closed(
  'ReportRowsQuery',
  {},
  { ...pageFields, format: oneOf('RowsFormat', ['json', 'csv', 'ndjson']) },
);
export const RemovedReport = open('RemovedReport', { reportId: ReportId, removed: t.literal(true) });

/** `with` is the report that it is compared with. */
export const CompareQuery = closed('CompareQuery', { with: ReportId }, { limit: Limit, after: LeadId });
export const DifferencePage = pageOf(
  'ReportDifferencePage',
  open('ReportDifference', { leadId: LeadId, here: list(Json, unbounded), there: list(Json, unbounded) }),
);

const RowCursor = pattern('RowCursor', /^[0-9a-f-]{36}\.\d{1,6}$/, 'must be the `next` of the page before');

/** Where a page goes on. */
export const writePlace = ({ leadId, no }: RowPlace): string => `${leadId}.${no}`;

/** @throws DomainError `invalid` for what no page gave */
export const readPlace = (after: string): RowPlace => {
  const [leadId, no] = decodeOrThrow(RowCursor, after, 'after').split('.');
  return { leadId: decodeOrThrow(LeadId, leadId, 'after'), no: Number(no) };
};

const showProgress = ({ done, total, since, at }: Progress): t.TypeOf<typeof ReportProgress> => {
  const seconds =
    since === undefined || at === undefined ? 0 : (Date.parse(at) - Date.parse(since.at)) / 1000;
  const rate = since === undefined || seconds <= 0 ? 0 : (done - since.done) / seconds;
  const left = rate > 0 && done < total ? { timeLeft: Math.ceil((total - done) / rate) } : {};
  return { done, total, rate: Math.round(rate * 10) / 10, ...left };
};

/** A report with its progress, without its rows. */
export const showReport = ({ progress, ...report }: Report): t.TypeOf<typeof ReportAnswer> => ({
  ...report,
  kind: report.input.type,
  progress: showProgress(progress),
});

/** A row with all that it says. */
export const showRow = ({ leadId, no, data }: ReportRow) => ({ leadId, no, ...data });

/** The columns of a file of rows beside `leadId`. */
export const columnsOf = ({ input }: Report): readonly string[] => {
  switch (input.type) {
    case 'recheck':
      return ['runId', 'flowVersion', 'stepNo', 'rule', 'revision', 'evaluatedAt', 'at', 'what', 'was', 'is'];
    case 'backtest':
      return ['difference', 'simulated', 'really'];
    case 'past-segment':
      return ['externalId', 'email'];
    default:
      return input satisfies never;
  }
};

/** What stands in a cell: what is no single value, as JSON. */
export const cellOf = (value: unknown): string | number | boolean | undefined => {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : JSON.stringify(value);
};
