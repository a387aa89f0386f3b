import type { LeadId, ReportId } from '../../domain/codecs/ids.js';
import { firstRevision } from '../../domain/codecs/numbers.js';
import { DomainError } from '../../domain/errors.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import type { LeadStreamEvent } from '../../domain/lead-stream.js';
import { registered } from '../../rules/to-filter.js';
import type { Clock, ReadStream } from '../event-log.js';
import { leadStream, storyIn } from '../lead-story.js';
import { isPoison } from '../poison.js';
import type { FindLeads } from '../segments/find-leads.js';
import { type Findings, nothingFound, type Report, type ReportRow, sumUp } from './report.js';
import type { ReportStore } from './report-store.js';

/** The story of a lead, up to when the report was asked for. */
export interface LeadStory {
  readonly leadId: LeadId;
  readonly events: readonly Recorded<LeadStreamEvent>[];
}

/** Finds out what a report says of one lead. Appends nothing. */
export type LookAtLead = (story: LeadStory) => Promise<Findings>;

export interface RunReportPorts {
  readonly store: ReportStore;
  /** Makes ready to answer a report. @throws DomainError where it cannot be answered */
  readonly prepare: (report: Report) => Promise<LookAtLead>;
  readonly findLeads: FindLeads;
  readonly readStream: ReadStream;
  /** Waits while too many leads wait for their steps: what flows do comes first. */
  readonly hasRoom: () => Promise<void>;
  readonly clock: Clock;
}

const sideBySide = 8;

/** A lead that is erased has no events to look at. */
const isErased = (events: readonly Recorded<AnyEvent>[]): boolean =>
  events.some(({ type, redacted }) => type === 'LeadErased' || redacted === true);

/**
 * Makes a report, or goes on with one, lead by lead; ends early where it is cancelled, or `signal` says so. What a crash
 * interrupts goes on after the last page of leads, and counts nothing twice: rows have their places, and figures are saved
 * together with how far it is.
 */
export const createRunReport = (ports: RunReportPorts) => {
  const { store, prepare, findLeads, readStream, hasRoom, clock } = ports;

  const storyOf = async (leadId: LeadId, { createdAt }: Report): Promise<LeadStory | undefined> => {
    const all = await readStream(leadStream(leadId), firstRevision);
    const events = all.filter(({ recordedAt }) => recordedAt <= createdAt);
    if (events.length === 0 || isErased(all)) return undefined;
    return { leadId, events: storyIn(events) };
  };

  const lookAt = async (leadId: LeadId, report: Report, look: LookAtLead): Promise<Findings> => {
    try {
      const story = await storyOf(leadId, report);
      if (story === undefined) return nothingFound;
      const { rows, figures } = await look(story);
      return { rows, figures: [{ figure: 'leads', count: 1 }, ...figures] };
    } catch (error) {
      if (!isPoison(error)) throw error;
      const failure = error instanceof Error ? error.message : String(error);
      return { rows: [{ failure }], figures: [{ figure: 'failures', count: 1 }] };
    }
  };

  const lookAtAll = async (leadIds: readonly LeadId[], report: Report, look: LookAtLead) => {
    const rows: ReportRow[] = [];
    let { figures } = report;
    for (let from = 0; from < leadIds.length; from += sideBySide) {
      const some = leadIds.slice(from, from + sideBySide);
      const found = await Promise.all(some.map((leadId) => lookAt(leadId, report, look)));
      for (const [index, leadId] of some.entries())
        for (const [no, data] of (found[index]?.rows ?? []).entries())
          rows.push({ reportId: report.reportId, leadId, no, data });
      figures = sumUp([...figures, ...found.flatMap((one) => one.figures)]);
    }
    return { rows, figures };
  };

  /** Rows of a lead that was erased while it was looked at do not stay. */
  const saveRows = async (reportId: ReportId, rows: readonly ReportRow[]): Promise<void> => {
    if (rows.length === 0) return;
    await store.saveRows(rows);
    const leadIds = [...new Set(rows.map(({ leadId }) => leadId))];
    const there = await findLeads.page({
      filter: { ...registered, _id: { $in: leadIds } },
      sort: { _id: 1 },
      limit: leadIds.length,
    });
    const known = new Set(there.map((found) => found.lead.leadId));
    const gone = leadIds.filter((leadId) => !known.has(leadId));
    if (gone.length > 0) await store.removeRowsOf(gone, reportId);
  };

  /** Saves how far a report is; `undefined` where it has been cancelled or removed. */
  const advance = async (report: Report): Promise<Report | undefined> => {
    if (await store.replaceOpen(report)) return report;
    if ((await store.one(report.reportId)) === undefined) await store.remove(report.reportId);
    return undefined;
  };

  const begin = async (report: Report): Promise<Report | undefined> => {
    const { progress } = report;
    await store.removeRowsAfter(report.reportId, progress.after);
    const total = Math.max(await findLeads.count(registered), progress.done);
    const now = clock();
    return advance({
      ...report,
      status: 'running',
      progress: { ...progress, total, since: { at: now, done: progress.done }, at: now },
    });
  };

  const goOn = async (begun: Report, look: LookAtLead, signal: AbortSignal): Promise<void> => {
    let report = begun;
    for await (const page of findLeads.pages(registered, report.progress.after)) {
      await hasRoom();
      if (signal.aborted) return;
      const leadIds = page.map((found) => found.lead.leadId);
      const { rows, figures } = await lookAtAll(leadIds, report, look);
      await saveRows(report.reportId, rows);
      const after = leadIds.at(-1);
      const done = report.progress.done + leadIds.length;
      const next = await advance({
        ...report,
        figures,
        rows: report.rows + rows.length,
        progress: {
          ...report.progress,
          done,
          total: Math.max(report.progress.total, done),
          at: clock(),
          ...(after === undefined ? {} : { after }),
        },
      });
      if (next === undefined) return;
      report = next;
    }
    const { progress } = report;
    await advance({ ...report, progress: { ...progress, total: progress.done } });
    await store.end(report.reportId, { status: 'done', endedAt: clock() });
  };

  return async (reportId: ReportId, signal: AbortSignal): Promise<void> => {
    const report = await store.one(reportId);
    const isOpen = report?.status === 'waiting' || report?.status === 'running';
    if (report === undefined || !isOpen || signal.aborted) return;
    try {
      const look = await prepare(report);
      const begun = await begin(report);
      if (begun !== undefined) await goOn(begun, look, signal);
    } catch (error) {
      if (!isPoison(error)) throw error;
      const failure = error instanceof DomainError ? error.message : String(error);
      await store.end(reportId, { status: 'failed', endedAt: clock(), failure });
    }
  };
};
