import { equalValues } from '../bson/compare.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import { checkPartialFilter } from '../index/compatibility.js';
import { describeIndex, type IndexDefinition, parseIndex } from '../index/definition.js';
import type { Collection } from '../storage/collection.js';
import { collectionArgument, docsArgument, nameArgument } from './arguments.js';
import type { Command } from './command.js';

const existing = (collection: Collection | undefined, namespace: string): Collection =>
  collection ?? refuse(26, `ns does not exist: ${namespace}`);

/** All of them or, if one cannot be built, none. */
const createAll = (collection: Collection, definitions: readonly IndexDefinition[]): number => {
  const created: string[] = [];
  try {
    for (const definition of definitions)
      if (collection.createIndex(definition)) created.push(definition.name);
  } catch (error) {
    for (const name of created) collection.dropIndex(name);
    throw error;
  }
  return created.length;
};

const createIndexes: Command = {
  writes: 'more',
  options: ['indexes', 'ignoreUnknownIndexOptions'],
  onlyOff: ['commitQuorum'],
  run: (body, database, server) => {
    const definitions = docsArgument(body, 'indexes').map(parseIndex);
    definitions.forEach(checkPartialFilter);
    if (definitions.length === 0) return refuse(2, 'Must specify at least one index to create');
    const known = collectionArgument(body, 'createIndexes', database, server);
    const collection = known ?? server.catalog.findOrCreate(database, nameArgument(body, 'createIndexes'));
    const before = collection.indexes().length;
    const created = createAll(collection, definitions);
    return {
      numIndexesBefore: before,
      numIndexesAfter: collection.indexes().length,
      createdCollectionAutomatically: known === undefined,
      ...(created === 0 && { note: 'all indexes already exist' }),
    };
  },
};

const listIndexes: Command = {
  options: ['cursor'],
  run: (body, database, server) => {
    const ns = `${database}.${nameArgument(body, 'listIndexes')}`;
    const collection = existing(collectionArgument(body, 'listIndexes', database, server), ns);
    const docs = collection.indexes().map(({ definition }) => shownIndex(describeIndex(definition)));
    const batch = server.cursors.open(ns, docs, Number.POSITIVE_INFINITY, {
      single: false,
      keepsOpen: false,
    });
    return { cursor: { firstBatch: batch.docs, id: batch.id, ns } };
  },
};

/** MongoDB does not say of the index on `_id` that it is unique. */
const shownIndex = (index: Doc): Doc => {
  const { unique: _, ...rest } = index;
  return index['name'] === '_id_' ? rest : index;
};

const namesOf = (wanted: Value | undefined, collection: Collection): readonly string[] => {
  const definitions = collection.indexes().map(({ definition }) => definition);
  if (wanted === '*') return definitions.map(({ name }) => name).filter((name) => name !== '_id_');
  if (Array.isArray(wanted)) return wanted.flatMap((each) => namesOf(each, collection));
  const found = definitions.find(({ name, key }) =>
    isDoc(wanted) ? equalValues(key, wanted) : name === wanted,
  );
  if (found === undefined)
    return refuse(
      27,
      `index not found with name [${isDoc(wanted) ? JSON.stringify(wanted) : String(wanted)}]`,
    );
  return found.name === '_id_' ? refuse(72, 'cannot drop _id index') : [found.name];
};

const dropIndexes: Command = {
  writes: 'less',
  options: ['index'],
  run: (body, database, server) => {
    const namespace = `${database}.${nameArgument(body, 'dropIndexes')}`;
    const collection = existing(collectionArgument(body, 'dropIndexes', database, server), namespace);
    const before = collection.indexes().length;
    for (const name of namesOf(body['index'], collection)) collection.dropIndex(name);
    return { nIndexesWas: before };
  },
};

export const indexCommands: Readonly<Record<string, Command>> = { createIndexes, listIndexes, dropIndexes };
