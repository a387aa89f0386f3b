import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { expect, test } from 'vitest';
import { useMongo } from './mongo-fixture.js';

const mongo = useMongo();

const jobs = 200;
const instances = 3;

const start = async (collection: string, name: string, run: (no: number) => void): Promise<Agenda> => {
  const backend = new MongoBackend({ mongo: mongo.db(), collection });
  const agenda = new Agenda({
    backend,
    name,
    processEvery: 50,
    defaultConcurrency: 20,
    maxConcurrency: 50,
    lockLimit: 50,
  });
  agenda.define<{ no: number }>('step', async ({ attrs }) => run(attrs.data.no), { removeOnComplete: false });
  await agenda.start();
  return agenda;
};

test('three instances run every job once, leave none locked and find later jobs in time', async () => {
  const runs = new Map<number, number>();
  const collection = 'agendaShared';
  const run = (no: number): void => {
    runs.set(no, (runs.get(no) ?? 0) + 1);
  };
  const agendas = await Promise.all(
    Array.from({ length: instances }, (_, at) => start(collection, `instance ${at}`, run)),
  );
  const [first] = agendas;
  const soon = (no: number) => new Date(Date.now() + (no % 2 === 0 ? 0 : (no % 10) * 60));
  await Promise.all(Array.from({ length: jobs }, (_, no) => first?.schedule(soon(no), 'step', { no })));
  await first?.schedule(new Date(Date.now() + 3_600_000), 'step', { no: -1 });

  const stored = mongo.db().collection(collection);
  await expect.poll(() => runs.size, { timeout: 20_000 }).toBe(jobs);
  await expect
    .poll(() => stored.countDocuments({ lastFinishedAt: { $ne: null } }), { timeout: 10_000 })
    .toBe(jobs);
  await expect.poll(() => stored.countDocuments({ lockedAt: { $ne: null } }), { timeout: 10_000 }).toBe(0);
  expect([...runs.values()].filter((count) => count !== 1)).toEqual([]);
  expect(await stored.countDocuments({ nextRunAt: { $ne: null } })).toBe(1);

  expect((await first?.queryJobs({ name: 'step', limit: 5, skip: 1 }))?.total).toBe(jobs + 1);
  expect(await first?.cancel({ name: 'step' })).toBe(jobs + 1);
  await Promise.all(agendas.map((agenda) => agenda.stop()));
});

test('finding the next of 100,000 jobs examines a few of them', async () => {
  const collection = mongo.collection();
  const now = Date.now();
  const job = (_id: number) => ({
    _id,
    name: 'step',
    priority: _id % 3,
    lockedAt: null,
    // Finished jobs have no next run and would come first in the order of the sort.
    nextRunAt: _id % 2 === 0 ? null : new Date(now + (_id - 50_000)),
  });
  await collection.insertMany(Array.from({ length: 100_000 }, (_, _id) => job(_id)));
  await collection.createIndex({ name: 1, nextRunAt: 1, priority: -1, lockedAt: 1, disabled: 1 });
  await collection.createIndex({ name: 1, lockedAt: 1, nextRunAt: 1, priority: -1 });
  const query = (until: number) => ({
    name: 'step',
    disabled: { $ne: true },
    $or: [
      { lockedAt: { $eq: null }, nextRunAt: { $lte: new Date(until) } },
      { lockedAt: { $lte: new Date(until - 600_000) } },
    ],
  });
  const sort = { nextRunAt: 1, priority: -1 } as const;
  const examined = async (): Promise<number> =>
    Number((await mongo.db().admin().serverStatus())['metrics'].queryExecutor.scannedObjects);

  const before = await examined();
  for (let expected = 1; expected < 200; expected += 2) {
    const found = await collection.findOneAndUpdate(
      query(now),
      { $set: { lockedAt: new Date(now) } },
      { sort },
    );
    expect(found?.['_id']).toBe(expected);
  }
  expect((await examined()) - before).toBeLessThanOrEqual(200);
  expect(
    await collection.findOneAndUpdate(query(now - 1e9), { $set: { lockedAt: new Date(now) } }, { sort }),
  ).toBeNull();
  expect((await examined()) - before).toBeLessThanOrEqual(200);
});
