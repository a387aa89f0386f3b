import { describe, expect, it } from 'vitest';
import { decodeEvent } from '../../../domain/events.js';
import type { Ending, RunEvent } from '../../../domain/run/events.js';
import { otherRunId, reason, registered, runId } from '../samples.js';
import {
  entered,
  evaluation,
  finished,
  given,
  later,
  retryScheduled,
  scheduled,
  skipped,
  started,
  stopped,
  succeeded,
} from './story.js';

const ending = { outcome: 'goal-reached', evaluation } as const;
const endRun = (how: Ending = ending) => ({ type: 'EndRun', runId, ending: how }) as const;
const goal = { code: 'goal-reached', message: 'The goal of the flow is reached.' };
const exit = { code: 'exited', message: 'The exit rule of the flow holds.' };
const stoppedBy = (why: typeof goal, how?: Ending): RunEvent => ({
  type: 'RunStopped',
  data: { runId, reason: why, ...(how === undefined ? {} : { ending: how }) },
});
const cancelledBy = (why: typeof goal, stepNo: number): RunEvent => ({
  type: 'StepCancelled',
  data: { runId, stepNo, reason: why },
});
const complete = { type: 'CompleteStep', runId, stepNo: 0, effects: [], result: null } as const;

describe('a run whose goal is reached', () => {
  it('cancels what has not started, and ends with what was found', () => {
    given(registered, entered(3), scheduled(0), skipped(0), scheduled(1))
      .when(endRun())
      .thenEvents(
        stoppedBy(goal),
        cancelledBy(goal, 1),
        cancelledBy(goal, 2),
        finished('goal-reached', evaluation),
      );
  });

  it('cancels a step that waits to be tried again', () => {
    given(registered, entered(1), scheduled(0), started(0), retryScheduled(0))
      .when(endRun())
      .thenEvents(stoppedBy(goal), cancelledBy(goal, 0), finished('goal-reached', evaluation));
  });

  it('lets a started step end, and keeps until then how it will end', () => {
    const past = [registered, entered(2), scheduled(0), started(0)] as const;
    const events = [stoppedBy(goal, ending), cancelledBy(goal, 1)] as const;
    given(...past)
      .when(endRun())
      .thenEvents(...events);
    const after = given(...past, ...events);
    after.when(complete).thenEvents(succeeded(0), finished('goal-reached', evaluation));
    after
      .when({ type: 'RetryStep', runId, stepNo: 0, dueAt: later, reason: reason('busy') })
      .thenEvents(cancelledBy(goal, 0), finished('goal-reached', evaluation));
  });

  it('ends once', () => {
    const past = [registered, entered(2), scheduled(0), started(0)] as const;
    given(...past, stoppedBy(goal, ending), cancelledBy(goal, 1))
      .when(endRun({ ...ending, outcome: 'exited' }))
      .thenNothing();
    given(registered, entered(1), stoppedBy(goal), cancelledBy(goal, 0), finished('goal-reached', evaluation))
      .when(endRun())
      .thenNothing();
    given(registered, entered(1))
      .when({ ...endRun(), runId: otherRunId })
      .thenNothing();
  });

  it('stays cancelled where it had been stopped before', () => {
    const past = [registered, entered(1), scheduled(0), started(0), stopped] as const;
    given(...past)
      .when(endRun())
      .thenNothing();
    given(...past)
      .when(complete)
      .thenEvents(succeeded(0), finished('cancelled'));
  });

  it('is not one of an action that was asked for directly', () => {
    given(registered, { type: 'ActionRequested', data: { runId, action: { type: 'add-tag' } } }, scheduled(0))
      .when(endRun())
      .thenNothing();
  });
});

describe('a run whose exit rule holds', () => {
  it('ends as exited', () => {
    given(registered, entered(1), scheduled(0))
      .when(endRun({ ...ending, outcome: 'exited' }))
      .thenEvents(stoppedBy(exit), cancelledBy(exit, 0), finished('exited', evaluation));
  });
});

describe('the end of a run as it was stored before there were goals', () => {
  it.each(['completed', 'cancelled'])('is read: %s', (outcome) => {
    const stored = { type: 'FlowFinished', data: { runId, outcome } };
    expect(decodeEvent(stored)).toEqual({ ok: true, value: stored });
  });

  it('of one that was stopped is read', () => {
    const stored = { type: 'RunStopped', data: { runId, reason: reason('stopped') } };
    expect(decodeEvent(stored)).toEqual({ ok: true, value: stored });
  });
});
