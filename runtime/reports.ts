import {
  createManageReports,
  type ManageReports,
  type ManageReportsPorts,
} from '../commands/reports/manage-reports.js';
import { createPrepareReport, type PrepareReportPorts } from '../commands/reports/prepare-report.js';
import { createRunReport, type RunReportPorts } from '../commands/reports/run-report.js';
import type { ReportId } from '../domain/codecs/ids.js';
import type { Log } from './log.js';
import { createWorkQueue, type WorkQueue } from './work-queue.js';

export interface ReportsPorts
  extends Omit<RunReportPorts, 'prepare'>,
    Omit<ManageReportsPorts, 'wake'>,
    PrepareReportPorts {
  readonly log: Log;
}

/** Reports, of which one is made at a time while the others wait. */
export interface Reports extends Pick<WorkQueue<ReportId>, 'start' | 'stop'> {
  readonly manage: ManageReports;
  /** Looks at every report that has not ended: what was interrupted, or lost on the way, goes on. */
  readonly wakeAll: () => Promise<void>;
}

export const createReports = ({ log, ...ports }: ReportsPorts): Reports => {
  const { wake, start, stop } = createWorkQueue<ReportId>({
    concurrency: 1,
    keyOf: (reportId) => reportId,
    work: createRunReport({ ...ports, prepare: createPrepareReport(ports) }),
    // It says how far it was: it goes on from there within a minute.
    onFailure: (err, reportId) => log.error({ err, reportId }, 'a report could not go on'),
  });
  return {
    manage: createManageReports({ ...ports, wake }),
    wakeAll: async () => {
      for (const reportId of await ports.store.open()) wake(reportId);
    },
    start,
    stop,
  };
};
