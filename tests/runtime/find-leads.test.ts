import type { Db } from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { exportPieces } from '../../api/segment-codecs.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { LeadId } from '../../domain/codecs/ids.js';
import { leads } from '../../projections/leads.js';
import { collectionName } from '../../projections/read-model.js';
import { createFindLeads } from '../../runtime/find-leads.js';
import { createFindRows } from '../../runtime/read-models.js';
import { instantAt, uuidAt } from '../support/recorded.js';
import { firstGenerations, useMongodb } from './use-mongodb.js';

const freshDb = useMongodb();
let db: Db;
beforeEach(() => {
  db = freshDb();
});

const collection = () => db.collection<{ _id: string }>(collectionName(leads));
const docOf = (no: number) => {
  const leadId = decodeOrThrow(LeadId, uuidAt(no, 'd'));
  return {
    _id: leadId,
    position: no,
    revision: 0,
    runs: { heavy: 'x'.repeat(200) },
    lead: {
      status: 'registered',
      leadId,
      registeredAt: instantAt(no % 7),
      attributes: { email: `lead-${no}@example.com` },
      tags: [],
      products: [],
      purchases: [],
      lists: [],
      consent: {},
      happened: { heavy: 'x'.repeat(200) },
    },
  };
};

describe('an export of leads', () => {
  it('of 100,000 holds a page of them at a time, each lead once', { timeout: 120_000 }, async () => {
    const count = 100_000;
    for (let from = 0; from < count; from += 5000)
      await collection().insertMany(Array.from({ length: 5000 }, (_, index) => docOf(from + index)));
    const { pages, count: countOf } = createFindLeads(createFindRows(firstGenerations(db)));
    let longest = 0;
    let lines = 0;
    let last = '';
    for await (const piece of exportPieces(pages({}), 'ndjson')) {
      longest = Math.max(longest, piece.length);
      for (const line of piece.trimEnd().split('\n')) {
        const [, id = ''] = /"leadId":"([^"]+)"/.exec(line) ?? [];
        expect(id > last).toBe(true);
        last = id;
        lines += 1;
      }
    }
    expect(lines).toBe(count);
    expect(longest).toBeLessThan(500 * 400);
    expect(await countOf({})).toBe(count);
  });

  it('reads of each lead what is shown, and nothing heavy', async () => {
    await collection().insertMany([docOf(1)]);
    const [row] = await createFindRows(firstGenerations(db)).many({ filter: {}, sort: { _id: 1 }, limit: 1 });
    expect(JSON.stringify(row)).not.toContain('heavy');
    expect(row?.lead).toMatchObject({ status: 'registered', attributes: { email: 'lead-1@example.com' } });
  });

  it('ends early when nobody reads on', async () => {
    await collection().insertMany(Array.from({ length: 1200 }, (_, no) => docOf(no)));
    let asked = 0;
    const find = createFindRows(firstGenerations(db));
    const { pages } = createFindLeads({
      ...find,
      many: (query) => {
        asked += 1;
        return find.many(query);
      },
    });
    for await (const _piece of exportPieces(pages({}), 'ndjson')) break;
    expect(asked).toBe(1);
  });
});
