import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from 'mongodb';
import type { Difference, Verification } from '../../api/projection-codecs.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import type { Document } from '../../projections/read-model.js';
import { firstDifference } from './first-difference.js';
import { catchUp, createFold, type Fold } from './fold.js';
import { nameOfGeneration } from './generations.js';
import { createPace } from './pace.js';
import type { Projector } from './projectors.js';
import type { RebuildPorts } from './rebuild.js';
import { scratchOf } from './sweep.js';

export interface VerifyPorts extends RebuildPorts {
  readonly db: Db;
}

const pageSize = 200;
const rest = 0.5;
/** In milliseconds: how long a batch that is being tried again is waited for before it counts as a difference. */
const waits = [0, 250, 1000, 5000] as const;

const byId = (docs: readonly Document[]): ReadonlyMap<string, Document> =>
  new Map(docs.map((doc) => [doc._id, doc]));

/** MongoDB orders text by its bytes in UTF-8. */
const isAfter = (left: string, right: string): boolean =>
  Buffer.compare(Buffer.from(left), Buffer.from(right)) > 0;

/** The last id up to which both pages are complete; `undefined` when both are complete to the end. */
const endOf = (...pages: readonly (readonly Document[])[]): string | undefined =>
  pages
    .flatMap((page) => (page.length < pageSize ? [] : (page.at(-1)?._id ?? [])))
    .reduce<string | undefined>((end, id) => (end === undefined || isAfter(end, id) ? id : end), undefined);

/** What a document says, without how far it has seen: erasing a lead takes from a document and leaves that. */
const sayingOf = (doc: Document | undefined): object | undefined => {
  if (doc === undefined) return undefined;
  const { position, ...saying } = doc;
  return saying;
};

const differenceOf = (
  id: string,
  live: Document | undefined,
  fresh: Document | undefined,
): readonly Difference[] => {
  const found = firstDifference(sayingOf(live), sayingOf(fresh));
  return found === undefined ? [] : [{ id, ...found }];
};

/** Looks at documents while nobody changes them, both read models at the same position of the log. */
const compareAtRest = async (
  { db, pipeline }: VerifyPorts,
  { live, scratch, fold }: { readonly live: string; readonly scratch: string; readonly fold: Fold },
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Difference[]> => {
  const read = async (name: string) =>
    byId(
      await db
        .collection<Document>(name)
        .find({ _id: { $in: [...ids] } })
        .toArray(),
    );
  const how = { signal, onBatch: () => undefined };
  const look = (isLast: boolean) =>
    pipeline.between(async () => {
      const upTo = pipeline.positionOf(live);
      await catchUp(fold, upTo, { ...how, rest: 0 });
      const [left, right] = await Promise.all([read(live), read(scratch)]);
      // A batch of which a part could not be handled is in some documents already, and comes again.
      if (!isLast && [...left.values()].some(({ position }) => position > (upTo ?? -1))) return undefined;
      const differences = ids.flatMap((id) => differenceOf(id, left.get(id), right.get(id)));
      // What is about an erased lead is removed from what is read by the reactor, a little later.
      const isSettled = (pipeline.positionOf('reactor') ?? -1) >= (upTo ?? -1);
      return isLast || isSettled || differences.length === 0 ? differences : undefined;
    });
  for (const wait of waits) {
    await delay(wait, undefined, { signal });
    await catchUp(fold, pipeline.positionOf(live), { ...how, rest });
    const differences = await look(false);
    if (differences !== undefined) return differences;
  }
  return (await look(true)) ?? [];
};

/**
 * Compares what is read with a fresh fold of the log, in a collection of its own that is dropped again.
 * @throws what the log or the database says, or the reason of the signal
 */
export const createVerify =
  (ports: VerifyPorts) =>
  async (projector: Projector, signal: AbortSignal): Promise<void> => {
    const { db, generations, pipeline, readLog, forgetIn, clock, drop } = ports;
    const { name } = projector;
    const generation = generations.recordOf(name).live;
    if (generation === undefined) throw new Error(`the read model ${name} has not been built yet`);
    const live = nameOfGeneration(name, generation);
    const scratch = scratchOf(live);
    await drop(scratch);
    const forget = (leadId: LeadId): Promise<void> => forgetIn(name, scratch, leadId);
    const save = async (): Promise<void> => undefined;
    const fold = createFold({ readLog, forget, save }, projector.into(scratch), undefined);
    const pace = createPace(clock, undefined);
    const startedAt = clock();
    const total = pipeline.positionOf(live);
    let documents = 0;
    let differences = 0;
    let first: Difference | undefined;
    const result = (status: Verification['status']): Verification => ({
      status,
      startedAt,
      ...pace.at(fold.position(), total),
      documents,
      differences,
      ...(first === undefined ? {} : { first }),
    });
    const tell = (status: Verification['status']): void =>
      generations.note(name, (record) => ({ ...record, verify: result(status) }));

    const page = (collection: string, after: string | undefined): Promise<Document[]> =>
      db
        .collection<Document>(collection)
        .find(after === undefined ? {} : { _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(pageSize)
        .toArray();

    try {
      tell('folding');
      const onBatch = (events: number): void => {
        pace.count(events);
        tell('folding');
      };
      await catchUp(fold, total, { signal, onBatch, rest });
      let after: string | undefined;
      do {
        signal.throwIfAborted();
        const [left, right] = await Promise.all([page(live, after), page(scratch, after)]);
        const end = endOf(left, right);
        const lefts = byId(left);
        const rights = byId(right);
        const ids = [...new Set([...lefts.keys(), ...rights.keys()])].filter(
          (id) => end === undefined || !isAfter(id, end),
        );
        const suspects = ids.filter((id) => differenceOf(id, lefts.get(id), rights.get(id)).length > 0);
        const found =
          suspects.length === 0 ? [] : await compareAtRest(ports, { live, scratch, fold }, suspects, signal);
        documents += ids.length;
        differences += found.length;
        first ??= found[0];
        tell('comparing');
        after = end;
      } while (after !== undefined);
      await generations.change(name, (record) => ({
        ...record,
        verify: { ...result('done'), endedAt: clock() },
      }));
    } finally {
      await drop(scratch);
    }
  };
