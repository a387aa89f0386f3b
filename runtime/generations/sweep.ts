import type { Db } from 'mongodb';
import type { StoredCheckpoints } from '../read-models.js';
import { type Generations, nameOfGeneration } from './generations.js';

const generationPattern = /^(.+)_v\d+(?:_g\d+)?(?:_verify)?$/;

/** Into which a read model is folded to be compared with what is in the collection that is read. */
export const scratchOf = (collection: string): string => `${collection}_verify`;

/** What is read of a read model, and what is being built of it. */
const generationsOf = ({ recordOf }: Generations, name: string): readonly string[] => {
  const { live, building } = recordOf(name);
  return [live, building].flatMap((one) => (one === undefined ? [] : [nameOfGeneration(name, one)]));
};

/** Every collection that somebody may read or write now. */
export const collectionsInUse = (generations: Generations, name: string): readonly string[] =>
  generationsOf(generations, name).flatMap((collection) => [collection, scratchOf(collection)]);

/** Drops a collection and its checkpoint. */
export const createDrop =
  (db: Db, checkpoints: StoredCheckpoints) =>
  async (collection: string): Promise<void> => {
    // The checkpoint first: without one a collection is folded from the start of the log.
    await checkpoints.forget(collection);
    await db.collection(collection).drop();
  };

/** Drops whatever is left of the read models with these names, unless it is kept: what is read or being built. */
export const createSweep =
  (db: Db, generations: Generations, drop: ReturnType<typeof createDrop>) =>
  async (
    names: readonly string[],
    keptOf: (name: string) => readonly string[] = (name) => generationsOf(generations, name),
  ): Promise<void> => {
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of collections) {
      const [, model = ''] = generationPattern.exec(name) ?? [];
      // Asked at the last moment: building may have begun meanwhile.
      if (names.includes(model) && !keptOf(model).includes(name)) await drop(name);
    }
  };
