import { expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { RunId } from '../../domain/codecs/ids.js';
import { Position } from '../../domain/codecs/numbers.js';
import { readModels } from '../../projections/index.js';
import type { RunDocument } from '../../projections/runs.js';
import { createFind, createIndexes, createStore } from '../../runtime/read-models.js';
import { flowId, leadId, otherFlowId, triggerAt } from '../domain/samples.js';
import { instantAt, uuidAt } from '../support/recorded.js';
import { firstGenerations, useMongodb } from './use-mongodb.js';

const freshDb = useMongodb();

const runOf = (no: number, flowVersion: number, changes: Partial<RunDocument> = {}): RunDocument => {
  const runId = decodeOrThrow(RunId, uuidAt(no, 'a'));
  const origin = { kind: 'flow', flowId, flowVersion, trigger: triggerAt(0), lineage: [] } as const;
  return {
    _id: runId,
    position: decodeOrThrow(Position, no),
    runId,
    leadId,
    origin,
    enteredAt: instantAt(no),
    status: 'active',
    steps: [],
    ...changes,
  };
};

it('counts the active runs of a flow by version, in the database', async () => {
  const db = freshDb();
  await createIndexes(db, readModels.runs);
  const other = runOf(6, 1);
  if (other.origin.kind !== 'flow') return expect.fail('is of a flow');
  await createStore(db, readModels.runs).save([
    runOf(1, 1),
    runOf(2, 2),
    runOf(3, 2),
    runOf(4, 2, { status: 'goal-reached' }),
    runOf(5, 3, { status: 'completed' }),
    { ...other, origin: { ...other.origin, flowId: otherFlowId } },
  ]);
  const find = createFind(firstGenerations(db), readModels.runs);
  const counts = await find.countBy({ 'origin.flowId': flowId, status: 'active' }, 'origin.flowVersion');
  expect([...counts].sort()).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(await find.countBy({ 'origin.flowId': 'nothing' }, 'origin.flowVersion')).toEqual(new Map());
});
