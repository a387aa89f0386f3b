import type { Rebuild } from '../../api/projection-codecs.js';
import type { Clock } from '../../commands/event-log.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import type { Position } from '../../domain/codecs/numbers.js';
import type { ForgetIn } from '../forget-in.js';
import type { StoredCheckpoints } from '../read-models.js';
import { catchUp, createFold, type Fold } from './fold.js';
import { type Generation, type Generations, nameOfGeneration, type ReadModelRecord } from './generations.js';
import { createPace } from './pace.js';
import type { Consumer, Projector } from './projectors.js';
import type { ReadLog } from './read-log.js';

export interface BuildPorts {
  readonly generations: Generations;
  readonly checkpoints: StoredCheckpoints;
  readonly readLog: ReadLog;
  readonly forgetIn: ForgetIn;
  readonly clock: Clock;
  /** Drops all generations of the read models that are neither read nor being built. */
  readonly sweep: (names: readonly string[]) => Promise<void>;
  readonly drop: (collection: string) => Promise<void>;
}

/** A generation that is being built. */
interface Build {
  readonly consumer: Consumer;
  readonly fold: Fold;
  /** Folds on, and tells how far it is. */
  readonly upTo: (
    position: Position | undefined,
    how: { readonly status: Rebuild['status']; readonly signal: AbortSignal; readonly rest: number },
  ) => Promise<void>;
  /** Makes it the one that is read, from the next start on too. */
  readonly takeOver: () => Promise<void>;
}

const withoutBuilding = ({ building, ...rest }: ReadModelRecord): ReadModelRecord => rest;

const sameGeneration = (left: Generation | undefined, right: Generation): boolean =>
  left?.version === right.version && left.generation === right.generation;

/** Begins to build a generation of a read model, or goes on where its building was interrupted. */
export const openBuild = async (
  { generations, checkpoints, readLog, forgetIn, clock, sweep, drop }: BuildPorts,
  projector: Projector,
  generation: Generation,
): Promise<Build> => {
  const { name } = projector;
  const collection = nameOfGeneration(name, generation);
  if (!sameGeneration(generations.recordOf(name).building, generation)) {
    await generations.change(name, withoutBuilding);
    await sweep([name]);
    await drop(collection);
    await generations.change(name, (record) => ({ ...record, building: generation }));
  }
  await projector.makeIndexes(collection);
  const from = (await checkpoints.load()).get(collection);
  const consumer = projector.into(collection);
  const save = (of: string, position: Position): Promise<void> => checkpoints.save([of], position);
  const forget = (leadId: LeadId): Promise<void> => forgetIn(name, collection, leadId);
  const fold = createFold({ readLog, forget, save }, consumer, from);
  const { rebuild } = generations.recordOf(name);
  const startedAt = rebuild === undefined || rebuild.endedAt !== undefined ? clock() : rebuild.startedAt;
  const pace = createPace(clock, from);

  const progress = (status: Rebuild['status'], total: Position | undefined): Rebuild => ({
    status,
    collection,
    startedAt,
    ...pace.at(fold.position(), total),
  });

  return {
    consumer,
    fold,
    upTo: (position, { status, signal, rest }) => {
      const tell = (): void =>
        generations.note(name, (record) => ({ ...record, rebuild: progress(status, position) }));
      tell();
      const onBatch = (events: number): void => {
        pace.count(events);
        tell();
      };
      return catchUp(fold, position, { signal, onBatch, rest });
    },
    takeOver: () =>
      generations.change(name, (record) => ({
        ...withoutBuilding(record),
        live: generation,
        rebuild: { ...progress('switched', fold.position()), endedAt: clock() },
      })),
  };
};

/** The record of a building that was given up, and what is to be dropped of it. */
export const giveUp = async (
  { generations, clock, drop }: BuildPorts,
  name: string,
  status: 'failed' | 'cancelled',
  error?: string,
): Promise<void> => {
  const { building } = generations.recordOf(name);
  await generations.change(name, (record) => ({
    ...withoutBuilding(record),
    ...(record.rebuild === undefined
      ? {}
      : {
          rebuild: { ...record.rebuild, status, endedAt: clock(), ...(error === undefined ? {} : { error }) },
        }),
  }));
  if (building !== undefined) await drop(nameOfGeneration(name, building));
};
