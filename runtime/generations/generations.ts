import type { Db } from 'mongodb';
import type { Rebuild, Verification } from '../../api/projection-codecs.js';
import { collectionName } from '../../projections/read-model.js';
import { upserting } from '../upsert.js';

/** One building of a read model from the log; the version says how it was folded. */
export interface Generation {
  readonly version: number;
  readonly generation: number;
}

/** What is known of a read model beside its documents. */
export interface ReadModelRecord {
  readonly _id: string;
  /** What is read; none before the first one is built. */
  readonly live?: Generation;
  /** What is to be read next, once it has caught up. */
  readonly building?: Generation;
  readonly rebuild?: Rebuild;
  readonly verify?: Verification;
}

/** The records of all read models: in memory, and kept in the database. */
export interface Generations {
  readonly recordOf: (name: string) => ReadModelRecord;
  /** Keeps what follows from the record as it is. */
  readonly change: (name: string, next: (record: ReadModelRecord) => ReadModelRecord) => Promise<void>;
  /** As `change`, in memory only: for what is told again soon. */
  readonly note: (name: string, next: (record: ReadModelRecord) => ReadModelRecord) => void;
}

/** The collection of a generation. */
export const nameOfGeneration = (name: string, generation: Generation): string =>
  collectionName({ name, ...generation });

export const loadGenerations = async (db: Db): Promise<Generations> => {
  const collection = db.collection<ReadModelRecord>('read_models');
  const records = new Map((await collection.find().toArray()).map((record) => [record._id, record]));
  const recordOf = (name: string): ReadModelRecord => records.get(name) ?? { _id: name };
  return {
    recordOf,
    change: async (name, next) => {
      const record = next(recordOf(name));
      await upserting(() => collection.replaceOne({ _id: name }, record, { upsert: true }));
      records.set(name, record);
    },
    note: (name, next) => {
      records.set(name, next(recordOf(name)));
    },
  };
};
