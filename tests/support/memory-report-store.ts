import type { Report, ReportRow } from '../../commands/reports/report.js';
import type { ReportStore } from '../../commands/reports/report-store.js';
import type { ReportId } from '../../domain/codecs/ids.js';

/** Reports in memory; keeps copies, as a database does. */
export const createMemoryReportStore = (): ReportStore => {
  const reports = new Map<ReportId, Report>();
  const rows = new Map<string, ReportRow>();
  const keyOf = ({ reportId, leadId, no }: ReportRow): string =>
    `${reportId} ${leadId} ${String(no).padStart(6, '0')}`;
  const isOpen = (report: Report | undefined): boolean =>
    report?.status === 'waiting' || report?.status === 'running';
  const byAge = (): readonly Report[] => [...reports.keys()].sort().flatMap((id) => copy(id));
  const copy = (reportId: ReportId): readonly Report[] => {
    const report = reports.get(reportId);
    return report === undefined ? [] : [structuredClone(report)];
  };
  const rowsOf = (reportId: ReportId): readonly ReportRow[] =>
    [...rows]
      .filter(([, row]) => row.reportId === reportId)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, row]) => structuredClone(row));
  const removeRows = (isMeant: (row: ReportRow) => boolean): void => {
    for (const [key, row] of rows) if (isMeant(row)) rows.delete(key);
  };

  return {
    insert: async (report) => {
      reports.set(report.reportId, structuredClone(report));
    },
    one: async (reportId) => copy(reportId)[0],
    page: async (limit, after) =>
      [...byAge()]
        .reverse()
        .filter(({ reportId }) => after === undefined || reportId < after)
        .slice(0, limit),
    open: async () =>
      byAge()
        .filter(isOpen)
        .map(({ reportId }) => reportId),
    replaceOpen: async (report) => {
      if (!isOpen(reports.get(report.reportId))) return false;
      reports.set(report.reportId, structuredClone(report));
      return true;
    },
    end: async (reportId, end) => {
      const report = reports.get(reportId);
      if (report === undefined || !isOpen(report)) return false;
      reports.set(reportId, { ...report, ...end });
      return true;
    },
    remove: async (reportId) => {
      reports.delete(reportId);
      removeRows((row) => row.reportId === reportId);
    },
    saveRows: async (saved) => {
      for (const row of saved) rows.set(keyOf(row), structuredClone(row));
    },
    rows: async (reportId, limit, after) =>
      rowsOf(reportId)
        .filter((row) => after === undefined || keyOf(row) > keyOf({ ...row, ...after }))
        .slice(0, limit),
    removeRowsAfter: async (reportId, after) => {
      removeRows((row) => row.reportId === reportId && (after === undefined || row.leadId > after));
    },
    removeRowsOf: async (leadIds, reportId) => {
      removeRows(
        (row) => leadIds.includes(row.leadId) && (reportId === undefined || row.reportId === reportId),
      );
    },
  };
};
