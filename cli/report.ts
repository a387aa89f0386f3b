import * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import { Finite } from '../domain/codecs/numbers.js';
import { open } from '../domain/codecs/struct.js';
import type { CommandPorts } from './command.js';
import { createProgressView, progressLine } from './progress.js';

const Figure = open('Figure', { figure: t.string, count: Finite }, { stepNo: Finite, reason: t.string });
type Figure = t.TypeOf<typeof Figure>;

/** What the CLI reads of a report. */
const Report = open(
  'Report',
  {
    reportId: t.string,
    status: t.string,
    progress: open('ReportProgress', { done: Finite, total: Finite, rate: Finite }, { timeLeft: Finite }),
    figures: list(Figure, { max: Number.POSITIVE_INFINITY }),
  },
  { endedAt: t.string, failure: t.string },
);
type Report = t.TypeOf<typeof Report>;

const figureLine = ({ figure, stepNo, reason, count }: Figure): string => {
  const step = stepNo === undefined ? '' : `step ${stepNo} `;
  const because = reason === undefined ? '' : ` (${reason})`;
  return `${`${step}${figure}${because}`.padEnd(50)} ${count}`;
};

/** How often something was counted, in all. */
export const countOf = ({ figures }: Report, name: string): number =>
  figures.reduce((sum, { figure, count }) => (figure === name ? sum + count : sum), 0);

/**
 * Asks for a report, shows how far it is until it has ended, and then what it counted. Gives it where it is done; ends with
 * 1 where it failed, or was cancelled.
 */
export const makeReport = async (
  { call, out, pause, exitWith }: CommandPorts,
  path: string,
  body: object,
): Promise<Report | undefined> => {
  const view = createProgressView(out);
  let report = await call('POST', path, Report, body);
  const { reportId } = report;
  while (report.endedAt === undefined) {
    const { done, total, rate, timeLeft } = report.progress;
    const left = timeLeft === undefined ? {} : { secondsLeft: timeLeft };
    const progress = { done, total, ratePerSecond: rate, ...left };
    view.show(report.status === 'waiting' ? 'waiting' : progressLine(reportId, progress, 'leads'));
    await pause();
    report = await call('GET', `/v1/reports/${reportId}`, Report);
  }
  view.end();
  for (const figure of report.figures) out.write(`${figureLine(figure)}\n`);
  if (report.status === 'done') {
    out.write(`Its rows: /v1/reports/${reportId}/rows\n`);
    return report;
  }
  out.write(`${report.status}${report.failure === undefined ? '' : `: ${report.failure}`}\n`);
  exitWith(1);
  return undefined;
};
