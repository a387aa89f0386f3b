import type { Db } from 'mongodb';
import type { Position } from '../domain/codecs/numbers.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { readModels } from '../projections/index.js';
import { createProject } from '../projections/project.js';
import { collectionName, type Document, type ReadModel } from '../projections/read-model.js';
import type { Log } from './log.js';
import { type Checkpoints, createIndexes, createStore } from './read-models.js';

type Batch = readonly Recorded<AnyEvent>[];

/** Whoever follows the log, by the name of its checkpoint. */
interface Consumer {
  readonly name: string;
  readonly handle: (batch: Batch) => Promise<void>;
}

const projectionOf = <Doc extends Document>(db: Db, model: ReadModel<Doc>, log: Log): Consumer => {
  const name = collectionName(model);
  const park = (error: unknown, id: string): void =>
    log.error(
      { err: error, readModel: name, id },
      'a document could not be brought up to date and is left as it was',
    );
  return { name, handle: createProject(model, createStore(db, model), park) };
};

/** Every read model as a consumer of the log, with its indexes made. */
export const createProjections = async (db: Db, log: Log): Promise<readonly Consumer[]> => {
  const models = readModels;
  for (const model of Object.values(models)) await createIndexes(db, model);
  // By name, so that the compiler misses the one that is forgotten; in the order of the list.
  const consumers: Readonly<Record<keyof typeof readModels, Consumer>> = {
    sourceEventIds: projectionOf(db, models.sourceEventIds, log),
    leads: projectionOf(db, models.leads, log),
    runs: projectionOf(db, models.runs, log),
    flows: projectionOf(db, models.flows, log),
    templates: projectionOf(db, models.templates, log),
    products: projectionOf(db, models.products, log),
    lists: projectionOf(db, models.lists, log),
    funnels: projectionOf(db, models.funnels, log),
    segments: projectionOf(db, models.segments, log),
    smsTemplates: projectionOf(db, models.smsTemplates, log),
    callPatterns: projectionOf(db, models.callPatterns, log),
    phoneNumbers: projectionOf(db, models.phoneNumbers, log),
    connections: projectionOf(db, models.connections, log),
    suppressions: projectionOf(db, models.suppressions, log),
    broadcasts: projectionOf(db, models.broadcasts, log),
    imports: projectionOf(db, models.imports, log),
    unknownReferences: projectionOf(db, models.unknownReferences, log),
    flowFigures: projectionOf(db, models.flowFigures, log),
    emailFigures: projectionOf(db, models.emailFigures, log),
  };
  return Object.values(consumers);
};

export interface Pipeline {
  /** Where the one that is farthest behind goes on; `undefined`: at the start of the log. */
  readonly from: Position | undefined;
  readonly handle: (batch: Batch, upTo: Position) => Promise<void>;
}

/**
 * Hands each batch to the read models and, when they have it, to the reactor: whatever an event causes finds it there.
 * Each consumer has a checkpoint of its own; the reactor's is never reset, a new read model's begins at the start.
 */
export const createPipeline = async (
  projections: readonly Consumer[],
  reactor: Consumer,
  checkpoints: Checkpoints,
  onProjected: (position: Position) => void,
): Promise<Pipeline> => {
  const saved = new Map(await checkpoints.load());
  const all = [...projections, reactor];
  const positions = all.map(({ name }) => saved.get(name));
  const behind = positions.includes(undefined) ? undefined : Math.min(...positions.map(Number));

  const deliver = async ({ name, handle }: Consumer, batch: Batch): Promise<void> => {
    const reached = saved.get(name);
    const news = reached === undefined ? batch : batch.filter(({ position }) => position > reached);
    if (news.length > 0) await handle(news);
  };

  const advance = async (consumers: readonly Consumer[], upTo: Position): Promise<void> => {
    const late = consumers.filter(({ name }) => (saved.get(name) ?? -1) < upTo);
    if (late.length === 0) return;
    const names = late.map(({ name }) => name);
    await checkpoints.save(names, upTo);
    for (const name of names) saved.set(name, upTo);
  };

  return {
    from: positions.find((position) => position === behind),
    handle: async (batch, upTo) => {
      const [first, ...rest] = projections;
      if (first !== undefined) await deliver(first, batch);
      await Promise.all(rest.map((projection) => deliver(projection, batch)));
      await advance(projections, upTo);
      onProjected(upTo);
      await deliver(reactor, batch);
      await advance([reactor], upTo);
    },
  };
};
