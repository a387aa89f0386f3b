import * as t from 'io-ts';
import { type AnyBulkWriteOperation, BSON, type Db } from 'mongodb';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { open } from '../../domain/codecs/struct.js';
import { durable } from '../key-store.js';
import { documentCollections, keysCollection } from './collections.js';
import { ArchiveError } from './format.js';

const Identified = open('IdentifiedDocument', { _id: t.string });
type Document = t.TypeOf<typeof Identified>;

const atOnce = 500;

const toDocument = (extendedJson: object): Document =>
  decodeOrThrow(Identified, BSON.EJSON.deserialize(extendedJson, { relaxed: false }), 'document');

const replace = (document: Document): AnyBulkWriteOperation<Document> => ({
  replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true },
});

/** A key that was destroyed in the target stays so, whatever an older archive says. */
const keepKey = (document: Document): AnyBulkWriteOperation<Document> =>
  'wrapped' in document
    ? { updateOne: { filter: { _id: document._id }, update: { $setOnInsert: document }, upsert: true } }
    : replace(document);

/** Writes documents as they come, many at once. */
const createWriter = (db: Db, collection: string, toWrite: typeof replace) => {
  const documents = db.collection<Document>(collection, { writeConcern: durable });
  let waiting: AnyBulkWriteOperation<Document>[] = [];
  const end = async (): Promise<void> => {
    const writes = waiting;
    waiting = [];
    if (writes.length > 0) await documents.bulkWrite(writes);
  };
  return {
    clear: async (): Promise<void> => {
      await documents.deleteMany({});
    },
    write: async (extendedJson: object): Promise<void> => {
      waiting.push(toWrite(toDocument(extendedJson)));
      if (waiting.length >= atOnce) await end();
    },
    end,
  };
};

/** Puts the documents of an archive into the database of a Leadline that has not begun. */
export const createCopyDocuments = (db: Db) => {
  const keys = createWriter(db, keysCollection, keepKey);
  const writers = new Map(documentCollections.map((name) => [name, createWriter(db, name, replace)]));
  return {
    /** Removes what an earlier archive put there: what was removed since then must not come back. */
    begin: async (): Promise<void> => {
      for (const { clear } of writers.values()) await clear();
    },
    key: keys.write,
    document: async (collection: string, extendedJson: object): Promise<void> => {
      const writer = writers.get(collection);
      if (writer === undefined)
        throw new ArchiveError(
          `the archive has documents of the collection ${collection}, which is not known`,
        );
      await writer.write(extendedJson);
    },
    /** Waits until all is written. */
    end: async (): Promise<void> => {
      for (const { end } of [keys, ...writers.values()]) await end();
    },
  };
};
