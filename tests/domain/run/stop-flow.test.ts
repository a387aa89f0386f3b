import { describe, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { RunId } from '../../../domain/codecs/ids.js';
import type { RunEvent } from '../../../domain/run/events.js';
import { uuidAt } from '../../support/recorded.js';
import { flowId, otherFlowId, otherRunId, reason, registered, runId, triggerAt } from '../samples.js';
import {
  cancelled,
  entered,
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

const uuid = (index: number): RunId => decodeOrThrow(RunId, uuidAt(index, 'a'));

/** The step of another flow that stops this one. */
const other = { runId: otherRunId, stepNo: 0 };
const stop = { type: 'StopFlow', flowId, reason: reason('stopped'), by: other } as const;
const otherEntered = entered(1, { runId: otherRunId, flowId: otherFlowId, trigger: triggerAt(4) });

describe('stopping a flow from another one', () => {
  it('cancels every step that has not begun, and ends the run', () => {
    given(registered, entered(2), scheduled(0), otherEntered)
      .when(stop)
      .thenEvents(stopped, cancelled(0), cancelled(1), finished('cancelled'));
  });

  it('leaves what has ended', () => {
    given(registered, entered(2), scheduled(0), skipped(0), scheduled(1, later), otherEntered)
      .when(stop)
      .thenEvents(stopped, cancelled(1), finished('cancelled'));
  });

  it('cancels a step that waits to be tried again', () => {
    given(registered, entered(1), scheduled(0), started(0), retryScheduled(0), otherEntered)
      .when(stop)
      .thenEvents(stopped, cancelled(0), finished('cancelled'));
  });

  it('leaves the last word to a step that is under way', () => {
    const past = given(registered, entered(2), scheduled(0), started(0), otherEntered);
    past.when(stop).thenEvents(stopped, cancelled(1));
    given(registered, entered(2), scheduled(0), started(0), stopped, cancelled(1))
      .when({ type: 'CompleteStep', runId, stepNo: 0, effects: [], result: null })
      .thenEvents(succeeded(0), finished('cancelled'));
  });

  it('ends every run of it, and leaves the runs of other flows', () => {
    const second = { runId: otherRunId, trigger: triggerAt(4) };
    const why = { runId: otherRunId, reason: reason('stopped') };
    given(registered, entered(1), entered(1, second))
      .when({ ...stop, by: { runId: uuid(3), stepNo: 0 } })
      .thenEvents(
        stopped,
        cancelled(0),
        finished('cancelled'),
        { type: 'RunStopped', data: why },
        { type: 'StepCancelled', data: { ...why, stepNo: 0 } },
        { type: 'FlowFinished', data: { runId: otherRunId, outcome: 'cancelled' } },
      );
    given(registered, otherEntered)
      .when({ ...stop, by: { runId: uuid(3), stepNo: 0 } })
      .thenNothing();
  });

  it('stops nothing that is not there, and nothing twice', () => {
    given(registered, otherEntered).when(stop).thenNothing();
    given(registered, entered(1), scheduled(0), started(0), stopped).when(stop).thenNothing();
    given(registered, entered(1), scheduled(0), stopped, cancelled(0), finished('cancelled'))
      .when(stop)
      .thenNothing();
  });
});

describe('a flow that stops itself', () => {
  const own = { ...stop, by: { runId, stepNo: 0 } };

  it('cancels its other steps, and leaves the step that says so its own end', () => {
    given(registered, entered(3), scheduled(0), scheduled(1))
      .when(own)
      .thenEvents(stopped, cancelled(1), cancelled(2));
  });

  it('is over with that step', () => {
    const past = given(registered, entered(3), scheduled(0), scheduled(1));
    const effects: readonly RunEvent[] = [stopped, cancelled(1), cancelled(2)];
    const next = { stepNo: 1, dueAt: later };
    past
      .when({ type: 'CompleteStep', runId, stepNo: 0, effects, result: null, next })
      .thenEvents(...effects, succeeded(0), finished('cancelled'));
  });

  it('waits for another step of it that is under way', () => {
    const past = [registered, entered(2), scheduled(0), scheduled(1), started(1)] as const;
    given(...past)
      .when(own)
      .thenEvents(stopped);
    given(...past)
      .when({ type: 'CompleteStep', runId, stepNo: 0, effects: [stopped], result: null })
      .thenEvents(stopped, succeeded(0));
  });
});
