import { createManageReports, type ManageReportsPorts } from '../../commands/reports/manage-reports.js';
import { createPrepareReport, type PrepareReportPorts } from '../../commands/reports/prepare-report.js';
import { createRunReport, type RunReportPorts } from '../../commands/reports/run-report.js';
import type { ReportId } from '../../domain/codecs/ids.js';
import { hash, runIdOf } from '../../runtime/ids.js';
import { createMemoryReportStore } from './memory-report-store.js';
import { testConnection } from './messaging.js';
import type { VirtualLeadline } from './virtual-leadline.js';

type Ports = Partial<Pick<RunReportPorts, 'store'>> &
  Omit<RunReportPorts, 'prepare' | 'store' | 'hasRoom'> &
  Omit<ManageReportsPorts, 'wake' | 'store'> &
  PrepareReportPorts;

/** Reports in memory, made when a test says so. */
export const createTestReports = ({ store = createMemoryReportStore(), ...given }: Ports) => {
  const ports = { ...given, store, hasRoom: async () => undefined };
  const woken: ReportId[] = [];
  const run = createRunReport({ ...ports, prepare: createPrepareReport(ports) });
  return {
    store,
    run,
    manage: createManageReports({ ...ports, wake: (reportId) => woken.push(reportId) }),
    /** Makes every report that was asked for. */
    make: async (signal = new AbortController().signal): Promise<void> => {
      for (const reportId of woken.splice(0)) await run(reportId, signal);
    },
  };
};

/** The reports of a Leadline on virtual time. */
export const reportsOf = (leadline: VirtualLeadline, changes: Partial<Ports> = {}) => {
  const { log, clock, world } = leadline;
  const { commands, findLeads } = leadline.process();
  const reports = createTestReports({
    ...commands,
    findLeads,
    connection: testConnection,
    defaultRegion: 'US',
    hash,
    runIdOf,
    readStream: log.readStream,
    newId: world.ids.newId,
    clock: clock.now,
    ...changes,
  });
  return {
    ...reports,
    /** The finished report and its rows. */
    finished: async (reportId: ReportId) => {
      await reports.make();
      const report = await reports.manage.load(reportId);
      return { report, rows: await reports.manage.rows(reportId, 1000) };
    },
  };
};
