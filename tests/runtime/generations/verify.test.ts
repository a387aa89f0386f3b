import type { Db } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningStore, runEventStore } from '../../support/event-store.js';
import { useMongodb } from '../use-mongodb.js';
import { leadIdAt, startReadModels, writeLead } from './running-read-models.js';

const freshDb = useMongodb();

describe('a read model that is compared with a fresh fold', { timeout: 120_000 }, () => {
  let db: Db;
  let store: RunningStore;
  let running: Awaited<ReturnType<typeof startReadModels>>;
  let collection: string;
  const write = async (from: number, to: number): Promise<void> => {
    for (let no = from; no < to; no += 1) await writeLead(store, no);
  };
  const verified = async () => {
    await running.house.work.verify('leads');
    return (await running.ended('leads', 'verify')).verify;
  };
  const documents = () => db.collection<{ _id: string }>(collection);

  beforeEach(async () => {
    db = freshDb();
    store = await runEventStore();
    running = await startReadModels(db, store);
    // More than one page.
    await Promise.all([write(0, 150), write(150, 300), write(300, 450)]);
    await running.caughtUp();
    ({ collection } = await running.statusOf('leads'));
  });
  afterEach(async () => {
    await running.stop();
    await store.end();
  });

  it('has no difference when nobody meddled, although leads are written meanwhile', async () => {
    const writing = write(450, 500);
    expect(await verified()).toMatchObject({ status: 'done', differences: 0 });
    await writing;
  });

  it('is told what was changed by hand, and where', async () => {
    await documents().updateOne({ _id: leadIdAt(410) }, { $set: { 'lead.tags.0': 'forged' } });
    await documents().updateOne({ _id: leadIdAt(411) }, { $set: { 'lead.tags.0': 'forged' } });
    expect(await verified()).toMatchObject({
      status: 'done',
      documents: 450,
      differences: 2,
      first: { id: leadIdAt(410), path: 'lead.tags[0]', live: '"forged"', fresh: '"tag 0"' },
    });
    expect((await db.listCollections({ name: `${collection}_verify` }).toArray()).length).toBe(0);
  });

  it('is told what is missing, and what nobody has written', async () => {
    await documents().deleteOne({ _id: leadIdAt(7) });
    await documents().insertOne({ _id: 'zzz' });
    expect(await verified()).toMatchObject({
      documents: 451,
      differences: 2,
      first: { id: leadIdAt(7), path: '', live: 'missing' },
    });
  });

  it('is right again once it has been rebuilt', async () => {
    await documents().updateOne({ _id: leadIdAt(410) }, { $unset: { 'lead.tags': 1 } });
    await running.house.work.rebuild('leads');
    await running.ended('leads', 'rebuild');
    expect(await verified()).toMatchObject({ documents: 450, differences: 0 });
  });
});
