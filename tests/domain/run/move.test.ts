import { describe, expect, it } from 'vitest';
import type { MoveRun } from '../../../domain/run/commands.js';
import type { RunEvent } from '../../../domain/run/events.js';
import { originOfStep } from '../../../domain/run/state.js';
import { instantAt } from '../../support/recorded.js';
import { flowId, otherFlowId, registered, runId } from '../samples.js';
import {
  entered,
  finished,
  given,
  later,
  moved,
  plan,
  retryScheduled,
  scheduled,
  skipped,
  started,
  stopped,
  succeeded,
} from './story.js';

const moveTo = (stepCount: number, changes: Partial<MoveRun> = {}): MoveRun => ({
  type: 'MoveRun',
  runId,
  flowId,
  toVersion: 2,
  stepCount,
  plan: plan(...Array.from({ length: stepCount }, (_, stepNo) => stepNo)),
  ...changes,
});
const surplus = (stepNo: number): RunEvent => ({
  type: 'StepCancelled',
  data: {
    runId,
    stepNo,
    reason: { code: 'moved', message: 'The version to which the run was moved does not have this step.' },
  },
});
const runAfter = (...events: readonly RunEvent[]) => given(registered, ...events).state().runs.active[runId];

describe('moving a run to another version', () => {
  it('plans every step anew that has neither ended nor been tried', () => {
    given(registered, entered(3), scheduled(0), skipped(0), scheduled(1, later))
      .when(moveTo(3))
      .thenEvents(moved(2, 3), scheduled(1), scheduled(2));
  });

  it('forgets when they were due, until the new plan says it', () => {
    expect(runAfter(entered(2), scheduled(0, later), scheduled(1, later), moved(2, 2))?.steps).toEqual([
      { status: 'waiting' },
      { status: 'waiting' },
    ]);
  });

  it('adds the steps that the new version has more', () => {
    given(registered, entered(1), scheduled(0))
      .when(moveTo(3, { plan: plan(0, 1) }))
      .thenEvents(moved(2, 3), scheduled(0), scheduled(1));
    expect(runAfter(entered(1), scheduled(0), moved(2, 3))?.steps).toHaveLength(3);
  });

  it('cancels the steps that the new version does not have', () => {
    given(registered, entered(3), scheduled(0), scheduled(2))
      .when(moveTo(1))
      .thenEvents(surplus(1), surplus(2), moved(2, 1), scheduled(0));
  });

  it('completes a run in which nothing is left', () => {
    given(registered, entered(2), scheduled(0), succeeded(0), scheduled(1))
      .when(moveTo(1))
      .thenEvents(surplus(1), moved(2, 1), finished('completed'));
  });

  it('does not complete one that has a step under way which the new version does not have', () => {
    const past = [registered, entered(2), scheduled(0), succeeded(0), scheduled(1), started(1)] as const;
    given(...past)
      .when(moveTo(1))
      .thenEvents(moved(2, 1));
    given(...past, moved(2, 1))
      .when({ type: 'CompleteStep', runId, stepNo: 1, effects: [], result: null })
      .thenEvents(succeeded(1), finished('completed'));
  });

  it('leaves what was tried in the version of its first try, also through a second move', () => {
    const run = runAfter(
      entered(3),
      scheduled(0),
      started(0),
      scheduled(1),
      started(1),
      retryScheduled(1),
      moved(2, 3),
      moved(3, 3),
      started(1, 2),
    );
    expect(run?.steps).toMatchObject([
      { status: 'started', flowVersion: 1 },
      { status: 'started', attempts: 2, flowVersion: 1 },
      { status: 'waiting' },
    ]);
    if (run === undefined) return expect.fail('is not there');
    expect([0, 1, 2].map((stepNo) => originOfStep(run, stepNo))).toMatchObject([
      { flowVersion: 1 },
      { flowVersion: 1 },
      { flowVersion: 3 },
    ]);
  });

  it('remembers the version that it is on, and since when', () => {
    expect(runAfter(entered(2), moved(2, 2))).toMatchObject({
      origin: { flowId, flowVersion: 2 },
      enteredAt: instantAt(1),
      movedAt: instantAt(2),
    });
  });

  it('does not bring back a step that an earlier move cancelled', () => {
    given(registered, entered(2), scheduled(0), surplus(1), moved(2, 1), scheduled(0))
      .when(moveTo(2, { toVersion: 1 }))
      .thenEvents(moved(1, 2), scheduled(0));
  });
});

describe('a run that is not moved', () => {
  const past = given(registered, entered(2), scheduled(0));

  it('is there already, also when it is asked twice', () => {
    past.when(moveTo(2, { toVersion: 1 })).thenNothing();
    given(registered, entered(2), moved(2, 2)).when(moveTo(2)).thenNothing();
  });

  it('is on another version than the one that is wanted', () => {
    past.when(moveTo(2, { fromVersion: 3 })).thenNothing();
    past.when(moveTo(2, { fromVersion: 1, plan: [] })).thenEvents(moved(2, 2));
  });

  it('is of another flow, is being stopped, or is over', () => {
    past.when(moveTo(2, { flowId: otherFlowId })).thenNothing();
    given(registered, entered(2), scheduled(0), started(0), stopped).when(moveTo(2)).thenNothing();
    given(registered, entered(2), finished('cancelled')).when(moveTo(2)).thenNothing();
  });
});
