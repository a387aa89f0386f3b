import type { Db } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModels } from '../../../projections/index.js';
import { collectionName, type Document } from '../../../projections/read-model.js';
import { systemClock } from '../../../runtime/clock.js';
import { createReadEvents } from '../../../runtime/event-store.js';
import { openReadModels } from '../../../runtime/generations/open-read-models.js';
import { createLog } from '../../../runtime/log.js';
import { createCheckpoints } from '../../../runtime/read-models.js';
import { type RunningStore, runEventStore } from '../../support/event-store.js';
import { useMongodb } from '../use-mongodb.js';
import { startReadModels, writeLead } from './running-read-models.js';

const freshDb = useMongodb();
const { name, version } = readModels.leads;
const current = collectionName(readModels.leads);
const older = collectionName({ name, version: version - 1 });

describe('a read model whose version the code has changed', { timeout: 120_000 }, () => {
  let db: Db;
  let store: RunningStore;
  let running: Awaited<ReturnType<typeof startReadModels>>;
  const collections = async () =>
    (await db.listCollections({ name: /^leads_/ }, { nameOnly: true }).toArray())
      .map((one) => one.name)
      .sort();
  /** As if older code had run so far: with other documents, under its own name. */
  const age = async (): Promise<void> => {
    const checkpoints = db.collection<{ _id: string; position: number }>('checkpoints');
    const checkpoint = await checkpoints.findOne({ _id: current });
    await checkpoints.deleteOne({ _id: current });
    await checkpoints.insertOne({ _id: older, position: checkpoint?.position ?? 0 });
    await db.collection(current).rename(older);
    await db.collection<Document>(older).updateMany({}, { $unset: { lead: 1 } });
    await db
      .collection<{ _id: string }>('read_models')
      .replaceOne({ _id: name }, { live: { version: version - 1, generation: 0 } });
  };

  beforeEach(async () => {
    db = freshDb();
    store = await runEventStore();
    running = await startReadModels(db, store);
    for (let no = 0; no < 20; no += 1) await writeLead(store, no);
    await running.caughtUp();
    await running.stop();
  });
  afterEach(async () => {
    await running.stop();
    await store.end();
  });

  it('is built by itself, and nothing is reacted to twice', async () => {
    await age();
    running = await startReadModels(db, store);
    // Built before the others go on: there is nothing to wait for.
    expect(await running.statusOf('leads')).toMatchObject({
      version,
      collection: current,
      documents: 20,
      rebuild: { status: 'switched', events: 40 },
    });
    expect(running.reacted).toEqual([]);
    await writeLead(store, 20);
    await running.caughtUp();
    expect(await running.leads.count({})).toBe(21);
    expect(running.reacted).toHaveLength(2);
    await running.house.work.verify('leads');
    expect((await running.ended('leads', 'verify')).verify).toMatchObject({ documents: 21, differences: 0 });
    // For a while what was there before is kept.
    expect(await collections()).toEqual([older, current].sort());
    await running.stop();
    running = await startReadModels(db, store);
    expect(await collections()).toEqual([current]);
  });

  it('is refused until it is built, and the others are read', async () => {
    await age();
    const house = await openReadModels({
      db,
      client: store.client,
      readEvents: createReadEvents(store.keys),
      checkpoints: createCheckpoints(db),
      clock: systemClock,
      log: createLog('silent'),
    });
    expect(house.isBuilt('leads')).toBe(false);
    expect(() => house.collections.nameOf(readModels.leads)).toThrow('is being built');
    expect(house.collections.nameOf(readModels.flows)).toBe(collectionName(readModels.flows));
    await house.build();
    expect(house.isBuilt('leads')).toBe(true);
    expect(house.collections.nameOf(readModels.leads)).toBe(current);
  });

  it('that is new to a log with history is built in the same way', async () => {
    await db.collection(current).drop();
    await db.collection<{ _id: string }>('checkpoints').deleteOne({ _id: current });
    await db.collection<{ _id: string }>('read_models').deleteOne({ _id: name });
    running = await startReadModels(db, store);
    expect(await running.statusOf('leads')).toMatchObject({ documents: 20, rebuild: { status: 'switched' } });
    expect(running.reacted).toEqual([]);
  });

  it('that was folded before anybody kept a record is not built again', async () => {
    await db.collection('read_models').drop();
    running = await startReadModels(db, store);
    const status = await running.statusOf('leads');
    expect(status).toMatchObject({ collection: current, documents: 20 });
    expect(status.rebuild).toBeUndefined();
  });
});
