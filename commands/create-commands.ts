import type { LeadId } from '../domain/codecs/ids.js';
import type { SavedSegment } from '../domain/segment/saved-segment.js';
import type { BroadcastRunIdOf } from './broadcasts/members.js';
import { createCancelRun } from './cancel-run.js';
import { type Catalogue, createCatalogue } from './catalogue.js';
import type { CompileMjml } from './email-content.js';
import { createEraseLead, type EraseLeadPorts } from './erase-lead.js';
import type { NewId } from './event-log.js';
import { createExplainRun } from './history/explain-run.js';
import { createExportHistory, type ExportHistoryPorts } from './history/export-history.js';
import { createWhyNot } from './history/why-not.js';
import { createHoldBack } from './hold-back-message.js';
import type { ImportFiles } from './imports/import-files.js';
import { createListMembers } from './list-members.js';
import { createManageBroadcasts } from './manage-broadcasts.js';
import { createManageCatalogue } from './manage-catalogue.js';
import type { ManageConnections } from './manage-connections.js';
import { createManageConsent } from './manage-consent.js';
import { createManageFlows } from './manage-flows.js';
import { createManageImports } from './manage-imports.js';
import { createManageLeads } from './manage-leads.js';
import { createManagePolicy } from './manage-policy.js';
import { createManageSuppressions } from './manage-suppressions.js';
import { createManageVersioned } from './manage-versioned.js';
import { createMoveRuns } from './move-runs.js';
import { checkCallPattern, checkSmsContent } from './phone/check-content.js';
import { createReceiveSms } from './phone/receive-sms.js';
import { createRunDueSteps, type RunDueStepsPorts } from './reactions/run-due-steps.js';
import { createRunDueWatches } from './reactions/run-due-watches.js';
import { createRecordActivities, type RecordActivitiesPorts } from './record-activities.js';
import { createRecordFeedback } from './record-feedback.js';
import { createRecordReading } from './record-reading.js';
import { createRecordReport } from './record-report.js';
import { createRecordTrainingJet } from './record-training-jet.js';
import type { Repositories } from './repositories.js';
import { createRequestAction } from './request-action.js';
import {
  createFindLead,
  createLookUpLead,
  createResolveLead,
  type ResolveLeadPorts,
} from './resolve-lead.js';
import { checkSegment, createRefuseFaults } from './segments/check-segment.js';
import type { FindLeads } from './segments/find-leads.js';
import { createMatchLeads } from './segments/match-leads.js';
import { createPreviewFlow } from './segments/preview-flow.js';
import { createQuerySegments } from './segments/query-segments.js';
import { createTestEmails } from './test-emails.js';
import { createTestPhone } from './test-phone.js';
import { createThrottles } from './throttle.js';

export type CommandPorts = Omit<RunDueStepsPorts, 'catalogue' | 'holdBack'> &
  Pick<RecordActivitiesPorts, 'seenSourceEventIds'> &
  Pick<ResolveLeadPorts, 'hash' | 'newLeadId'> &
  Pick<EraseLeadPorts, 'forgetLead' | 'forgetAddresses'> &
  Pick<ExportHistoryPorts, 'saltOf' | 'sha256' | 'signer'> & {
    readonly repositories: Repositories;
    readonly newId: NewId;
    readonly connection: Catalogue['connection'];
    readonly manageConnections: ManageConnections;
    readonly compileMjml: CompileMjml;
    readonly findLeads: FindLeads;
    readonly broadcastRunIdOf: BroadcastRunIdOf;
    readonly importFiles: ImportFiles;
  };

/** Everything that can be asked of the write side. */
export const createCommands = (ports: CommandPorts) => {
  const { repositories } = ports;
  const manageSuppressions = createManageSuppressions(repositories, ports.hash);
  const catalogue = createCatalogue({ ...ports, reasonFor: manageSuppressions.reasonFor });
  const managePolicy = createManagePolicy(repositories);
  const holdBack = createHoldBack({
    policy: async () => (await managePolicy.load()).policy,
    connection: ports.connection,
    reserve: createThrottles(),
    clock: ports.clock,
  });
  const runDueSteps = createRunDueSteps({ ...ports, catalogue, holdBack });
  const runDueWatches = createRunDueWatches({ ...ports, catalogue });
  const resolveLead = createResolveLead(ports);
  const matchLeads = createMatchLeads(ports.findLeads, catalogue);
  const refuseFaults = createRefuseFaults(catalogue, 'This segment names what does not exist.');
  const recordReport = createRecordReport(repositories);
  const manageConsent = createManageConsent(repositories);
  const findLead = createFindLead(repositories, ports.hash);
  return {
    repositories,
    catalogue,
    resolveLead,
    lookUpLead: createLookUpLead(repositories, ports.hash),
    runDueSteps,
    /** Does all that is due on a lead. */
    runDue: async (leadId: LeadId): Promise<void> => {
      await runDueWatches(leadId);
      await runDueSteps(leadId);
    },
    recordActivities: createRecordActivities({ ...ports, resolveLead }),
    recordReport,
    recordTrainingJet: createRecordTrainingJet({ ...ports, resolveLead }),
    testEmails: createTestEmails({ ...ports, sendEmail: ports.gateways.sendEmail }),
    recordFeedback: createRecordFeedback({ recordReport, manageSuppressions, findLead, hash: ports.hash }),
    recordReading: createRecordReading({ recordReport, manageConsent, hash: ports.hash }),
    requestAction: createRequestAction({ ...ports, catalogue, runDueSteps }),
    matchLeads,
    manageBroadcasts: createManageBroadcasts({ ...ports, catalogue }),
    manageImports: createManageImports({ ...ports, catalogue, files: ports.importFiles }),
    querySegments: createQuerySegments({ ...ports, catalogue }),
    previewFlow: createPreviewFlow({ ...ports, catalogue }),
    manageFlows: createManageFlows(repositories, catalogue),
    moveRuns: createMoveRuns(repositories, catalogue),
    manageCatalogue: createManageCatalogue(repositories, ports.compileMjml),
    manageLists: createManageVersioned(repositories.lists),
    manageFunnels: createManageVersioned(repositories.funnels),
    manageSegments: createManageVersioned(
      repositories.segments,
      ({ name: _name, description: _description, timeZone: _timeZone, ...who }: SavedSegment) =>
        refuseFaults(checkSegment(who, '')),
    ),
    manageSmsTemplates: createManageVersioned(repositories.smsTemplates, checkSmsContent),
    manageCallPatterns: createManageVersioned(repositories.callPatterns, checkCallPattern),
    receiveSms: createReceiveSms({ repositories, manageSuppressions }),
    testPhone: createTestPhone({ ...ports, catalogue }),
    manageConnections: ports.manageConnections,
    listMembers: createListMembers({ repositories, findLead }),
    manageLeads: createManageLeads(repositories, resolveLead),
    exportHistory: createExportHistory(ports),
    explainRun: createExplainRun({ ...ports, catalogue }),
    whyNot: createWhyNot(ports),
    eraseLead: createEraseLead({ ...ports, manageSuppressions }),
    manageConsent,
    managePolicy,
    manageSuppressions,
    cancelRun: createCancelRun(repositories),
  };
};

export type Commands = ReturnType<typeof createCommands>;
