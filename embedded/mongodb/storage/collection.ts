import { BSONRegExp, ObjectId } from 'bson';
import { encodeStored } from '../bson/codec.js';
import { equalValues } from '../bson/compare.js';
import { type Doc, field, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import { createIndex, duplicateKey, type Index } from '../index/collection-index.js';
import { exists } from '../index/compatibility.js';
import { describeIndex, type IndexDefinition } from '../index/definition.js';
import type { Key } from '../index/keys.js';
import { createRecords } from './records.js';
import type { Storage, StoredDocument } from './storage.js';

const idIndex: IndexDefinition = { name: '_id_', key: { _id: 1 }, unique: true, sparse: false };

const withId = (doc: Doc): Doc => {
  const { _id, ...rest } = doc;
  return { _id: checkId(_id ?? (Object.hasOwn(doc, '_id') ? null : new ObjectId())), ...rest };
};

const checkId = (id: Value): Value => {
  if (Array.isArray(id)) return refuse(53, "The '_id' value cannot be of type array");
  if (id instanceof BSONRegExp) return refuse(53, "The '_id' value cannot be of type regex");
  const dollar = isDoc(id) ? Object.keys(id).find((key) => key.startsWith('$')) : undefined;
  if (dollar !== undefined)
    return refuse(52, `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`);
  return id;
};

interface Change {
  readonly index: Index;
  readonly before: readonly Key[];
  readonly after: readonly Key[];
}

const reversed = ({ index, before, after }: Change): Change => ({ index, before: after, after: before });

/** The documents of one collection in memory with their indexes, written through to the storage. */
export const createCollection = (storage: Storage, id: number, firstNamespace: string) => {
  const { docs: records, put, sizeOf, totalSize } = createRecords();
  let indexes: readonly Index[] = [createIndex(idIndex)];
  let namespace = firstNamespace;
  let nextRecord = 1;

  const moveKeys = (record: number, changes: readonly Change[]): void => {
    for (const { index, before, after } of changes) {
      index.remove(before, record);
      index.add(after, record);
    }
  };

  const apply = (record: number, before: Doc | undefined, after: Doc | undefined): void => {
    const changes = indexes.map(
      (index): Change => ({
        index,
        before: before ? index.keysFor(before) : [],
        after: after ? index.keysFor(after) : [],
      }),
    );
    for (const { index, after: keys } of changes) {
      const conflict = index.conflict(keys, record);
      if (conflict !== undefined) throw duplicateKey(namespace, index, conflict);
    }
    const bytes = after && encodeStored(after);
    const moved = changes.filter(({ before, after }) => !sameKeys(before, after));
    const sizeBefore = sizeOf(record);
    const undo = (): void => {
      moveKeys(record, moved.map(reversed));
      put(record, before, sizeBefore);
    };
    moveKeys(record, moved);
    put(record, after, bytes?.length ?? 0);
    if (bytes) storage.put(id, record, bytes, undo);
    else storage.remove(id, record, undo);
  };

  const addTo = (index: Index, record: number, doc: Doc): void => {
    const keys = index.keysFor(doc);
    const conflict = index.conflict(keys, record);
    if (conflict !== undefined) throw duplicateKey(namespace, index, conflict);
    index.add(keys, record);
  };
  const setIndexes = (before: readonly Index[]) => (): void => {
    indexes = before;
  };
  const addIndex = (definition: IndexDefinition): void => {
    const index = createIndex(definition);
    for (const [record, doc] of records) addTo(index, record, doc);
    indexes = [...indexes, index];
  };

  return {
    id,
    records,
    /** The bytes of all documents, as BSON. */
    dataSize: totalSize,
    namespace: (): string => namespace,
    indexes: (): readonly Index[] => indexes,
    insert: (doc: Doc): Doc => {
      const stored = withId(doc);
      apply(nextRecord, undefined, stored);
      nextRecord++;
      return stored;
    },
    replace: (record: number, before: Doc, after: Doc): void => {
      if (!equalValues(field(before, '_id'), field(after, '_id'))) {
        refuse(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
      }
      apply(record, before, after);
    },
    remove: (record: number, doc: Doc): void => apply(record, doc, undefined),
    /** True if the index is new; an equal one is left alone, a different one under its name or key is refused. */
    createIndex: (definition: IndexDefinition): boolean => {
      const known = indexes.map((index) => index.definition);
      if (exists(known, definition)) return false;
      const undo = setIndexes(indexes);
      addIndex(definition);
      storage.putIndex(id, definition.name, describeIndex(definition), undo);
      return true;
    },
    dropIndex: (name: string): void => {
      const undo = setIndexes(indexes);
      indexes = indexes.filter((index) => index.definition.name !== name);
      storage.dropIndex(id, name, undo);
    },
    rename: (target: string, undo: () => void): void => {
      const source = namespace;
      namespace = target;
      storage.renameCollection(id, target, () => {
        namespace = source;
        undo();
      });
    },
    restore: async (
      documents: Iterable<StoredDocument>,
      definitions: readonly IndexDefinition[],
      loaded: (bytes: number) => Promise<void>,
    ): Promise<void> => {
      indexes = [...indexes, ...definitions.map(createIndex)];
      for (const { record, doc, size } of documents) {
        put(record, doc, size);
        for (const index of indexes) addTo(index, record, doc);
        nextRecord = record + 1;
        await loaded(size);
      }
    },
  };
};

const sameKeys = (a: readonly Key[], b: readonly Key[]): boolean =>
  a.length === b.length &&
  a.every((key, at) => key.every((part, field) => equalValues(part, b[at]?.[field])));

export type Collection = ReturnType<typeof createCollection>;
