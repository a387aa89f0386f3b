import { createRecheck, type RecheckPorts } from './recheck.js';
import type { Report } from './report.js';
import type { LookAtLead } from './run-report.js';

export type PrepareReportPorts = RecheckPorts;

/** Makes ready to answer a report of any kind. @throws DomainError where it cannot be answered */
export const createPrepareReport =
  (ports: PrepareReportPorts) =>
  ({ input }: Report): Promise<LookAtLead> =>
    createRecheck(ports, input);
