import { type Db, MongoBulkWriteError } from 'mongodb';
import type { KeptKey, KeyStore } from './subject-keys.js';
import { duplicateKey } from './upsert.js';

interface KeyDocument {
  /** `lead-3f…#1` */
  readonly _id: string;
  readonly subject: string;
  readonly generation: number;
  readonly wrapped?: string;
  readonly destroyedAt?: Date;
}

/** A key that is lost takes with it all that is sealed with it: it is on a disk, and on most servers, before it is used. */
export const durable = { w: 'majority', journal: true } as const;

/** Others were kept already, and nothing worse has happened. */
const isOnlyDuplicates = (error: unknown): boolean => {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined)
    return false;
  const errors = [error.writeErrors].flat();
  return errors.length > 0 && errors.every(({ code }) => code === duplicateKey);
};

const placeOf = ({ subject, generation }: KeptKey): string => `${subject}#${generation}`;

/** Keeps keys in the collection `subject_keys`: beside the log, the only thing that cannot be made anew. */
export const createKeyStore = async (db: Db): Promise<KeyStore> => {
  const keys = db.collection<KeyDocument>('subject_keys', { writeConcern: durable });
  await keys.createIndex({ subject: 1, generation: 1 });
  const toKept = ({ subject, generation, wrapped }: KeyDocument): KeptKey => ({
    subject,
    generation,
    ...(wrapped === undefined ? {} : { wrapped }),
  });
  /** @returns whether all of them were new */
  const insert = async (wanted: readonly Required<KeptKey>[]): Promise<boolean> => {
    const docs = wanted.map(({ subject, generation, wrapped }) => ({
      _id: placeOf({ subject, generation }),
      subject,
      generation,
      wrapped,
    }));
    try {
      await keys.insertMany(docs, { ordered: false });
      return true;
    } catch (error) {
      if (isOnlyDuplicates(error)) return false;
      throw error;
    }
  };

  return {
    load: async (subjects) =>
      (
        await keys
          .find({ subject: { $in: [...subjects] } })
          .sort({ subject: 1, generation: 1 })
          .toArray()
      ).map(toKept),
    keep: async (wanted) => {
      if (await insert(wanted)) return wanted;
      const kept = await keys.find({ _id: { $in: wanted.map(placeOf) } }).toArray();
      const byPlace = new Map(kept.map((key) => [key._id, toKept(key)]));
      return wanted.map((key) => {
        const found = byPlace.get(placeOf(key));
        if (found === undefined) throw new Error(`the key of ${key.subject} was not kept`);
        return found;
      });
    },
    any: async () => {
      const found = await keys.findOne({ wrapped: { $exists: true } });
      return found === null ? undefined : toKept(found);
    },
    destroy: async (subject) => {
      await keys.updateMany({ subject, wrapped: { $exists: true } }, [
        { $unset: 'wrapped' },
        { $set: { destroyedAt: '$$NOW' } },
      ]);
    },
  };
};
