import { refuse } from '../errors.js';
import { parseIndex } from '../index/definition.js';
import { type Collection, createCollection } from './collection.js';
import type { Storage } from './storage.js';

const checkName = (name: string): void => {
  if (name === '' || name.includes('\0') || name.startsWith('.') || name.endsWith('.') || name.length > 255) {
    refuse(73, `Invalid collection name: '${name}'`);
  }
  if (name.includes('$') || name.startsWith('system.')) refuse(73, `Invalid collection name: '${name}'`);
};

const checkDatabase = (name: string): void => {
  if (name === '' || /[/\\. "$*<>:|?\0]/.test(name) || name.length > 63)
    refuse(73, `Invalid database name: '${name}'`);
};

/** All collections of all databases, restored from the storage; `loaded` is told the size of each document. */
export const openCatalog = async (storage: Storage, loaded: (bytes: number) => Promise<void>) => {
  const collections = new Map<string, Collection>();
  for (const stored of storage.load()) {
    const collection = createCollection(storage, stored.id, stored.namespace);
    await collection.restore(stored.documents(), stored.indexes.map(parseIndex), loaded);
    collections.set(stored.namespace, collection);
  }

  const find = (database: string, name: string): Collection | undefined =>
    collections.get(`${database}.${name}`);
  const create = (database: string, name: string): Collection => {
    checkDatabase(database);
    checkName(name);
    const namespace = `${database}.${name}`;
    const id = storage.createCollection(namespace, () => collections.delete(namespace));
    const collection = createCollection(storage, id, namespace);
    collections.set(namespace, collection);
    return collection;
  };
  const drop = (collection: Collection): void => {
    const namespace = collection.namespace();
    collections.delete(namespace);
    storage.dropCollection(collection.id, () => collections.set(namespace, collection));
  };

  return {
    find,
    create,
    drop,
    findOrCreate: (database: string, name: string): Collection =>
      find(database, name) ?? create(database, name),
    rename: (collection: Collection, database: string, name: string): void => {
      checkDatabase(database);
      checkName(name);
      const source = collection.namespace();
      const target = `${database}.${name}`;
      collections.delete(source);
      collections.set(target, collection);
      collection.rename(target, () => {
        collections.delete(target);
        collections.set(source, collection);
      });
    },
    /** The bytes of all documents, as BSON. */
    dataSize: (): number => {
      let size = 0;
      for (const collection of collections.values()) size += collection.dataSize();
      return size;
    },
    all: (): readonly Collection[] => [...collections.values()],
    inDatabase: (database: string): readonly Collection[] =>
      [...collections.values()].filter((collection) => collection.namespace().startsWith(`${database}.`)),
  };
};

export type Catalog = Awaited<ReturnType<typeof openCatalog>>;
