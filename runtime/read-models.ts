import type { Collection, Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import type { Position } from '../domain/codecs/numbers.js';
import type { Find } from '../projections/queries.js';
import {
  collectionName,
  type Document,
  type DocumentStore,
  type ReadModel,
} from '../projections/read-model.js';

interface Checkpoint {
  readonly _id: string;
  readonly position: Position;
}

/** How far each consumer of the log has come. */
export interface Checkpoints {
  readonly load: () => Promise<ReadonlyMap<string, Position>>;
  readonly save: (names: readonly string[], position: Position) => Promise<void>;
}

const database = 'leadline';

export const connectMongodb = async (
  url: string,
): Promise<{ readonly client: MongoClient; readonly db: Db }> => {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000 });
  await client.connect();
  return { client, db: client.db(database) };
};

export const collectionOf = <Doc extends Document>(db: Db, model: ReadModel<Doc>): Collection<Doc> =>
  db.collection<Doc>(collectionName(model));

export const createIndexes = async (
  db: Db,
  model: Pick<ReadModel<Document>, 'name' | 'version' | 'indexes'>,
): Promise<void> => {
  for (const index of model.indexes) await db.collection(collectionName(model)).createIndex({ ...index });
};

export const createStore = <Doc extends Document>(db: Db, model: ReadModel<Doc>): DocumentStore<Doc> => {
  const collection = db.collection<Document>(collectionName(model));
  const typed = collectionOf(db, model);
  return {
    load: async (ids) => typed.aggregate<Doc>([{ $match: { _id: { $in: [...ids] } } }]).toArray(),
    ping: async () => {
      await db.command({ ping: 1 });
    },
    save: async (docs) => {
      await collection.bulkWrite(
        docs.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } })),
        { ordered: false },
      );
    },
  };
};

export const createFind = <Doc extends Document>(db: Db, model: ReadModel<Doc>): Find<Doc> => {
  const collection = collectionOf(db, model);
  return {
    one: async (id) => {
      const [doc] = await collection.aggregate<Doc>([{ $match: { _id: id } }, { $limit: 1 }]).toArray();
      return doc;
    },
    many: ({ filter, sort, limit }) =>
      collection.aggregate<Doc>([{ $match: filter }, { $sort: sort }, { $limit: limit }]).toArray(),
    countBy: async (filter, path) => {
      const groups = await collection
        .aggregate<{ readonly _id: number; readonly count: number }>([
          { $match: filter },
          { $group: { _id: `$${path}`, count: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(groups.map(({ _id, count }) => [_id, count]));
    },
  };
};

export const createCheckpoints = (db: Db): Checkpoints => {
  const collection = db.collection<Checkpoint>('checkpoints');
  return {
    load: async () =>
      new Map((await collection.find().toArray()).map(({ _id, position }) => [_id, position])),
    save: async (names, position) => {
      await collection.bulkWrite(
        names.map((_id) => ({
          updateOne: { filter: { _id }, update: { $set: { position } }, upsert: true },
        })),
        { ordered: false },
      );
    },
  };
};
