import { type Collection, type Db, MongoServerError } from 'mongodb';
import type { Position } from '../domain/codecs/numbers.js';
import { TooSlow } from '../projections/find.js';
import {
  type LeadRow,
  type LeadWatches,
  leadRowFields,
  leads,
  leadWatchFields,
} from '../projections/leads.js';
import type { Find } from '../projections/queries.js';
import {
  collectionName,
  type Document,
  type DocumentStore,
  type ReadModel,
} from '../projections/read-model.js';
import { upserting } from './upsert.js';

interface Checkpoint {
  readonly _id: string;
  readonly position: Position;
}

/** How far each consumer of the log has come. */
export interface Checkpoints {
  readonly load: () => Promise<ReadonlyMap<string, Position>>;
  readonly save: (names: readonly string[], position: Position) => Promise<void>;
}

export interface StoredCheckpoints extends Checkpoints {
  /** As if the consumer had never begun. */
  readonly forget: (name: string) => Promise<void>;
}

/** Where read models are read: resolved at each question, so that a rebuilt one is read as soon as it has taken over. */
export interface Collections {
  readonly db: Db;
  /** The collection in which a read model is to be read now. */
  readonly nameOf: (model: Pick<ReadModel<Document>, 'name' | 'version'>) => string;
}

export const collectionOf = <Doc extends Document>(
  { db, nameOf }: Collections,
  model: ReadModel<Doc>,
): Collection<Doc> => db.collection<Doc>(nameOf(model));

/** Makes the indexes of a read model, in the given collection or in that of its first generation. */
export const createIndexes = async (
  db: Db,
  model: Pick<ReadModel<Document>, 'name' | 'version' | 'indexes'>,
  collection = collectionName(model),
): Promise<void> => {
  for (const index of model.indexes) await db.collection(collection).createIndex({ ...index });
};

/** The documents of a read model in one collection: the given one, or that of its first generation. */
export const createStore = <Doc extends Document>(
  db: Db,
  model: ReadModel<Doc>,
  name = collectionName(model),
): DocumentStore<Doc> => {
  const collection = db.collection<Document>(name);
  const typed = db.collection<Doc>(name);
  return {
    load: async (ids) => typed.aggregate<Doc>([{ $match: { _id: { $in: [...ids] } } }]).toArray(),
    ping: async () => {
      await db.command({ ping: 1 });
    },
    save: async (docs) => {
      const writes = docs.map((doc) => ({
        replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true },
      }));
      await upserting(() => collection.bulkWrite(writes, { ordered: false }));
    },
  };
};

/** No question takes longer: who asks for too much gets an error, and the others their turn. */
const patience = 60_000;
const maxTimeExpired = 50;

const findIn = <Doc extends Document>(
  collection: () => Collection<Doc>,
  project: readonly { readonly $project: Readonly<Record<string, 1>> }[],
  maxTimeMS = patience,
): Find<Doc> => {
  const ask = <Answer extends object>(pipeline: readonly object[]): Promise<readonly Answer[]> =>
    collection()
      .aggregate<Answer>([...pipeline], { maxTimeMS })
      .toArray()
      .catch((error: unknown) => {
        throw error instanceof MongoServerError && error.code === maxTimeExpired ? new TooSlow() : error;
      });
  return {
    one: async (id) => {
      const [doc] = await ask<Doc>([{ $match: { _id: id } }, { $limit: 1 }, ...project]);
      return doc;
    },
    many: ({ filter, sort, limit }) =>
      ask<Doc>([{ $match: filter }, { $sort: sort }, { $limit: limit }, ...project]),
    count: async (filter) => {
      const [counted] = await ask<{ readonly count: number }>([{ $match: filter }, { $count: 'count' }]);
      return counted?.count ?? 0;
    },
    countBy: async (filter, path) => {
      const groups = await ask<{ readonly _id: number; readonly count: number }>([
        { $match: filter },
        { $group: { _id: `$${path}`, count: { $sum: 1 } } },
      ]);
      return new Map(groups.map(({ _id, count }) => [_id, count]));
    },
  };
};

export const createFind = <Doc extends Document>(
  collections: Collections,
  model: ReadModel<Doc>,
  maxTimeMS?: number,
): Find<Doc> => findIn(() => collectionOf(collections, model), [], maxTimeMS);

const only = (fields: readonly string[]) => [
  { $project: Object.fromEntries(fields.map((field) => [field, 1 as const])) },
];

/** Reads the fields of a `LeadRow` only. */
export const createFindRows = ({ db, nameOf }: Collections): Find<LeadRow> =>
  findIn(() => db.collection<LeadRow>(nameOf(leads)), only(leadRowFields));

/** Reads what flows wait for on leads only. */
export const createFindWatches = ({ db, nameOf }: Collections): Find<LeadWatches> =>
  findIn(() => db.collection<LeadWatches>(nameOf(leads)), only(leadWatchFields));

export const createCheckpoints = (db: Db): StoredCheckpoints => {
  const collection = db.collection<Checkpoint>('checkpoints');
  return {
    load: async () =>
      new Map((await collection.find().toArray()).map(({ _id, position }) => [_id, position])),
    save: async (names, position) => {
      const writes = names.map((_id) => ({
        updateOne: { filter: { _id }, update: { $set: { position } }, upsert: true },
      }));
      await upserting(() => collection.bulkWrite(writes, { ordered: false }));
    },
    forget: async (name) => {
      await collection.deleteOne({ _id: name });
    },
  };
};
