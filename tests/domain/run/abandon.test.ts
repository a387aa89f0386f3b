import { describe, it } from 'vitest';
import type { RunEvent } from '../../../domain/run/events.js';
import { reason, registered, runId } from '../samples.js';
import {
  cancelled,
  entered,
  evaluation,
  finished,
  given,
  retryScheduled,
  scheduled,
  started,
  stopped,
  succeeded,
} from './story.js';

const abandon = { type: 'AbandonRun', runId, reason: reason('stopped') } as const;
const unknown = (stepNo: number): RunEvent => ({
  type: 'StepOutcomeUnknown',
  data: { runId, stepNo, reason: reason('stopped') },
});
const inside = [registered, entered(3), scheduled(0)] as const;

describe('a run that is abandoned', () => {
  it('ends at once, with every step that has not', () => {
    given(...inside, succeeded(0), scheduled(1))
      .when(abandon)
      .thenEvents(stopped, cancelled(1), cancelled(2), finished('cancelled'));
    given(registered, entered(1), scheduled(0), started(0), retryScheduled(0))
      .when(abandon)
      .thenEvents(stopped, cancelled(0), finished('cancelled'));
  });

  it('does not wait for a step that is under way', () => {
    given(...inside, started(0))
      .when(abandon)
      .thenEvents(stopped, unknown(0), cancelled(1), cancelled(2), finished('cancelled'));
    given(...inside, started(0), stopped, cancelled(1), cancelled(2))
      .when(abandon)
      .thenEvents(unknown(0), finished('cancelled'));
  });

  it('has reached its goal where that was found before', () => {
    const ending = { outcome: 'goal-reached', evaluation } as const;
    const reached: RunEvent = { type: 'RunStopped', data: { runId, reason: reason('stopped'), ending } };
    given(registered, entered(1), scheduled(0), started(0), reached)
      .when(abandon)
      .thenEvents(unknown(0), finished('goal-reached', evaluation));
  });

  it('is not abandoned again', () => {
    given(registered, entered(1), scheduled(0), stopped, cancelled(0), finished('cancelled'))
      .when(abandon)
      .thenNothing();
  });
});
