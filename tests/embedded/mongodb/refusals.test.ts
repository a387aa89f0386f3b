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
  [find({ tailable: true }), 238, 'tailable'],
  [find({ returnKey: true }), 238, 'returnKey'],
  [find({ let: { x: 1 } }), 238, 'let'],
  [find({ min: { a: 1 } }), 238, 'min'],
  [find({ limit: -1 }), 51024, 'limit'],
  [find({ filter: 5 }), 14, 'filter'],
  [find({ readConcern: { level: 'linearizable' } }), 238, 'linearizable'],
  [find({ readConcern: { afterClusterTime: 1 } }), 238, 'afterClusterTime'],
  [{ insert: 'c', documents: [{}], writeConcern: { w: 3 } }, 2, 'w'],
  [{ insert: 'c', documents: [{}], unheardOf: 1 }, 40415, 'insert.unheardOf'],
  [{ create: 'capped', capped: true, size: 5 }, 238, 'capped'],
  [{ create: 'validated', validator: { a: 1 } }, 238, 'validator'],
  [{ createIndexes: 'c', indexes: [{ key: { a: '2dsphere' }, name: 'x' }] }, 67, '2dsphere'],
  [
    { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', wildcardProjection: {} }] },
    197,
    'wildcardProjection',
  ],
  [{ explain: { ping: 1 } }, 238, 'ping'],
];

const stages: readonly Case[] = [
  [{ ...aggregate(), collation: { locale: 'de' } }, 238, 'collation'],
  [{ aggregate: 1, pipeline: [], cursor: {} }, 73, 'database'],
];

describe.each([
  ['commands and options', commands],
  ['aggregate', stages],
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
