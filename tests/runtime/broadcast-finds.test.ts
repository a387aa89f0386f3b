import type { Db } from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { BroadcastId, LeadId, ListId } from '../../domain/codecs/ids.js';
import { Position, Revision } from '../../domain/codecs/numbers.js';
import { fold } from '../../domain/decider.js';
import type { LeadStreamEvent } from '../../domain/lead-stream.js';
import { leadStreamDecider } from '../../domain/lead-stream.js';
import { readModels } from '../../projections/index.js';
import { collectionName, type Document, type ReadModel } from '../../projections/read-model.js';
import type { RunDocument, RunOutcome } from '../../projections/runs.js';
import { createBroadcastRuns } from '../../runtime/broadcast-runs.js';
import { createFindLeads } from '../../runtime/find-leads.js';
import { broadcastRunIdOf } from '../../runtime/ids.js';
import { pagesById } from '../../runtime/pages-by-id.js';
import { createFind, createFindRows, createIndexes, createStore } from '../../runtime/read-models.js';
import { instantAt, recordAll, uuidAt } from '../support/recorded.js';
import { firstGenerations, useMongodb } from './use-mongodb.js';

const freshDb = useMongodb();
let db: Db;
beforeEach(async () => {
  db = freshDb();
  for (const model of Object.values(readModels)) await createIndexes(db, model);
});

const position = decodeOrThrow(Position, 1);
const spring = decodeOrThrow(BroadcastId, 'spring');
const summer = decodeOrThrow(BroadcastId, 'summer');
const news = decodeOrThrow(ListId, 'news');
const leadIdAt = (no: number) => decodeOrThrow(LeadId, uuidAt(no, 'd'));

const save = async <Doc extends Document>(model: ReadModel<Doc>, docs: readonly Doc[]): Promise<void> =>
  createStore(db, model).save(docs);

const runOf = (no: number, broadcastId: BroadcastId, outcome: RunOutcome): RunDocument => {
  const runId = broadcastRunIdOf(broadcastId, leadIdAt(no));
  return {
    _id: runId,
    position,
    runId,
    leadId: leadIdAt(no),
    origin: { kind: 'request', action: { type: 'add-tag' }, broadcastId },
    enteredAt: instantAt(1),
    status: 'active',
    steps: [],
    broadcast: { broadcastId, outcome },
  };
};

const collect = async <A>(pages: AsyncIterable<readonly A[]>): Promise<readonly (readonly A[])[]> => {
  const all: (readonly A[])[] = [];
  for await (const page of pages) all.push(page);
  return all;
};

describe('the pages of leads', () => {
  const leadDoc = (no: number) => {
    const leadId = leadIdAt(no);
    const events: readonly LeadStreamEvent[] = [
      { type: 'LeadRegistered', data: { leadId } },
      ...(no % 3 === 0 ? [{ type: 'AddedToList' as const, data: { listId: news } }] : []),
    ];
    const { lead, runs, watches } = fold(
      leadStreamDecider.evolve,
      leadStreamDecider.initial,
      recordAll(events),
    );
    return {
      _id: leadId,
      position,
      revision: decodeOrThrow(Revision, events.length - 1),
      lead,
      runs,
      watches,
      attributes: [],
    };
  };

  it('are all leads once, in the order of their ids, or those of a list', async () => {
    await save(
      readModels.leads,
      Array.from({ length: 1203 }, (_, no) => leadDoc(1203 - no)),
    );
    const { pages } = createFindLeads(createFindRows(firstGenerations(db)));
    const all = await collect(pages({}));
    expect(all.map(({ length }) => length)).toEqual([500, 500, 203]);
    const ids = all.flat().map(({ lead }) => lead.leadId);
    expect(ids).toEqual(Array.from({ length: 1203 }, (_, no) => leadIdAt(no + 1)));
    const after = (await collect(pages({}, leadIdAt(1000)))).flat();
    expect(after.map(({ lead }) => lead.leadId)).toEqual(ids.slice(1000));
    const listed = (await collect(pages({ 'lead.lists': news }, leadIdAt(3)))).flat();
    expect(listed.map(({ lead }) => lead.leadId)).toEqual(
      ids.filter((_, no) => no > 2 && (no + 1) % 3 === 0),
    );
  });

  it('that are full to the last come to an end', async () => {
    await save(
      readModels.leads,
      Array.from({ length: 500 }, (_, no) => leadDoc(no)),
    );
    const { pages } = createFindLeads(createFindRows(firstGenerations(db)));
    expect((await collect(pages({}))).map(({ length }) => length)).toEqual([500]);
  });
});

describe('the runs of a broadcast', () => {
  beforeEach(async () => {
    const outcomes: readonly RunOutcome[] = ['running', 'succeeded', 'failed'];
    const docs = outcomes.flatMap((outcome, kind) =>
      Array.from({ length: 700 }, (_, no) => runOf(kind * 700 + no, spring, outcome)),
    );
    await save(readModels.runs, [...docs, runOf(1, summer, 'running')]);
  });
  const runs = () =>
    createBroadcastRuns(
      createFind(firstGenerations(db), readModels.runs),
      createFind(firstGenerations(db), readModels.broadcasts),
    );

  it('without an outcome are found page by page', async () => {
    const pages = await collect(runs().open(spring));
    expect(pages.map(({ length }) => length)).toEqual([500, 200]);
    const leads = pages.flat().map(({ leadId }) => leadId);
    expect([...leads].sort()).toEqual(Array.from({ length: 700 }, (_, no) => leadIdAt(no)));
    expect((await collect(runs().open(summer))).flat()).toHaveLength(1);
  });

  it('are known by their ids, and others are not', async () => {
    const known = broadcastRunIdOf(spring, leadIdAt(3));
    const unknown = broadcastRunIdOf(summer, leadIdAt(3));
    expect(await runs().begun([known, unknown])).toEqual(new Set([known]));
    expect(await runs().doneCount(spring)).toBe(0);
  });

  it('with an outcome are found by the index, in the order of their ids', async () => {
    const failed = { 'broadcast.broadcastId': spring, 'broadcast.outcome': 'failed' };
    const pages = await collect(pagesById(createFind(firstGenerations(db), readModels.runs), failed));
    const ids = pages.flat().map(({ runId }) => runId);
    expect(ids).toHaveLength(700);
    expect(ids).toEqual([...ids].sort());
    const explained = await db
      .collection<RunDocument>(collectionName(readModels.runs))
      .find({ ...failed, _id: { $gt: ids[600] ?? '' } })
      .sort({ _id: 1 })
      .limit(51)
      .explain('executionStats');
    expect(explained['executionStats'].totalDocsExamined).toBeLessThanOrEqual(52);
  });
});
