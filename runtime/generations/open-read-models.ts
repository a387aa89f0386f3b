import type { Db } from 'mongodb';
import type { ReadModelWork } from '../../api/ports.js';
import { RequestRefused } from '../../api/problem.js';
import type { ReadModelAnswer } from '../../api/projection-codecs.js';
import type { Clock } from '../../commands/event-log.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import { readHead } from '../event-store.js';
import { createForgetIn } from '../forget-in.js';
import type { Log } from '../log.js';
import type { Client } from '../own-log.js';
import type { Pipeline } from '../pipeline.js';
import type { Collections, StoredCheckpoints } from '../read-models.js';
import { buildChanged, findChanged } from './build-changed.js';
import { loadGenerations, nameOfGeneration } from './generations.js';
import { type Consumer, createProjectors, type Projector } from './projectors.js';
import { createReadLog } from './read-log.js';
import { collectionsInUse, createDrop, createSweep } from './sweep.js';
import { createTasks, type Tasks } from './tasks.js';

export interface OpenPorts {
  readonly db: Db;
  readonly client: Client;
  readonly readEvents: Parameters<typeof createReadLog>[1];
  readonly checkpoints: StoredCheckpoints;
  readonly clock: Clock;
  readonly log: Log;
}

/** All read models: where each is read, and the work on them. */
export interface OpenedReadModels {
  /** @throws RequestRefused `unavailable` for a read model that has to be built first */
  readonly collections: Collections;
  /** Whether it can be read: what there is of it was made by this code. */
  readonly isBuilt: (name: string) => boolean;
  /** What is being built before anything else, and how far it is. */
  readonly building: () => string | undefined;
  readonly work: ReadModelWork;
  /** Removes what all of them have about a lead, whatever is being built; what was read before a rebuild is dropped. */
  readonly forgetLead: (leadId: LeadId) => Promise<void>;
  /** Builds those that the code has changed, and gives all as consumers. */
  readonly build: () => Promise<readonly Consumer[]>;
  /** From here on they can be rebuilt and verified; what was interrupted goes on. */
  readonly attach: (pipeline: Pipeline) => void;
  readonly stop: () => Promise<void>;
}

export const openReadModels = async ({
  db,
  client,
  readEvents,
  checkpoints,
  clock,
  log,
}: OpenPorts): Promise<OpenedReadModels> => {
  const generations = await loadGenerations(db);
  const drop = createDrop(db, checkpoints);
  const sweep = createSweep(db, generations, drop);
  const forgetIn = createForgetIn(db);
  const readLog = createReadLog(client, readEvents);
  const ports = { db, generations, checkpoints, readLog, forgetIn, clock, drop, sweep };
  const projectors = createProjectors(db, log);
  const plan = await findChanged(ports, projectors);
  const stopping = new AbortController();
  let pipeline: Pipeline | undefined;
  let tasks: Tasks | undefined;

  /** What is read, or what will be. */
  const nameOf = ({ name, version }: Pick<Projector, 'name' | 'version'>): string => {
    const { live, building } = generations.recordOf(name);
    const current = [live, building].find((one) => one?.version === version);
    return nameOfGeneration(name, current ?? { version, generation: 0 });
  };
  const isBuilt = (name: string): boolean => !plan.changed.some((one) => one.name === name && isChanged(one));
  const isChanged = ({ name, version }: Projector): boolean =>
    generations.recordOf(name).live?.version !== version;

  const statusOf = async (projector: Projector, head: number): Promise<ReadModelAnswer> => {
    const { name, version } = projector;
    const { rebuild, verify } = generations.recordOf(name);
    const collection = nameOf(projector);
    const position = pipeline?.positionOf(collection);
    return {
      name,
      version,
      collection,
      documents: await db.collection(collection).estimatedDocumentCount(),
      behind: Math.max(0, head - (position ?? 0)),
      ...(position === undefined ? {} : { position }),
      ...(rebuild === undefined ? {} : { rebuild }),
      ...(verify === undefined ? {} : { verify }),
    };
  };

  const ready = (): Tasks => {
    if (tasks === undefined) throw new RequestRefused('unavailable', 'Leadline is still starting.');
    return tasks;
  };
  const begin = async (name: string, work: 'rebuild' | 'verify'): Promise<void> => {
    const projector = projectors.find((one) => one.name === name);
    if (projector !== undefined) await ready().begin(projector, work);
  };

  return {
    collections: {
      db,
      nameOf: (model) => {
        if (!isBuilt(model.name))
          throw new RequestRefused('unavailable', `The read model ${model.name} is being built.`);
        return nameOf(model);
      },
    },
    isBuilt,
    building: () => {
      const next = plan.changed.find(isChanged);
      if (next === undefined) return undefined;
      const { done = 0, total = 0 } = generations.recordOf(next.name).rebuild ?? {};
      return `building ${next.name}: position ${done} of ${total}`;
    },
    forgetLead: async (leadId) => {
      for (const { name } of projectors)
        for (const collection of collectionsInUse(generations, name))
          await forgetIn(name, collection, leadId);
      await sweep(
        projectors.map(({ name }) => name),
        (name) => collectionsInUse(generations, name),
      );
    },
    work: {
      statuses: async (names) => {
        const head = await readHead(client, pipeline?.positionOf('reactor'));
        const asked = projectors.filter(({ name }) => names === undefined || names.includes(name));
        return Promise.all(asked.map((projector) => statusOf(projector, head)));
      },
      rebuild: (name) => begin(name, 'rebuild'),
      verify: (name) => begin(name, 'verify'),
      cancel: async (name, work) => ready().cancel(name, work),
    },
    build: async () => {
      await buildChanged(ports, plan, stopping.signal);
      const consumers: Consumer[] = [];
      for (const projector of projectors) {
        const collection = nameOf(projector);
        await projector.makeIndexes(collection);
        consumers.push(projector.into(collection));
      }
      return consumers;
    },
    attach: (to) => {
      pipeline = to;
      tasks = createTasks({ ...ports, pipeline: to }, log);
      tasks.resume(projectors);
    },
    stop: async () => {
      stopping.abort();
      await tasks?.stop();
    },
  };
};
