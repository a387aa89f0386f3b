import type { LeadId, ReportId } from '../../domain/codecs/ids.js';
import type { Report, ReportRow, ReportStatus } from './report.js';

/** Where a row stands among those of its report: by lead, then by number. */
export type RowPlace = Pick<ReportRow, 'leadId' | 'no'>;

/** Keeps reports and their rows. Both are derived from the log. */
export interface ReportStore {
  readonly insert: (report: Report) => Promise<void>;
  readonly one: (reportId: ReportId) => Promise<Report | undefined>;
  /** The newest first, after one. */
  readonly page: (limit: number, after?: ReportId) => Promise<readonly Report[]>;
  /** Those that have not ended, the oldest first. */
  readonly open: () => Promise<readonly ReportId[]>;
  /** Replaces a report if it is there and has not ended; says whether it was so. */
  readonly replaceOpen: (report: Report) => Promise<boolean>;
  /** Gives an end to a report that has none; says whether it had none. */
  readonly end: (
    reportId: ReportId,
    end: { readonly status: ReportStatus } & Pick<Report, 'endedAt' | 'failure'>,
  ) => Promise<boolean>;
  /** Removes a report with its rows. */
  readonly remove: (reportId: ReportId) => Promise<void>;
  /** Saves rows; a row at the same place is replaced. */
  readonly saveRows: (rows: readonly ReportRow[]) => Promise<void>;
  /** At most `limit` rows in their order, after a place. */
  readonly rows: (reportId: ReportId, limit: number, after?: RowPlace) => Promise<readonly ReportRow[]>;
  /** Removes the rows of leads after one; all without one. */
  readonly removeRowsAfter: (reportId: ReportId, after?: LeadId) => Promise<void>;
  /** Removes what a report says of some leads; every report unless one is named. */
  readonly removeRowsOf: (leadIds: readonly LeadId[], reportId?: ReportId) => Promise<void>;
}

const pageSize = 500;

/** All rows of a report in their order, after a place: a page in memory at a time. */
export async function* rowPages(
  { rows }: Pick<ReportStore, 'rows'>,
  reportId: ReportId,
  from?: RowPlace,
): AsyncGenerator<readonly ReportRow[]> {
  for (let after = from; ; ) {
    const page = await rows(reportId, pageSize, after);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    after = page.at(-1);
  }
}
