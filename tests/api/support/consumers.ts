import type { Commands } from '../../../commands/create-commands.js';
import type { Clock } from '../../../commands/event-log.js';
import { createFlowIndex } from '../../../commands/flow-index.js';
import type { ImportFiles } from '../../../commands/imports/import-files.js';
import { createEndRuns } from '../../../commands/reactions/end-runs.js';
import { createReactor } from '../../../commands/reactions/reactor.js';
import { createRunBroadcasts } from '../../../commands/reactions/run-broadcasts.js';
import { createRunImports } from '../../../commands/reactions/run-imports.js';
import { createScheduleSteps } from '../../../commands/reactions/schedule-steps.js';
import { createStartRuns } from '../../../commands/reactions/start-runs.js';
import { createSuppressAddresses } from '../../../commands/reactions/suppress-addresses.js';
import { createSweepLeads } from '../../../commands/reactions/sweep-leads.js';
import { createWakeBroadcasts, type WakeBroadcast } from '../../../commands/reactions/wake-broadcasts.js';
import { createWakeImports } from '../../../commands/reactions/wake-imports.js';
import { createWakeSweeps } from '../../../commands/reactions/wake-sweeps.js';
import { createWatchLeads } from '../../../commands/reactions/watch-leads.js';
import type { FlowId, ImportId, LeadId } from '../../../domain/codecs/ids.js';
import type { BroadcastDocument } from '../../../projections/broadcasts.js';
import type { CallPatternDocument } from '../../../projections/call-patterns.js';
import type { ConnectionDocument } from '../../../projections/connections.js';
import type { EmailFigures } from '../../../projections/email-figures.js';
import type { FlowFigures } from '../../../projections/flow-figures.js';
import type { FlowDocument } from '../../../projections/flows.js';
import type { FunnelDocument } from '../../../projections/funnels.js';
import type { ImportDocument } from '../../../projections/imports.js';
import { readModels } from '../../../projections/index.js';
import type { LeadDocument } from '../../../projections/leads.js';
import type { ListDocument } from '../../../projections/lists.js';
import type { PhoneNumberDocument } from '../../../projections/phone-numbers.js';
import type { ProductDocument } from '../../../projections/products.js';
import { createProject } from '../../../projections/project.js';
import type { RunDocument } from '../../../projections/runs.js';
import type { SegmentDocument } from '../../../projections/segments.js';
import type { SmsTemplateDocument } from '../../../projections/sms-templates.js';
import type { SuppressionDocument } from '../../../projections/suppressions.js';
import type { TemplateDocument } from '../../../projections/templates.js';
import type { UnknownReferenceDocument } from '../../../projections/unknown-references.js';
import { createBroadcastRuns } from '../../../runtime/broadcast-runs.js';
import { createFindLeads } from '../../../runtime/find-leads.js';
import { broadcastRunIdOf, runIdOf } from '../../../runtime/ids.js';
import { createInMemoryDocuments } from '../../support/in-memory-documents.js';
import { neverPark } from '../../support/park.js';
import type { MemoryLog } from './memory-log.js';

/** The read models in memory. */
export const createReadModels = () => ({
  leads: createInMemoryDocuments<LeadDocument>(),
  runs: createInMemoryDocuments<RunDocument>(),
  flows: createInMemoryDocuments<FlowDocument>(),
  templates: createInMemoryDocuments<TemplateDocument>(),
  products: createInMemoryDocuments<ProductDocument>(),
  lists: createInMemoryDocuments<ListDocument>(),
  funnels: createInMemoryDocuments<FunnelDocument>(),
  segments: createInMemoryDocuments<SegmentDocument>(),
  smsTemplates: createInMemoryDocuments<SmsTemplateDocument>(),
  callPatterns: createInMemoryDocuments<CallPatternDocument>(),
  phoneNumbers: createInMemoryDocuments<PhoneNumberDocument>(),
  connections: createInMemoryDocuments<ConnectionDocument>(),
  suppressions: createInMemoryDocuments<SuppressionDocument>(),
  broadcasts: createInMemoryDocuments<BroadcastDocument>(),
  imports: createInMemoryDocuments<ImportDocument>(),
  unknownReferences: createInMemoryDocuments<UnknownReferenceDocument>(),
  flowFigures: createInMemoryDocuments<FlowFigures>(),
  emailFigures: createInMemoryDocuments<EmailFigures>(),
});

