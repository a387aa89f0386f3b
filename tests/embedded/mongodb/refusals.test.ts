import { MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { errorOf, useMongo } from './mongo-fixture.js';

needsEmbedded('MONGODB_URL', 'is about what the embedded one does not have');

const mongo = useMongo();

const find = (options: object) => ({ find: 'c', ...options });
const aggregate = (...pipeline: object[]) => ({ aggregate: 'c', pipeline, cursor: {} });

type Case = readonly [command: object, code: number, named: string];

const commands: readonly Case[] = [
  [{ unheardOf: 1 }, 59, 'unheardOf'],
  [{ mapReduce: 'c' }, 59, 'mapReduce'],
  [find({ unheardOf: 1 }), 40415, 'find.unheardOf'],
  [find({ collation: { locale: 'de' } }), 238, 'collation'],
  [find({ tailable: true }), 238, 'tailable'],
  [find({ returnKey: true }), 238, 'returnKey'],
  [find({ let: { x: 1 } }), 238, 'let'],
  [find({ min: { a: 1 } }), 238, 'min'],
  [find({ limit: -1 }), 51024, 'limit'],
  [find({ filter: 5 }), 14, 'filter'],
  [find({ readConcern: { level: 'linearizable' } }), 238, 'linearizable'],
  [find({ readConcern: { afterClusterTime: 1 } }), 238, 'afterClusterTime'],
  [{ insert: 'c', documents: [{}], writeConcern: { w: 3 } }, 2, 'w'],
  [{ insert: 'c', documents: [] }, 16, 'batch'],
  [{ insert: 'c', documents: [{}], unheardOf: 1 }, 40415, 'insert.unheardOf'],
  [{ create: 'capped', capped: true, size: 5 }, 238, 'capped'],
  [{ create: 'validated', validator: { a: 1 } }, 238, 'validator'],
  [{ createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 'x' }] }, 67, 'text'],
  [{ createIndexes: 'c', indexes: [{ key: { a: '2dsphere' }, name: 'x' }] }, 67, '2dsphere'],
  [
    { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', collation: { locale: 'de' } }] },
    238,
    'collation',
  ],
  [
    { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', wildcardProjection: {} }] },
    197,
    'wildcardProjection',
  ],
  [{ explain: { ping: 1 } }, 238, 'ping'],
];

const operators: readonly Case[] = [
  [find({ filter: { $where: 'true' } }), 2, '$where'],
  [find({ filter: { $text: { $search: 'x' } } }), 2, '$text'],
  [find({ filter: { $jsonSchema: {} } }), 2, '$jsonSchema'],
  [find({ filter: { a: { $near: [1, 1] } } }), 2, '$near'],
  [find({ filter: { a: { $bitsAllSet: 1 } } }), 2, '$bitsAllSet'],
  [find({ filter: { a: { $gt: 1, b: 2 } } }), 2, 'b'],
  [find({ filter: { a: { $in: 5 } } }), 2, '$in'],
  [find({ filter: { a: { $mod: [0, 1] } } }), 2, 'divisor'],
  [find({ filter: { a: { $type: 'unheardOf' } } }), 2, 'unheardOf'],
  [find({ filter: { a: { $regex: '(' } } }), 51091, 'Regular expression'],
  [find({ filter: { a: { $regex: 'a', $options: 'q' } } }), 51108, 'q'],
  [find({ filter: { a: { $regex: 'a'.repeat(40_000) } } }), 51091, 'too long'],
  [find({ filter: { a: { $options: 'i' } } }), 2, '$options'],
  [find({ filter: { $or: [] } }), 2, 'nonempty'],
  [find({ filter: { $expr: { $unheardOf: 1 } } }), 168, '$unheardOf'],
  [find({ sort: { a: 2 } }), 15975, 'sort'],
  [find({ sort: { a: { $meta: 'textScore' } } }), 2, '$meta'],
];

const stages: readonly Case[] = [
  [aggregate({ $unheardOf: 1 }), 40324, '$unheardOf'],
  [aggregate({ $lookup: {} }), 40324, '$lookup'],
  [aggregate({ $out: 'x' }), 40324, '$out'],
  [aggregate({ $merge: 'x' }), 40324, '$merge'],
  [aggregate({ $changeStream: {} }), 40573, '$changeStream'],
  [aggregate({ $match: {}, $sort: {} }), 40323, 'one field'],
  [aggregate({ $group: { _id: 1, x: { $unheardOf: 1 } } }), 15952, '$unheardOf'],
  [aggregate({ $group: { x: { $sum: 1 } } }), 15955, '_id'],
  [aggregate({ $set: { x: { $unheardOf: 1 } } }), 168, '$unheardOf'],
  [{ ...aggregate(), collation: { locale: 'de' } }, 238, 'collation'],
  [{ aggregate: 1, pipeline: [], cursor: {} }, 73, 'database'],
];

describe.each([
  ['commands and options', commands],
  ['operators', operators],
  ['stages', stages],
])('%s', (_group, cases) => {
  test.each(cases)('refuses %j', async (command, code, named) => {
    const error = await errorOf(mongo.db().command(command));
    expect(error).toMatchObject({ code });
    expect(error['message']).toContain(named);
    expect(error['codeName']).toEqual(expect.any(String));
  });
});

test('what asks for nothing special is accepted', async () => {
  const command = {
    find: 'c',
    collation: { locale: 'simple' },
    comment: 'x',
    maxTimeMS: 1000,
    readConcern: { level: 'majority' },
    let: {},
  };
  expect(await mongo.db().command(command)).toMatchObject({ ok: 1 });
});

test('transactions are refused and nothing of them is kept', async () => {
  const client = await MongoClient.connect(mongo.running().url);
  const collection = client.db('test').collection('transacted');
  const session = client.startSession();
  const run = session.withTransaction(() => collection.insertOne({ a: 1 }, { session }));
  const error = await errorOf(run);
  expect(error['message']).toMatch(/retryable writes|Transaction numbers/);
  await session.endSession();
  expect(await collection.countDocuments()).toBe(0);
  await client.close();
});

test('the refusal of a transaction has the code of MongoDB', async () => {
  const command = { insert: 'c', documents: [{}], txnNumber: 1, startTransaction: true, autocommit: false };
  expect(await errorOf(mongo.db().command(command))).toMatchObject({
    code: 20,
    codeName: 'IllegalOperation',
  });
});

test('sessions without transactions work', async () => {
  const client = await MongoClient.connect(mongo.running().url);
  await client.withSession(async (session) => {
    const collection = client.db('test').collection('in-session');
    await collection.insertOne({ a: 1 }, { session });
    expect(await collection.countDocuments({ a: 1 }, { session })).toBe(1);
  });
  await client.close();
});

test('a change stream is refused', async () => {
  const error = await errorOf(mongo.collection().watch().next());
  expect(error).toMatchObject({ code: 40573 });
});
