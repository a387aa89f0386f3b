import type { Db } from 'mongodb';
import type { KeptKey, KeyStore } from './subject-keys.js';
import { upserting } from './upsert.js';

interface KeyDocument {
  /** `lead-3f…#1` */
  readonly _id: string;
  readonly subject: string;
  readonly generation: number;
  readonly wrapped?: string;
  readonly destroyedAt?: Date;
}

/** A key that is lost takes with it all that is sealed with it: it is on a disk, and on most servers, before it is used. */
const durable = { w: 'majority', journal: true } as const;

/** Keeps keys in the collection `subject_keys`: beside the log, the only thing that cannot be made anew. */
export const createKeyStore = async (db: Db): Promise<KeyStore> => {
  const keys = db.collection<KeyDocument>('subject_keys', { writeConcern: durable });
  await keys.createIndex({ subject: 1, generation: 1 });
  const toKept = ({ subject, generation, wrapped }: KeyDocument): KeptKey => ({
    subject,
    generation,
    ...(wrapped === undefined ? {} : { wrapped }),
  });
  return {
    load: async (subjects) =>
      (
        await keys
          .find({ subject: { $in: [...subjects] } })
          .sort({ subject: 1, generation: 1 })
          .toArray()
      ).map(toKept),
    keep: async ({ subject, generation, wrapped }) => {
      const _id = `${subject}#${generation}`;
      const insert = { subject, generation, wrapped };
      const kept = await upserting(() =>
        keys.findOneAndUpdate({ _id }, { $setOnInsert: insert }, { upsert: true, returnDocument: 'after' }),
      );
      if (kept === null) throw new Error(`the key of ${subject} was not kept`);
      return toKept(kept);
    },
    destroy: async (subject) => {
      await keys.updateMany({ subject, wrapped: { $exists: true } }, [
        { $unset: 'wrapped' },
        { $set: { destroyedAt: '$$NOW' } },
      ]);
    },
  };
};
