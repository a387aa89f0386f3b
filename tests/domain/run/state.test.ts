import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../domain/run/events.js';
import { instantAt } from '../../support/recorded.js';
import { flowId, registered, runId, triggerAt } from '../samples.js';
import {
  entered,
  finished,
  given,
  later,
  retryScheduled,
  scheduled,
  soon,
  started,
  succeeded,
} from './story.js';

const runOf = (...events: readonly RunEvent[]) => given(registered, ...events).state().runs.active[runId];
const stepsOf = (...events: readonly RunEvent[]) => runOf(entered(1), ...events)?.steps;

describe('a run', () => {
  it('remembers where it comes from and when it was entered', () => {
    expect(runOf(entered(2))).toMatchObject({
      runId,
      origin: { kind: 'flow', flowId, flowVersion: 1, trigger: triggerAt(0) },
      enteredAt: instantAt(1),
      correlationId: expect.any(String),
      steps: [{ status: 'waiting' }, { status: 'waiting' }],
    });
  });

  it('is forgotten when it has finished, while its flow remembers the entry', () => {
    const { runs } = given(registered, entered(1), finished('completed')).state();
    expect(runs).toMatchObject({ active: {}, flows: { [flowId]: { entered: 1, lastTriggerRevision: 0 } } });
  });

  it('takes each step from due over started to ended', () => {
    expect(stepsOf(scheduled(0))).toEqual([{ status: 'scheduled', dueAt: soon, attempts: 0 }]);
    expect(stepsOf(scheduled(0), started(0))).toEqual([
      { status: 'started', attempts: 1, startedAt: instantAt(3), idempotencyKey: 'key-0' },
    ]);
    expect(stepsOf(scheduled(0), started(0), retryScheduled(0))).toEqual([
      { status: 'scheduled', dueAt: later, attempts: 1 },
    ]);
    expect(stepsOf(scheduled(0), started(0), succeeded(0))).toEqual([
      { status: 'ended', endedAt: instantAt(4) },
    ]);
  });

  it('is not changed by events of steps or runs that it does not have', () => {
    expect(stepsOf(scheduled(7))).toEqual(stepsOf());
    expect(given(registered, scheduled(0), finished('completed')).state().runs).toEqual({
      active: {},
      flows: {},
      recentBroadcasts: [],
    });
  });

  it('is not changed by an event of a newer version', () => {
    const newer: RunEvent = JSON.parse(`{"type":"StepTeleported","data":{"runId":"${runId}","stepNo":0}}`);
    expect(given(registered, entered(1), newer).state()).toEqual(given(registered, entered(1)).state());
  });
});
