import { type BacktestPorts, createBacktest } from './backtest.js';
import { createPastSegment } from './past-segment.js';
import { createRecheck, type RecheckPorts } from './recheck.js';
import type { Report } from './report.js';
import type { LookAtLead } from './run-report.js';

export type PrepareReportPorts = RecheckPorts & BacktestPorts;

/** Makes ready to answer a report of any kind. @throws DomainError where it cannot be answered */
export const createPrepareReport =
  (ports: PrepareReportPorts) =>
  async ({ input }: Report): Promise<LookAtLead> => {
    switch (input.type) {
      case 'recheck':
        return createRecheck(ports, input);
      case 'backtest':
        return createBacktest(ports, input);
      case 'past-segment':
        return createPastSegment(ports.readStream, input);
      default:
        return input satisfies never;
    }
  };
