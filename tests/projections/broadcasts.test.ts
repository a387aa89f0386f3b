import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '../../domain/events.js';
import { progressAt } from '../../projections/broadcast-progress.js';
import type { BroadcastDocument } from '../../projections/broadcasts.js';
import { readModels } from '../../projections/index.js';
import {
  broadcastId,
  cancelled,
  complete,
  completed,
  created,
  fixed,
  gone,
  member,
  paused,
  planOf,
  requested,
  resumed,
  running,
  started,
} from '../domain/broadcast/story.js';
import { reason, runId } from '../domain/samples.js';
import { instantAt, uuidAt } from '../support/recorded.js';
import { inLog, over } from './events.js';
import { check } from './read-model-spec.js';

type InLog = readonly [stream: string, event: AnyEvent];

const own = (...events: readonly AnyEvent[]): readonly InLog[] =>
  events.map((event) => [`broadcast-${broadcastId}`, event]);
const runOf = (no: number) => uuidAt(no, 'a');
const asked = (no: number): InLog => [
  `lead-${member(no)}`,
  JSON.parse(
    JSON.stringify({
      type: 'ActionRequested',
      data: { runId: runOf(no), action: planOf().action, broadcastId },
    }),
  ),
];
const ended = (no: number, type: string, code?: string): InLog => [
  `lead-${member(no)}`,
  JSON.parse(
    JSON.stringify({
      type,
      data: {
        runId: runOf(no),
        stepNo: 0,
        broadcastId,
        ...(code === undefined ? { result: null } : { reason: reason(code) }),
      },
    }),
  ),
];
/** A step of a flow ends: no broadcast is told of it. */
const aside: InLog = [
  `lead-${member(1)}`,
  { type: 'StepSucceeded', data: { runId, stepNo: 0, result: null } },
];

const story: readonly InLog[] = [
  ...own(...running, requested(0, 2)),
  asked(1),
  asked(2),
  ended(1, 'StepSucceeded'),
  aside,
  ...own(paused, resumed),
  asked(3),
  asked(4),
  ...own(requested(2, 3, [gone(5)])),
  ended(2, 'StepSkipped', 'no-email-address'),
  ended(3, 'StepSkipped', 'no-email-address'),
  ended(4, 'StepFailed', '550 5.1.1'),
  ...own(completed),
];

check({
  model: readModels.broadcasts,
  events: inLog(...story),
  documents: [
    {
      _id: broadcastId,
      plan: planOf(),
      status: 'completed',
      createdAt: instantAt(0),
      startedAt: instantAt(1),
      endedAt: instantAt(story.length - 1),
      memberCount: 5,
      total: 5,
      requested: 4,
      done: 5,
      outcomes: [
        { outcome: 'succeeded', count: 1 },
        { outcome: 'left-out', code: 'gone', count: 1 },
        { outcome: 'skipped', code: 'no-email-address', count: 2 },
        { outcome: 'failed', code: '550 5.1.1', count: 1 },
      ],
      leftOutCount: 1,
      leftOut: [gone(5)],
      isUnsettled: false,
    },
  ],
  strange: [`broadcast-${broadcastId}`, { broadcastId }],
});

check({
  model: readModels.runs,
  events: inLog(asked(1), asked(2), ended(1, 'StepSucceeded')),
  documents: [
    {
      _id: runOf(1),
      origin: { kind: 'request', broadcastId },
      broadcast: { broadcastId, outcome: 'succeeded' },
    },
    { _id: runOf(2), broadcast: { broadcastId, outcome: 'running' } },
  ],
  strange: [`lead-${member(1)}`, { runId: runOf(1), stepNo: 0 }],
});

const docAfter = async (...events: readonly InLog[]): Promise<BroadcastDocument> => {
  const { project, all } = over(readModels.broadcasts);
  await project(inLog(...events));
  const [doc] = all();
  if (doc === undefined) throw new Error('no document');
  return doc;
};

describe('a broadcast is unsettled', () => {
  const isUnsettled = async (...events: readonly InLog[]) => (await docAfter(...events)).isUnsettled;
  const begun = own(...running, requested(0, 2));

  it('until it is completed', async () => {
    expect(await isUnsettled(...own(created()))).toBe(true);
    expect(await isUnsettled(...own(...running, paused))).toBe(true);
    expect(await isUnsettled(...own(created(), started(1), complete(0), completed))).toBe(false);
  });

  it('or until it is cancelled and every run that has begun is over', async () => {
    expect(await isUnsettled(...own(created(), cancelled))).toBe(false);
    expect(await isUnsettled(...begun, asked(1), asked(2), ...own(cancelled))).toBe(true);
    const late = [...begun, asked(1), ...own(cancelled), asked(2), ended(1, 'StepSucceeded')];
    expect(await isUnsettled(...late)).toBe(true);
    expect(await isUnsettled(...late, ended(2, 'StepCancelled', 'cancelled'))).toBe(false);
  });
});

describe('the outcomes of a broadcast', () => {
  it('are counted by reason, beyond a hundred reasons as one', async () => {
    const many = Array.from({ length: 130 }, (_, no) => ended(no + 1, 'StepFailed', `code-${no}`));
    const { outcomes, done } = await docAfter(...own(...running), ...many, ended(1, 'StepFailed', 'code-0'));
    expect(done).toBe(131);
    expect(outcomes).toHaveLength(101);
    expect(outcomes[0]).toEqual({ outcome: 'failed', code: 'code-0', count: 2 });
    expect(outcomes.at(-1)).toEqual({ outcome: 'failed', code: 'other', count: 30 });
  });
});

describe('the progress of a broadcast', () => {
  it('is not known before its members are', async () => {
    const doc = await docAfter(...own(created(), started(1), fixed(0, 1, 3)));
    expect(progressAt(doc, instantAt(3))).toEqual({ requested: 0, done: 0, outcomes: [] });
  });

  it('tells how many a second since the start, and how long the others take at that rate', async () => {
    const doc = await docAfter(...own(...running), asked(1), asked(2));
    // Two in the four minutes since the start.
    expect(progressAt(doc, instantAt(5))).toMatchObject({
      total: 5,
      requested: 2,
      done: 0,
      ratePerSecond: 0.01,
      secondsLeft: 360,
    });
    expect(progressAt(doc, instantAt(9))).toMatchObject({ secondsLeft: 720 });
  });

  it('tells no time while it is paused, and none is left when all were asked', async () => {
    const some = await docAfter(...own(...running), asked(1), ...own(paused));
    expect(progressAt(some, instantAt(9)).secondsLeft).toBeUndefined();
    const all = await docAfter(...own(...running), ...[1, 2, 3, 4, 5].map(asked));
    expect(progressAt(all, instantAt(1000))).toMatchObject({ secondsLeft: 0, requested: 5, done: 0 });
    expect(progressAt(all, instantAt(1000)).ratePerSecond).toBe(progressAt(all, instantAt(10)).ratePerSecond);
  });

  it('of nobody is over at once', async () => {
    const doc = await docAfter(...own(created(), started(1), complete(0)));
    expect(progressAt(doc, instantAt(2))).toEqual({
      total: 0,
      requested: 0,
      done: 0,
      secondsLeft: 0,
      outcomes: [],
    });
  });
});
