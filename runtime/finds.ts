import { readModels } from '../projections/index.js';
import { type Collections, createFind } from './read-models.js';

/** Reads of every read model that is asked for more than a document by its id. */
export const createFinds = (collections: Collections) => ({
  leads: createFind(collections, readModels.leads),
  runs: createFind(collections, readModels.runs),
  flows: createFind(collections, readModels.flows),
  templates: createFind(collections, readModels.templates),
  products: createFind(collections, readModels.products),
  lists: createFind(collections, readModels.lists),
  funnels: createFind(collections, readModels.funnels),
  segments: createFind(collections, readModels.segments),
  smsTemplates: createFind(collections, readModels.smsTemplates),
  callPatterns: createFind(collections, readModels.callPatterns),
  phoneNumbers: createFind(collections, readModels.phoneNumbers),
  connections: createFind(collections, readModels.connections),
  suppressions: createFind(collections, readModels.suppressions),
  broadcasts: createFind(collections, readModels.broadcasts),
  imports: createFind(collections, readModels.imports),
  unknownReferences: createFind(collections, readModels.unknownReferences),
  flowFigures: createFind(collections, readModels.flowFigures),
  emailFigures: createFind(collections, readModels.emailFigures),
});
