import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ReportId } from '../../domain/codecs/ids.js';
import { DomainError } from '../../domain/errors.js';
import type { Actor } from '../../domain/event.js';
import type { Clock, NewId } from '../event-log.js';
import type { Repositories } from '../repositories.js';
import type { InputOf, Report, ReportInput, ReportRow } from './report.js';
import type { ReportStore, RowPlace } from './report-store.js';

export interface ManageReportsPorts {
  readonly store: ReportStore;
  readonly repositories: Pick<Repositories, 'flows'>;
  /** Has a report made as soon as no other one is. */
  readonly wake: (reportId: ReportId) => void;
  readonly newId: NewId;
  readonly clock: Clock;
}

/** How many may wait at a time. */
const maxOpen = 20;
const filePage = 500;

const refuseOrder = ({ from, until }: { readonly from?: string; readonly until?: string }): void => {
  if (from !== undefined && until !== undefined && from >= until)
    throw DomainError.invalid([{ path: 'until', message: 'must be later than from' }]);
};

/** Asks for reports, and shows how far they are. */
export const createManageReports = ({ store, repositories, wake, newId, clock }: ManageReportsPorts) => {
  const load = async (reportId: ReportId): Promise<Report> => {
    const report = await store.one(reportId);
    if (report === undefined) throw DomainError.notFound('This report');
    return report;
  };

  const start = async (input: ReportInput, by: Actor): Promise<Report> => {
    if ((await store.open()).length >= maxOpen)
      throw DomainError.notAllowed(`${maxOpen} reports are waiting already: cancel one, or wait.`);
    const report: Report = {
      reportId: decodeOrThrow(ReportId, newId()),
      input,
      status: 'waiting',
      progress: { done: 0, total: 0 },
      figures: [],
      rows: 0,
      createdAt: clock(),
      by,
    };
    await store.insert(report);
    wake(report.reportId);
    return report;
  };

  return {
    /** @throws DomainError `notFound` */
    load,
    page: store.page,

    /**
     * Has the past decisions of a flow made anew.
     * @throws DomainError `notFound` for a flow that does not exist, `invalid`, or `notAllowed` where too many wait
     */
    recheck: async (input: Omit<InputOf<'recheck'>, 'type'>, by: Actor): Promise<Report> => {
      refuseOrder(input);
      const { state } = await repositories.flows.load(input.flowId);
      if (state.status === 'absent') throw DomainError.notFound('This flow');
      return start({ type: 'recheck', ...input }, by);
    },

    /** What is there already stays. @throws DomainError `notFound`, or `notAllowed` for a report that has ended */
    cancel: async (reportId: ReportId): Promise<Report> => {
      const { status } = await load(reportId);
      const isEnded = !(await store.end(reportId, { status: 'cancelled', endedAt: clock() }));
      if (isEnded && status !== 'cancelled') throw DomainError.notAllowed('This report has ended.');
      return load(reportId);
    },

    /** @throws DomainError `notFound` */
    remove: async (reportId: ReportId): Promise<void> => {
      await load(reportId);
      await store.remove(reportId);
    },

    /** At most `limit` rows in the order of their leads. @throws DomainError `notFound` */
    rows: async (reportId: ReportId, limit: number, after?: RowPlace): Promise<readonly ReportRow[]> => {
      await load(reportId);
      return store.rows(reportId, limit, after);
    },

    /** All rows, a page in memory at a time. */
    pages: async function* pages(reportId: ReportId): AsyncGenerator<readonly ReportRow[]> {
      for (let after: RowPlace | undefined; ; ) {
        const page = await store.rows(reportId, filePage, after);
        if (page.length > 0) yield page;
        if (page.length < filePage) return;
        after = page.at(-1);
      }
    },
  };
};

export type ManageReports = ReturnType<typeof createManageReports>;
