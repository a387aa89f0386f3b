import { type Doc, isTruthy } from '../bson/value.js';
import { refuse } from '../errors.js';
import { matches } from '../query/match.js';
import { parseFilter } from '../query/parse.js';
import type { Collection } from '../storage/collection.js';
import { collectionArgument, flagArgument, nameArgument, optionalDoc, textArgument } from './arguments.js';
import type { Command } from './command.js';

const create: Command = {
  writes: 'more',
  options: [],
  onlyOff: [
    'capped',
    'size',
    'max',
    'validator',
    'validationLevel',
    'validationAction',
    'viewOn',
    'pipeline',
    'timeseries',
    'clusteredIndex',
    'expireAfterSeconds',
    'autoIndexId',
    'changeStreamPreAndPostImages',
    'encryptedFields',
    'indexOptionDefaults',
    'storageEngine',
  ],
  run: (body, database, server) => {
    const name = nameArgument(body, 'create');
    if (server.catalog.find(database, name))
      return refuse(48, `Collection ${database}.${name} already exists.`);
    server.catalog.create(database, name);
    return {};
  },
};

const drop: Command = {
  writes: 'less',
  options: [],
  run: (body, database, server) => {
    const collection = collectionArgument(body, 'drop', database, server);
    if (collection === undefined) return {};
    const nIndexesWas = collection.indexes().length;
    server.catalog.drop(collection);
    return { nIndexesWas, ns: `${database}.${nameArgument(body, 'drop')}` };
  },
};

const splitNamespace = (namespace: string): readonly [string, string] => {
  const dot = namespace.indexOf('.');
  return dot <= 0
    ? refuse(73, `Invalid namespace specified '${namespace}'`)
    : [namespace.slice(0, dot), namespace.slice(dot + 1)];
};

const renameCollection: Command = {
  writes: 'more',
  options: ['to', 'dropTarget'],
  run: (body, database, server) => {
    if (database !== 'admin')
      return refuse(13, 'renameCollection may only be run against the admin database.');
    const from = textArgument(body, 'renameCollection');
    const to = textArgument(body, 'to');
    if (from === to) return refuse(20, "Can't rename a collection to itself");
    const source =
      server.catalog.find(...splitNamespace(from)) ?? refuse(26, `Source collection ${from} does not exist`);
    const target = server.catalog.find(...splitNamespace(to));
    if (target && !flagArgument(body, 'dropTarget')) return refuse(48, 'target namespace exists');
    if (target) server.catalog.drop(target);
    server.catalog.rename(source, ...splitNamespace(to));
    return {};
  },
};

const nameIn = (collection: Collection): string => splitNamespace(collection.namespace())[1];
const databaseOf = (collection: Collection): string => splitNamespace(collection.namespace())[0];

const describe = (collection: Collection): Doc => ({
  name: nameIn(collection),
  type: 'collection',
  options: {},
  info: { readOnly: false },
  idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
});

const listCollections: Command = {
  options: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run: (body, database, server) => {
    const filter = parseFilter(optionalDoc(body, 'filter') ?? {});
    const docs = server.catalog
      .inDatabase(database)
      .map(describe)
      .filter((doc) => matches(filter, doc));
    const shown = isTruthy(body['nameOnly'])
      ? docs.map(({ name = null, type = null }) => ({ name, type }))
      : docs;
    const ns = `${database}.$cmd.listCollections`;
    const batch = server.cursors.open(ns, shown, Number.POSITIVE_INFINITY, {
      single: false,
      keepsOpen: false,
    });
    return { cursor: { firstBatch: batch.docs, id: batch.id, ns } };
  },
};

const listDatabases: Command = {
  options: ['filter', 'nameOnly', 'authorizedDatabases'],
  run: (body, _database, server) => {
    const filter = parseFilter(optionalDoc(body, 'filter') ?? {});
    const names = [...new Set(server.catalog.all().map(databaseOf))].sort();
    const docs = names
      .map((name): Doc => ({ name, sizeOnDisk: 0, empty: false }))
      .filter((doc) => matches(filter, doc));
    if (isTruthy(body['nameOnly'])) return { databases: docs.map(({ name = null }) => ({ name })) };
    return { databases: docs, totalSize: 0, totalSizeMb: 0 };
  },
};

const dropDatabase: Command = {
  writes: 'less',
  options: [],
  run: (_body, database, server) => {
    for (const collection of server.catalog.inDatabase(database)) server.catalog.drop(collection);
    return { dropped: database };
  },
};

export const collectionCommands: Readonly<Record<string, Command>> = {
  create,
  drop,
  renameCollection,
  listCollections,
  listDatabases,
  dropDatabase,
};
