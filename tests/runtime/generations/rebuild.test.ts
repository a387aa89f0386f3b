import type { Db } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Document } from '../../../projections/read-model.js';
import { type RunningStore, runEventStore } from '../../support/event-store.js';
import { eventually } from '../../support/eventually.js';
import { useMongodb } from '../use-mongodb.js';
import { leadIdAt, startReadModels, writeLead } from './running-read-models.js';

const freshDb = useMongodb();
type Running = Awaited<ReturnType<typeof startReadModels>>;

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('a read model that is rebuilt', { timeout: 120_000 }, () => {
  let db: Db;
  let store: RunningStore;
  let running: Running;
  const start = async (): Promise<void> => {
    running = await startReadModels(db, store);
  };
  const write = async (numbers: readonly number[], tags = 1): Promise<void> => {
    await Promise.all(numbers.map((no) => writeLead(store, no, tags)));
  };
  const docsOf = (name: string): Promise<readonly Document[]> =>
    db.collection<Document>(name).find().sort({ _id: 1 }).toArray();
  const collections = async (): Promise<readonly string[]> =>
    (await db.listCollections({ name: /^leads_/ }, { nameOnly: true }).toArray())
      .map(({ name }) => name)
      .sort();
  beforeEach(async () => {
    db = freshDb();
    store = await runEventStore();
    await start();
  });
  afterEach(async () => {
    await running.stop();
    await store.end();
  });

  it('has every document once, while leads are written and read', async () => {
    await write(range(0, 300));
    await running.caughtUp();
    const before = await running.statusOf('leads');
    let isOver = false;
    const fewest = (async () => {
      let least = Number.POSITIVE_INFINITY;
      while (!isOver) least = Math.min(least, await running.leads.count({}));
      return least;
    })();
    await running.house.work.rebuild('leads');
    const writing = write(range(300, 500), 3);
    const after = await running.ended('leads', 'rebuild');
    await writing;
    await running.caughtUp();
    isOver = true;
    expect(await fewest).toBeGreaterThanOrEqual(300);
    expect(after.rebuild).toMatchObject({ status: 'switched', collection: `${before.collection}_g1` });
    expect(after.collection).toBe(`${before.collection}_g1`);
    expect(await running.leads.count({})).toBe(500);
    // It is the new one that follows the log now.
    await write([500]);
    await running.caughtUp();
    expect(await running.leads.one(leadIdAt(500))).toBeDefined();
    expect(await docsOf(before.collection)).not.toHaveLength(501);
    await running.house.work.verify('leads');
    const { verify } = await running.ended('leads', 'verify');
    expect(verify).toMatchObject({ status: 'done', documents: 501, differences: 0 });
  });

  it('keeps what was read before until the next rebuild, and its place over a restart', async () => {
    await write(range(0, 3));
    await running.caughtUp();
    const { collection } = await running.statusOf('leads');
    await running.house.work.rebuild('leads');
    await running.ended('leads', 'rebuild');
    expect(await collections()).toEqual([collection, `${collection}_g1`]);
    await running.house.work.rebuild('leads');
    await running.ended('leads', 'rebuild');
    expect(await collections()).toEqual([`${collection}_g1`, `${collection}_g2`]);
    await running.stop();
    await start();
    await running.caughtUp();
    expect(await collections()).toEqual([`${collection}_g2`]);
    expect(await running.statusOf('leads')).toMatchObject({
      collection: `${collection}_g2`,
      documents: 3,
      behind: 0,
      rebuild: { status: 'switched' },
    });
    expect(running.reacted).toEqual([]);
  });

  it('goes on after a restart where it was', async () => {
    await write(range(0, 25), 90);
    await running.caughtUp();
    await running.house.work.rebuild('leads');
    await eventually(async () => ((await running.statusOf('leads')).rebuild?.events ?? 0) > 0 || undefined);
    const { rebuild } = await running.statusOf('leads');
    expect(rebuild?.status).toBe('building');
    await running.stop();
    await start();
    const after = await running.ended('leads', 'rebuild');
    expect(after.rebuild).toMatchObject({ status: 'switched', startedAt: rebuild?.startedAt });
    expect(after.rebuild?.events).toBeLessThan(25 * 91);
    expect(await running.leads.count({})).toBe(25);
    await running.house.work.verify('leads');
    expect((await running.ended('leads', 'verify')).verify?.differences).toBe(0);
  });

  it('can be given up: what is read stays, and nothing is left', async () => {
    await write(range(0, 25), 90);
    await running.caughtUp();
    const { collection } = await running.statusOf('leads');
    await expect(running.house.work.cancel('leads', 'rebuild')).rejects.toThrow('is not being rebuilt');
    await running.house.work.rebuild('leads');
    await expect(running.house.work.rebuild('leads')).rejects.toThrow('is being rebuilt already');
    await eventually(async () => ((await running.statusOf('leads')).rebuild?.events ?? 0) > 0 || undefined);
    await running.house.work.cancel('leads', 'rebuild');
    expect(await running.statusOf('leads')).toMatchObject({
      collection,
      documents: 25,
      rebuild: { status: 'cancelled' },
    });
    expect(await collections()).toEqual([collection]);
    expect(await db.collection<{ _id: string }>('checkpoints').findOne({ _id: `${collection}_g1` })).toBe(
      null,
    );
    // And built again from the start.
    await running.house.work.rebuild('leads');
    expect((await running.ended('leads', 'rebuild')).rebuild).toMatchObject({
      status: 'switched',
      events: 25 * 91,
    });
  });

  it('waits for its turn: one after the other', async () => {
    await write(range(0, 3));
    await running.caughtUp();
    for (const name of ['leads', 'runs', 'flows']) await running.house.work.rebuild(name);
    for (const name of ['leads', 'runs', 'flows'])
      expect((await running.ended(name, 'rebuild')).rebuild?.status).toBe('switched');
  });

  it('that nobody has written to is rebuilt too', async () => {
    await running.house.work.rebuild('leads');
    expect((await running.ended('leads', 'rebuild')).rebuild).toMatchObject({
      status: 'switched',
      events: 0,
    });
    await write([1]);
    await running.caughtUp();
    expect(await running.leads.count({})).toBe(1);
  });
});
