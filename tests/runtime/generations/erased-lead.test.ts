import type { Db } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aggregates, streamName } from '../../../domain/aggregates.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { EventId } from '../../../domain/codecs/ids.js';
import { Revision } from '../../../domain/codecs/numbers.js';
import type { Document } from '../../../projections/read-model.js';
import { createAppend } from '../../../runtime/event-store.js';
import { createForgetIn } from '../../../runtime/forget-in.js';
import { type RunningStore, runEventStore } from '../../support/event-store.js';
import { instantAt, uuidAt } from '../../support/recorded.js';
import { useMongodb } from '../use-mongodb.js';
import { leadIdAt, startReadModels, writeLead } from './running-read-models.js';

const freshDb = useMongodb();

describe('a lead that is erased after a rebuild', { timeout: 120_000 }, () => {
  let db: Db;
  let store: RunningStore;
  let running: Awaited<ReturnType<typeof startReadModels>>;
  const textOf = async (): Promise<string> => {
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    const docs = await Promise.all(
      collections
        .filter(({ name }) => name.startsWith('leads_'))
        .map(({ name }) => db.collection<Document>(name).find().toArray()),
    );
    return JSON.stringify(docs);
  };
  /** As `DELETE /v1/leads/:id` does. */
  const erase = async (no: number, tags: number): Promise<void> => {
    const eventId = decodeOrThrow(EventId, uuidAt(no * 100 + 99));
    const metadata = {
      actor: { kind: 'system', id: 'test' },
      correlationId: eventId,
      causationId: eventId,
      occurredAt: instantAt(no),
    } as const;
    const stream = streamName(aggregates.lead.category, leadIdAt(no));
    const event = { type: 'LeadErased', data: {} } as const;
    await createAppend(store.client, store.keys)(stream, decodeOrThrow(Revision, tags), [
      { eventId, event, metadata },
    ]);
    await store.keys.destroy(stream);
    await running.caughtUp();
    await running.house.forgetLead(leadIdAt(no));
  };

  beforeEach(async () => {
    db = freshDb();
    store = await runEventStore();
    running = await startReadModels(db, store);
    for (let no = 1; no <= 3; no += 1) await writeLead(store, no, no);
    await running.caughtUp();
    await running.house.work.rebuild('leads');
    await running.ended('leads', 'rebuild');
  });
  afterEach(async () => {
    await running.stop();
    await store.end();
  });

  it('is not in what was read before either', async () => {
    expect(await textOf()).toContain('tag 2');
    await erase(3, 3);
    // Only lead 3 had it.
    expect(await textOf()).not.toContain('tag 2');
    expect(await textOf()).toContain('tag 1');
  });

  it('is the same in a fresh fold, which cannot read its events any more', async () => {
    await erase(3, 3);
    await running.house.work.verify('leads');
    expect((await running.ended('leads', 'verify')).verify).toMatchObject({ documents: 3, differences: 0 });
    await running.house.work.rebuild('leads');
    await running.ended('leads', 'rebuild');
    expect(await textOf()).not.toContain('tag 2');
  });

  it('leaves the documents that are about it, and nobody else', async () => {
    const forgetIn = createForgetIn(db);
    const runs = db.collection<{ _id: string; leadId: string }>('runs_v9');
    await runs.insertMany([
      { _id: 'a', leadId: leadIdAt(1) },
      { _id: 'b', leadId: leadIdAt(2) },
    ]);
    const numbers = db.collection<{ _id: string; contacts: unknown }>('phone_numbers_v9');
    await numbers.insertMany([
      { _id: '+1', contacts: [{ leadId: leadIdAt(1) }, { leadId: leadIdAt(2) }] },
      { _id: '+2', contacts: [{ leadId: leadIdAt(1) }] },
    ]);
    const ids = db.collection<{ _id: string }>('source_event_ids_v9');
    await ids.insertMany([{ _id: `${leadIdAt(1)} x` }, { _id: `${leadIdAt(2)} x` }]);
    await forgetIn('runs', 'runs_v9', leadIdAt(1));
    await forgetIn('phone_numbers', 'phone_numbers_v9', leadIdAt(1));
    await forgetIn('source_event_ids', 'source_event_ids_v9', leadIdAt(1));
    expect(await runs.find().toArray()).toEqual([{ _id: 'b', leadId: leadIdAt(2) }]);
    expect(await numbers.find().toArray()).toEqual([{ _id: '+1', contacts: [{ leadId: leadIdAt(2) }] }]);
    expect(await ids.find().toArray()).toEqual([{ _id: `${leadIdAt(2)} x` }]);
  });
});
