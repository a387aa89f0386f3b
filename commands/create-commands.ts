import { createCancelRun } from './cancel-run.js';
import { type Catalogue, createCatalogue } from './catalogue.js';
import type { CompileMjml } from './email-content.js';
import type { NewId } from './event-log.js';
import { createManageCatalogue } from './manage-catalogue.js';
import { createManageConsent } from './manage-consent.js';
import { createManageFlows } from './manage-flows.js';
import { createManageLeads } from './manage-leads.js';
import { createManageSuppressions } from './manage-suppressions.js';
import { createManageVersioned } from './manage-versioned.js';
import { createRunDueSteps, type RunDueStepsPorts } from './reactions/run-due-steps.js';
import { createRecordActivities, type RecordActivitiesPorts } from './record-activities.js';
import { createRecordReport } from './record-report.js';
import { createRequestAction } from './request-action.js';
import { createResolveLead, type ResolveLeadPorts } from './resolve-lead.js';

export type CommandPorts = Omit<RunDueStepsPorts, 'catalogue'> &
  Pick<RecordActivitiesPorts, 'seenSourceEventIds'> &
  Pick<ResolveLeadPorts, 'hash' | 'newLeadId'> & {
    readonly newId: NewId;
    readonly connection: Catalogue['connection'];
    readonly compileMjml: CompileMjml;
  };

/** Everything that can be asked of the write side. */
export const createCommands = (ports: CommandPorts) => {
  const { repositories } = ports;
  const manageSuppressions = createManageSuppressions(repositories, ports.hash);
  const catalogue = createCatalogue({ ...ports, reasonFor: manageSuppressions.reasonFor });
  const runDueSteps = createRunDueSteps({ ...ports, catalogue });
  const resolveLead = createResolveLead(ports);
  return {
    repositories,
    resolveLead,
    runDueSteps,
    recordActivities: createRecordActivities({ ...ports, resolveLead }),
    recordReport: createRecordReport(repositories),
    requestAction: createRequestAction({ ...ports, catalogue, runDueSteps }),
    manageFlows: createManageFlows(repositories, catalogue),
    manageCatalogue: createManageCatalogue(repositories, ports.compileMjml),
    manageLists: createManageVersioned(repositories.lists),
    manageLeads: createManageLeads(repositories, resolveLead),
    manageConsent: createManageConsent(repositories),
    manageSuppressions,
    cancelRun: createCancelRun(repositories),
  };
};

export type Commands = ReturnType<typeof createCommands>;
