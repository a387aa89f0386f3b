import type { Db } from 'mongodb';

interface Mark {
  readonly _id: string;
  readonly since: Date;
}

const unfinished = 'unfinished';

/** A mark in MongoDB while something is restored: of half of a log nothing may be made. */
export const createRestoreMark = (db: Db) => {
  const marks = db.collection<Mark>('restores');
  return {
    set: async (): Promise<void> => {
      await marks.updateOne({ _id: unfinished }, { $set: { since: new Date() } }, { upsert: true });
    },
    isSet: async (): Promise<boolean> => (await marks.findOne({ _id: unfinished })) !== null,
    remove: async (): Promise<void> => {
      await marks.deleteOne({ _id: unfinished });
    },
  };
};

/** @throws Error while a restore into this MongoDB has not ended */
export const refuseUnfinished = async (db: Db): Promise<void> => {
  if (await createRestoreMark(db).isSet())
    throw new Error('a restore into this server has not ended: run it again until it says that it is done');
};
