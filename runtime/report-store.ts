import type { Collection, Db } from 'mongodb';
import type { Report, ReportRow, ReportStatus } from '../commands/reports/report.js';
import type { ReportStore, RowPlace } from '../commands/reports/report-store.js';
import type { LeadId, ReportId } from '../domain/codecs/ids.js';
import { upserting } from './upsert.js';

interface StoredReport extends Report {
  readonly _id: string;
}
interface StoredRow extends ReportRow {
  readonly _id: string;
}

/** The collection in which the rows of all reports are; documents have the `leadId` that they are about. */
export const reportRows = 'report_rows';

const openStatuses: readonly ReportStatus[] = ['waiting', 'running'];
const open = { status: { $in: openStatuses } };

const shown = ({ _id, ...report }: StoredReport): Report => report;
const shownRow = ({ _id, ...row }: StoredRow): ReportRow => row;

/** Sorts as its parts do: ids are of one length. */
const rowId = (reportId: ReportId, { leadId, no }: RowPlace): string =>
  `${reportId} ${leadId} ${String(no).padStart(6, '0')}`;

/** After every row of a lead, or before every row of a report. */
const afterLead = (reportId: ReportId, leadId?: LeadId): string =>
  leadId === undefined ? `${reportId} ` : `${reportId} ${leadId}!`;
const endOf = (reportId: ReportId): string => `${reportId}!`;

/** Reports in MongoDB. */
export const createReportStore = async (db: Db): Promise<ReportStore> => {
  const reports: Collection<StoredReport> = db.collection<StoredReport>('reports');
  const rows: Collection<StoredRow> = db.collection<StoredRow>(reportRows);
  await rows.createIndex({ leadId: 1 });

  return {
    insert: async (report) => {
      await reports.insertOne({ _id: report.reportId, ...report });
    },
    one: async (reportId) => {
      const report = await reports.findOne({ _id: reportId });
      return report === null ? undefined : shown(report);
    },
    page: async (limit, after) => {
      const filter = after === undefined ? {} : { _id: { $lt: after } };
      return (await reports.find(filter).sort({ _id: -1 }).limit(limit).toArray()).map(shown);
    },
    open: async () => {
      const found = await reports.find(open).sort({ _id: 1 }).toArray();
      return found.map(({ reportId }) => reportId);
    },
    replaceOpen: async (report) => {
      const { matchedCount } = await reports.replaceOne({ _id: report.reportId, ...open }, report);
      return matchedCount > 0;
    },
    end: async (reportId, end) => {
      const { matchedCount } = await reports.updateOne({ _id: reportId, ...open }, { $set: end });
      return matchedCount > 0;
    },
    remove: async (reportId) => {
      await reports.deleteOne({ _id: reportId });
      await rows.deleteMany({ _id: { $gt: afterLead(reportId), $lt: endOf(reportId) } });
    },
    saveRows: async (saved) => {
      const writes = saved.map((row) => ({
        replaceOne: { filter: { _id: rowId(row.reportId, row) }, replacement: row, upsert: true },
      }));
      await upserting(() => rows.bulkWrite(writes, { ordered: false }));
    },
    rows: async (reportId, limit, after) => {
      const from = after === undefined ? afterLead(reportId) : rowId(reportId, after);
      const filter = { _id: { $gt: from, $lt: endOf(reportId) } };
      return (await rows.find(filter).sort({ _id: 1 }).limit(limit).toArray()).map(shownRow);
    },
    removeRowsAfter: async (reportId, after) => {
      await rows.deleteMany({ _id: { $gt: afterLead(reportId, after), $lt: endOf(reportId) } });
    },
    removeRowsOf: async (leadIds, reportId) => {
      await rows.deleteMany({
        leadId: { $in: [...leadIds] },
        ...(reportId === undefined ? {} : { reportId }),
      });
    },
  };
};
