import { expect, it, vi } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { LeadId, ReportId } from '../../domain/codecs/ids.js';
import { Position } from '../../domain/codecs/numbers.js';
import type { Document, ReadModel } from '../../projections/read-model.js';
import { loadGenerations } from '../../runtime/generations/generations.js';
import { createIdempotencyStore } from '../../runtime/idempotency-store.js';
import { createCheckpoints, createStore } from '../../runtime/read-models.js';
import { createReportStore } from '../../runtime/report-store.js';
import { isDuplicateKey, upserting } from '../../runtime/upsert.js';
import { uuidAt } from '../support/recorded.js';
import { useMongodb } from './use-mongodb.js';

const freshDb = useMongodb({ rival: true });
const model: ReadModel<Document> = {
  name: 'things',
  version: 1,
  indexes: [],
  key: () => undefined,
  evolve: (doc) => doc,
};
const at = (position: number): Position => decodeOrThrow(Position, position);

it('meets a rival that is faster at every upsert', async () => {
  const things = freshDb().collection<{ _id: string; n: number }>('things');
  const upsert = () => things.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { upsert: true });
  expect(await upsert().catch(isDuplicateKey)).toBe(true);
  expect(await things.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 1 });
  await upserting(upsert);
  expect(await things.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 2 });
});

it('gives up where the key is taken again and again, and at once where something else is wrong', async () => {
  const things = freshDb().collection<{ _id: string }>('things');
  await things.insertOne({ _id: 'a' });
  const taken = vi.fn(() => things.insertOne({ _id: 'a' }));
  expect(await upserting(taken).catch(isDuplicateKey)).toBe(true);
  expect(taken).toHaveBeenCalledTimes(3);
  const wrong = vi.fn(() => things.updateOne({ _id: 'a' }, { $rename: { _id: 'b' } }));
  expect(await upserting(wrong).catch(isDuplicateKey)).toBe(false);
  expect(wrong).toHaveBeenCalledTimes(1);
});

it('saves the documents of a read model, each of them', async () => {
  const store = createStore(freshDb(), model);
  const docs = ['a', 'b', 'c'].map((_id, no) => ({ _id, position: at(no) }));
  await store.save(docs);
  expect(await store.load(['a', 'b', 'c'])).toEqual(docs);
});

it('saves checkpoints, each of them', async () => {
  const checkpoints = createCheckpoints(freshDb());
  await checkpoints.save(['leads', 'runs', 'reactor'], at(7));
  expect(await checkpoints.load()).toEqual(
    new Map([
      ['leads', 7],
      ['runs', 7],
      ['reactor', 7],
    ]),
  );
});

it('keeps what is known of a read model', async () => {
  const db = freshDb();
  const live = { version: 1, generation: 2 };
  await (await loadGenerations(db)).change('leads', (record) => ({ ...record, live }));
  expect((await loadGenerations(db)).recordOf('leads')).toEqual({ _id: 'leads', live });
});

it('saves the rows of a report, each of them once', async () => {
  const store = await createReportStore(freshDb());
  const reportId = decodeOrThrow(ReportId, uuidAt(1, 'a'));
  const rows = [1, 2, 3].map((no) => ({
    reportId,
    leadId: decodeOrThrow(LeadId, uuidAt(no, 'd')),
    no: 0,
    data: { no },
  }));
  await store.saveRows(rows);
  expect(await store.rows(reportId, 9)).toEqual(rows);
});

it('lets one of two take an idempotency key, which is no upsert', async () => {
  const { begin } = await createIdempotencyStore(freshDb());
  expect(await begin('a', 'print')).toEqual({ kind: 'new' });
  expect(await begin('a', 'print')).toEqual({ kind: 'running' });
});
