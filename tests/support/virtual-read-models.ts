import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { readModels } from '../../projections/index.js';
import { createProject } from '../../projections/project.js';
import type { Document, ReadModel } from '../../projections/read-model.js';
import { createInMemoryDocuments } from './in-memory-documents.js';
import { neverPark } from './park.js';

type Batch = readonly Recorded<AnyEvent>[];

const readModelOf = <Doc extends Document>(model: ReadModel<Doc>) => {
  const documents = createInMemoryDocuments<Doc>();
  return { documents, project: createProject(model, documents, (error) => neverPark(error, {})) };
};

/** Every read model over documents in memory. */
export const createVirtualReadModels = () => {
  const sourceEventIds = readModelOf(readModels.sourceEventIds);
  const leads = readModelOf(readModels.leads);
  const runs = readModelOf(readModels.runs);
  const flows = readModelOf(readModels.flows);
  const templates = readModelOf(readModels.templates);
  const products = readModelOf(readModels.products);
  const lists = readModelOf(readModels.lists);
  const funnels = readModelOf(readModels.funnels);
  const segments = readModelOf(readModels.segments);
  const smsTemplates = readModelOf(readModels.smsTemplates);
  const callPatterns = readModelOf(readModels.callPatterns);
  const phoneNumbers = readModelOf(readModels.phoneNumbers);
  const connections = readModelOf(readModels.connections);
  const suppressions = readModelOf(readModels.suppressions);
  const broadcasts = readModelOf(readModels.broadcasts);
  const imports = readModelOf(readModels.imports);
  const unknownReferences = readModelOf(readModels.unknownReferences);
  const flowFigures = readModelOf(readModels.flowFigures);
  const emailFigures = readModelOf(readModels.emailFigures);
  const all = [
    sourceEventIds,
    leads,
    runs,
    flows,
    templates,
    products,
    lists,
    funnels,
    segments,
    smsTemplates,
    callPatterns,
    phoneNumbers,
    connections,
    suppressions,
    broadcasts,
    imports,
    unknownReferences,
    flowFigures,
    emailFigures,
  ];
  return {
    sourceEventIds: sourceEventIds.documents,
    leads: leads.documents,
    runs: runs.documents,
    flows: flows.documents,
    templates: templates.documents,
    products: products.documents,
    lists: lists.documents,
    funnels: funnels.documents,
    segments: segments.documents,
    smsTemplates: smsTemplates.documents,
    callPatterns: callPatterns.documents,
    phoneNumbers: phoneNumbers.documents,
    connections: connections.documents,
    suppressions: suppressions.documents,
    broadcasts: broadcasts.documents,
    imports: imports.documents,
    unknownReferences: unknownReferences.documents,
    flowFigures: flowFigures.documents,
    emailFigures: emailFigures.documents,
    project: async (batch: Batch): Promise<void> => {
      for (const { project } of all) await project(batch);
    },
    writes: (): number => all.reduce((sum, { documents }) => sum + documents.writes(), 0),
  };
};

export type VirtualReadModels = ReturnType<typeof createVirtualReadModels>;
