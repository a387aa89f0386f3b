import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../../domain/lead/events.js';
import { otherRunId, reason, registered, runId, tag, triggerAt } from '../samples.js';
import {
  cancelled,
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

const step = { runId, stepNo: 0 };
const next = { stepNo: 1, dueAt: later };
const due = [registered, entered(2), scheduled(0)] as const;
const last = [registered, entered(1), scheduled(0)] as const;
const complete = { type: 'CompleteStep', ...step, effects: [], result: null } as const;

describe('a step that worked', () => {
  it('stores its effects and its outcome together, the effects first', () => {
    const added: LeadEvent = { type: 'TagAdded', data: { tag: tag('vip') } };
    given(...due)
      .when({ ...complete, effects: [added], result: { tags: 1 }, evaluation })
      .thenEvents(added, { type: 'StepSucceeded', data: { ...step, result: { tags: 1 }, evaluation } });
  });

  it('can end from being due or from having started', () => {
    given(...due)
      .when(complete)
      .thenEvents(succeeded(0));
    given(...due, started(0))
      .when(complete)
      .thenEvents(succeeded(0));
    given(...due, started(0), retryScheduled(0))
      .when(complete)
      .thenEvents(succeeded(0));
  });

  it('schedules the step that counts from its end', () => {
    given(...due)
      .when({ ...complete, next })
      .thenEvents(succeeded(0), scheduled(1, later));
  });

  it('does not schedule a next step that has been scheduled or has ended', () => {
    given(...due, scheduled(1))
      .when({ ...complete, next })
      .thenEvents(succeeded(0));
    given(registered, entered(3), scheduled(0), cancelled(1))
      .when({ ...complete, next })
      .thenEvents(succeeded(0));
    given(...due)
      .when({ ...complete, next: { stepNo: 7, dueAt: later } })
      .thenEvents(succeeded(0));
  });

  it('finishes the run when it was the last that had not ended', () => {
    given(...last)
      .when(complete)
      .thenEvents(succeeded(0), finished('completed'));
    given(...due, skipped(1))
      .when(complete)
      .thenEvents(succeeded(0), finished('completed'));
  });

  it('does not finish the run while another step waits or is due', () => {
    given(...due)
      .when(complete)
      .thenEvents(succeeded(0));
    given(...due, scheduled(1))
      .when(complete)
      .thenEvents(succeeded(0));
  });
});

describe('a step whose conditions do not hold', () => {
  const skip = { type: 'SkipStep', ...step, reason: reason('conditions') } as const;

  it('is skipped, with the evaluation if there was one', () => {
    given(...due)
      .when(skip)
      .thenEvents(skipped(0));
    given(...due)
      .when({ ...skip, evaluation })
      .thenEvents({ type: 'StepSkipped', data: { ...step, reason: reason('conditions'), evaluation } });
  });

  it('still schedules the next step, and finishes the run with the last', () => {
    given(...due)
      .when({ ...skip, next })
      .thenEvents(skipped(0), scheduled(1, later));
    given(...last)
      .when(skip)
      .thenEvents(skipped(0), finished('completed'));
  });
});

describe('a step that failed', () => {
  const why = reason('refused');

  it('fails with the reason, and the flow goes on', () => {
    given(...due, started(0))
      .when({ type: 'FailStep', ...step, reason: why, next })
      .thenEvents({ type: 'StepFailed', data: { ...step, reason: why } }, scheduled(1, later));
  });

  it('can fail before it has started', () => {
    given(...last)
      .when({ type: 'FailStep', ...step, reason: why })
      .thenEvents({ type: 'StepFailed', data: { ...step, reason: why } }, finished('completed'));
  });

  it('has an unknown outcome when the process ended while it ran', () => {
    given(...last, started(0))
      .when({ type: 'LoseStep', ...step, reason: why })
      .thenEvents({ type: 'StepOutcomeUnknown', data: { ...step, reason: why } }, finished('completed'));
  });

  it('has no unknown outcome when it had not started', () => {
    given(...due)
      .when({ type: 'LoseStep', ...step, reason: why })
      .thenNothing();
  });
});

describe('cancelling a run', () => {
  const cancel = { type: 'CancelRun', runId, reason: reason('stopped') } as const;

  it('cancels every step that has not started, and finishes the run', () => {
    given(...due)
      .when(cancel)
      .thenEvents(stopped, cancelled(0), cancelled(1), finished('cancelled'));
  });

  it('leaves ended steps as they are', () => {
    given(...due, skipped(0), scheduled(1))
      .when(cancel)
      .thenEvents(stopped, cancelled(1), finished('cancelled'));
  });

  it('lets a started step end, and the run with it as cancelled', () => {
    const past = [...due, started(0)] as const;
    given(...past)
      .when(cancel)
      .thenEvents(stopped, cancelled(1));
    given(...past, stopped, cancelled(1))
      .when(complete)
      .thenEvents(succeeded(0), finished('cancelled'));
  });

  it('does not try a started step again', () => {
    given(...last, started(0), stopped)
      .when({ type: 'RetryStep', ...step, dueAt: later, reason: reason('busy') })
      .thenEvents(cancelled(0), finished('cancelled'));
  });

  it('cancels nothing twice', () => {
    given(...due, started(0), stopped, cancelled(1))
      .when(cancel)
      .thenNothing();
    given(...last, started(0), stopped)
      .when(cancel)
      .thenNothing();
    given(...due, stopped, cancelled(0), cancelled(1), finished('cancelled'))
      .when(cancel)
      .thenNothing();
  });

  it('does nothing to a run that is not known', () => {
    given(...due)
      .when({ ...cancel, runId: otherRunId })
      .thenNothing();
  });

  it('leaves other runs of the same flow alone', () => {
    const { runs } = given(
      ...due,
      entered(1, { runId: otherRunId, trigger: triggerAt(4) }),
      finished('cancelled'),
    ).state();
    expect(Object.keys(runs.active)).toEqual([otherRunId]);
  });
});
