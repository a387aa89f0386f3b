import type { Db } from 'mongodb';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { readModels } from '../../projections/index.js';
import { createProject } from '../../projections/project.js';
import type { Document, ReadModel } from '../../projections/read-model.js';
import type { Log } from '../log.js';
import { createIndexes, createStore } from '../read-models.js';

/** Whoever follows the log, by the name of its checkpoint. */
export interface Consumer {
  readonly name: string;
  readonly handle: (batch: readonly Recorded<AnyEvent>[]) => Promise<void>;
}

/** A read model that can be folded into any collection. */
export interface Projector {
  readonly name: string;
  readonly version: number;
  readonly makeIndexes: (collection: string) => Promise<void>;
  /** A consumer that is named like the collection it folds into. */
  readonly into: (collection: string) => Consumer;
}

const projectorOf = <Doc extends Document>(db: Db, model: ReadModel<Doc>, log: Log): Projector => ({
  name: model.name,
  version: model.version,
  makeIndexes: (collection) => createIndexes(db, model, collection),
  into: (collection) => {
    const park = (error: unknown, id: string): void =>
      log.error(
        { err: error, readModel: collection, id },
        'a document could not be brought up to date and is left as it was',
      );
    return {
      name: collection,
      handle: createProject(model, createStore(db, model, collection), park),
    };
  },
});

/** Every read model, in the order of THE list. */
export const createProjectors = (db: Db, log: Log): readonly Projector[] => {
  const models = readModels;
  // By name, so that the compiler misses the one that is forgotten.
  const projectors: Readonly<Record<keyof typeof readModels, Projector>> = {
    sourceEventIds: projectorOf(db, models.sourceEventIds, log),
    leads: projectorOf(db, models.leads, log),
    runs: projectorOf(db, models.runs, log),
    flows: projectorOf(db, models.flows, log),
    templates: projectorOf(db, models.templates, log),
    products: projectorOf(db, models.products, log),
    lists: projectorOf(db, models.lists, log),
    funnels: projectorOf(db, models.funnels, log),
    segments: projectorOf(db, models.segments, log),
    smsTemplates: projectorOf(db, models.smsTemplates, log),
    callPatterns: projectorOf(db, models.callPatterns, log),
    phoneNumbers: projectorOf(db, models.phoneNumbers, log),
    connections: projectorOf(db, models.connections, log),
    suppressions: projectorOf(db, models.suppressions, log),
    broadcasts: projectorOf(db, models.broadcasts, log),
    imports: projectorOf(db, models.imports, log),
    unknownReferences: projectorOf(db, models.unknownReferences, log),
    flowFigures: projectorOf(db, models.flowFigures, log),
    emailFigures: projectorOf(db, models.emailFigures, log),
  };
  return Object.values(projectors);
};