interface ConsumerPorts {
  readonly log: MemoryLog;
  readonly docs: ReturnType<typeof createReadModels>;
  readonly commands: Commands;
  readonly importFiles: ImportFiles;
  readonly clock: Clock;
}

const fail = (error: unknown): void => {
  throw error;
};

/** The read models and the reactor, run by hand: `settle` ends when nothing more follows from the log. */
export const createConsumers = ({ log, docs, commands, importFiles, clock }: ConsumerPorts) => {
  const projections = [
    createProject(readModels.leads, docs.leads, fail),
    createProject(readModels.runs, docs.runs, fail),
    createProject(readModels.flows, docs.flows, fail),
    createProject(readModels.templates, docs.templates, fail),
    createProject(readModels.products, docs.products, fail),
    createProject(readModels.lists, docs.lists, fail),
    createProject(readModels.funnels, docs.funnels, fail),
    createProject(readModels.segments, docs.segments, fail),
    createProject(readModels.smsTemplates, docs.smsTemplates, fail),
    createProject(readModels.callPatterns, docs.callPatterns, fail),
    createProject(readModels.phoneNumbers, docs.phoneNumbers, fail),
    createProject(readModels.connections, docs.connections, fail),
    createProject(readModels.suppressions, docs.suppressions, fail),
    createProject(readModels.broadcasts, docs.broadcasts, fail),
    createProject(readModels.imports, docs.imports, fail),
    createProject(readModels.unknownReferences, docs.unknownReferences, fail),
    createProject(readModels.flowFigures, docs.flowFigures, fail),
    createProject(readModels.emailFigures, docs.emailFigures, fail),
  ];
  const awake = new Set<LeadId>();
  const awakeImports = new Set<ImportId>();
  const awakeBroadcasts: Parameters<WakeBroadcast>[] = [];
  const runBroadcast = createRunBroadcasts({
    repositories: commands.repositories,
    matchLeads: commands.matchLeads,
    catalogue: commands.catalogue,
    broadcastRunIdOf,
    runs: createBroadcastRuns(docs.runs, docs.broadcasts),
    readStream: log.readStream,
    wakeAt: async () => undefined,
    clock,
    park: neverPark,
  });
  const runImport = createRunImports({
    ...commands,
    files: importFiles,
    seenSourceEventIds: async () => new Set(),
    readStream: log.readStream,
    hasRoom: async () => undefined,
    clock,
    park: neverPark,
  });
  const flowIndex = createFlowIndex();
  const segmentPorts = { ...commands, readStream: log.readStream, clock };
  const awakeSweeps = new Set<FlowId>();
  const sweepLeads = createSweepLeads({
    ...segmentPorts,
    index: flowIndex,
    findLeads: createFindLeads(docs.leads),
    hasRoom: async () => undefined,
    park: neverPark,
  });
  const react = createReactor({
    flowIndex,
    startRuns: createStartRuns(flowIndex, commands.repositories, runIdOf),
    watchLeads: createWatchLeads(flowIndex, segmentPorts),
    endRuns: createEndRuns(flowIndex, commands.repositories, commands.catalogue, clock),
    scheduleSteps: createScheduleSteps({
      wake: (leadId) => awake.add(leadId),
      schedule: async () => undefined,
      clock,
    }),
    suppressAddresses: createSuppressAddresses(commands.manageSuppressions),
    wakeBroadcasts: createWakeBroadcasts((...woken) => awakeBroadcasts.push(woken)),
    wakeImports: createWakeImports((importId) => awakeImports.add(importId)),
    wakeSweeps: createWakeSweeps(flowIndex, (flowId) => awakeSweeps.add(flowId)),
    forgetLead: async () => undefined,
    park: neverPark,
  });
  let seen = 0;
  return {
    settle: async (): Promise<void> => {
      for (;;) {
        const batch = log.after(seen);
        if (batch.length === 0) return;
        seen += batch.length;
        for (const project of projections) await project(batch);
        await react(batch);
        for (const leadId of awake) await commands.runDue(leadId);
        awake.clear();
        for (const [broadcastId, trigger] of awakeBroadcasts.splice(0))
          await runBroadcast(broadcastId, trigger, new AbortController().signal);
        for (const importId of awakeImports) await runImport(importId, new AbortController().signal);
        awakeImports.clear();
        for (const flowId of awakeSweeps) await sweepLeads(flowId, new AbortController().signal);
        awakeSweeps.clear();
      }
    },
  };
};
