import type { Commands } from '../../../commands/create-commands.js';
import type { Clock } from '../../../commands/event-log.js';
import { createFlowIndex } from '../../../commands/flow-index.js';
import { createReactor } from '../../../commands/reactions/reactor.js';
import { createScheduleSteps } from '../../../commands/reactions/schedule-steps.js';
import { createStartRuns } from '../../../commands/reactions/start-runs.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { type LeadId, RunId } from '../../../domain/codecs/ids.js';
import type { FlowDocument } from '../../../projections/flows.js';
import { readModels } from '../../../projections/index.js';
import type { LeadDocument } from '../../../projections/leads.js';
import type { ProductDocument } from '../../../projections/products.js';
import { createProject } from '../../../projections/project.js';
import type { RunDocument } from '../../../projections/runs.js';
import type { TemplateDocument } from '../../../projections/templates.js';
import type { UnknownReferenceDocument } from '../../../projections/unknown-references.js';
import { createMemoryDocuments } from './memory-documents.js';
import type { MemoryLog } from './memory-log.js';

/** The read models in memory. */
export const createReadModels = () => ({
  leads: createMemoryDocuments<LeadDocument>(),
  runs: createMemoryDocuments<RunDocument>(),
  flows: createMemoryDocuments<FlowDocument>(),
  templates: createMemoryDocuments<TemplateDocument>(),
  products: createMemoryDocuments<ProductDocument>(),
  unknownReferences: createMemoryDocuments<UnknownReferenceDocument>(),
});

interface ConsumerPorts {
  readonly log: MemoryLog;
  readonly docs: ReturnType<typeof createReadModels>;
  readonly commands: Commands;
  readonly clock: Clock;
}

/** The read models and the reactor, run by hand: `settle` ends when nothing more follows from the log. */
export const createConsumers = ({ log, docs, commands, clock }: ConsumerPorts) => {
  const projections = [
    createProject(readModels.leads, docs.leads),
    createProject(readModels.runs, docs.runs),
    createProject(readModels.flows, docs.flows),
    createProject(readModels.templates, docs.templates),
    createProject(readModels.products, docs.products),
    createProject(readModels.unknownReferences, docs.unknownReferences),
  ];
  const awake = new Set<LeadId>();
  const flowIndex = createFlowIndex();
  const react = createReactor({
    flowIndex,
    startRuns: createStartRuns(flowIndex, commands.repositories, (_flow, { eventId }) =>
      decodeOrThrow(RunId, eventId),
    ),
    scheduleSteps: createScheduleSteps({
      wake: (leadId) => awake.add(leadId),
      schedule: async () => undefined,
      clock,
    }),
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
        for (const leadId of awake) await commands.runDueSteps(leadId);
        awake.clear();
      }
    },
  };
};
