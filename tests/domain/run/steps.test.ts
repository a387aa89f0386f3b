import { describe, it } from 'vitest';
import type { RunCommand } from '../../../domain/run/commands.js';
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
  soon,
  started,
  succeeded,
} from './story.js';

const step = { runId, stepNo: 0 };
const due = [registered, entered(2), scheduled(0)] as const;
const under = [...due, started(0)] as const;

describe('putting a step off', () => {
  const putOff = { type: 'PutOffStep', ...step, dueAt: later, reason: reason('date') } as const;

  it('gives it a new instant, with the evaluation that says why', () => {
    given(...due)
      .when({ ...putOff, evaluation })
      .thenEvents({
        type: 'StepPutOff',
        data: { ...step, dueAt: later, reason: reason('date'), evaluation },
      });
  });

  it('is possible without an evaluation', () => {
    given(...due)
      .when(putOff)
      .thenEvents({ type: 'StepPutOff', data: { ...step, dueAt: later, reason: reason('date') } });
  });

  it('does nothing when the step is due then already', () => {
    given(...due)
      .when({ ...putOff, dueAt: soon })
      .thenNothing();
  });

  it('does not put off a step that has started', () => {
    given(...under)
      .when(putOff)
      .thenNothing();
  });
});

describe('starting a step', () => {
  const start = { type: 'StartStep', ...step, idempotencyKey: 'key-0' } as const;

  it('starts a step that is due, with its first attempt', () => {
    given(...due)
      .when(start)
      .thenEvents(started(0));
  });

  it('stores the evaluation that let it start', () => {
    given(...due)
      .when({ ...start, evaluation })
      .thenEvents({
        type: 'StepStarted',
        data: { ...step, attempt: 1, idempotencyKey: 'key-0', evaluation },
      });
  });

  it('does not start a step twice', () => {
    given(...under)
      .when(start)
      .thenNothing();
  });

  it('counts the attempts, also over being put off', () => {
    given(...under, retryScheduled(0))
      .when(start)
      .thenEvents(started(0, 2));
    given(...under, retryScheduled(0), started(0, 2), retryScheduled(0, 2), {
      type: 'StepPutOff',
      data: { ...step, dueAt: later, reason: reason('date') },
    })
      .when(start)
      .thenEvents(started(0, 3));
  });
});

describe('retrying a step', () => {
  const retry = { type: 'RetryStep', ...step, dueAt: later, reason: reason('busy') } as const;

  it('schedules a started step again', () => {
    given(...under)
      .when(retry)
      .thenEvents(retryScheduled(0));
  });

  it('does not schedule a second retry of the same attempt', () => {
    given(...under, retryScheduled(0))
      .when(retry)
      .thenNothing();
  });

  it('does not retry a step that has not started', () => {
    given(...due)
      .when(retry)
      .thenNothing();
  });
});

describe('a step that cannot be acted on', () => {
  const commands: readonly Extract<RunCommand, { readonly stepNo: number }>[] = [
    { type: 'PutOffStep', ...step, dueAt: later, reason: reason('x') },
    { type: 'StartStep', ...step, idempotencyKey: 'k' },
    { type: 'RetryStep', ...step, dueAt: later, reason: reason('x') },
    { type: 'CompleteStep', ...step, effects: [], result: null },
    { type: 'SkipStep', ...step, reason: reason('x') },
    { type: 'FailStep', ...step, reason: reason('x') },
    { type: 'LoseStep', ...step, reason: reason('x') },
  ];

  describe.each(commands)('$type', (command) => {
    it('does nothing to a step that has ended', () => {
      given(...under, succeeded(0))
        .when(command)
        .thenNothing();
      given(...due, skipped(0))
        .when(command)
        .thenNothing();
    });

    it('does nothing to a step that waits for the one before it', () => {
      given(registered, entered(2)).when(command).thenNothing();
    });

    it('does nothing to a step that the flow does not have', () => {
      given(...due)
        .when({ ...command, stepNo: 2 })
        .thenNothing();
    });

    it('does nothing in a run that is not known or has finished', () => {
      given(...due)
        .when({ ...command, runId: otherRunId })
        .thenNothing();
      given(registered, entered(1), scheduled(0), skipped(0), finished('completed'))
        .when(command)
        .thenNothing();
    });
  });
});
