import PQueue from 'p-queue';
import {
  createManageReports,
  type ManageReports,
  type ManageReportsPorts,
} from '../commands/reports/manage-reports.js';
import { createPrepareReport, type PrepareReportPorts } from '../commands/reports/prepare-report.js';
import { createRunReport, type RunReportPorts } from '../commands/reports/run-report.js';
import type { ReportId } from '../domain/codecs/ids.js';
import type { Log } from './log.js';

export interface ReportsPorts
  extends Omit<RunReportPorts, 'prepare'>,
    Omit<ManageReportsPorts, 'wake'>,
    PrepareReportPorts {
  readonly log: Log;
}

/** Reports, of which one is made at a time while the others wait. */
export interface Reports {
  readonly manage: ManageReports;
  /** Looks at every report that has not ended: what was interrupted, or lost on the way, goes on. */
  readonly wakeAll: () => Promise<void>;
  /** Until then whoever is woken waits. */
  readonly start: () => void;
  /** Takes nothing more and ends when the page of leads that is being looked at is done. */
  readonly stop: () => Promise<void>;
}

export const createReports = ({ log, ...ports }: ReportsPorts): Reports => {
  const run = createRunReport({ ...ports, prepare: createPrepareReport(ports) });
  const queue = new PQueue({ concurrency: 1, autoStart: false });
  const waiting = new Set<ReportId>();
  const controller = new AbortController();
  const { signal } = controller;

  const make = async (reportId: ReportId): Promise<void> => {
    try {
      await run(reportId, signal);
    } catch (error) {
      // It says how far it was: it goes on from there within a minute.
      log.error({ err: error, reportId }, 'a report could not go on');
    } finally {
      waiting.delete(reportId);
    }
  };

  const wake = (reportId: ReportId): void => {
    if (signal.aborted || waiting.has(reportId)) return;
    waiting.add(reportId);
    void queue.add(() => make(reportId));
  };

  return {
    manage: createManageReports({ ...ports, wake }),
    wakeAll: async () => {
      for (const reportId of await ports.store.open()) wake(reportId);
    },
    start: () => {
      queue.start();
    },
    stop: async () => {
      controller.abort();
      queue.clear();
      await queue.onIdle();
    },
  };
};
