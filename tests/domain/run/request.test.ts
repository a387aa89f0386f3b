import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { BroadcastId } from '../../../domain/codecs/ids.js';
import type { RunCommand } from '../../../domain/run/commands.js';
import type { RunEvent } from '../../../domain/run/events.js';
import { recentBroadcastCount } from '../../../domain/run/state.js';
import { instantAt } from '../../support/recorded.js';
import { otherRunId, reason, registered, runId } from '../samples.js';
import { finished, given, scheduled, started } from './story.js';

const action = { type: 'add-tag', tag: 'spring' } as const;
const idOf = (text: string) => decodeOrThrow(BroadcastId, text);
const spring = idOf('spring');
const request = (changes: object = {}): RunCommand => ({ type: 'RequestAction', runId, action, ...changes });
const requested = (changes: object = {}): RunEvent => ({
  type: 'ActionRequested',
  data: { runId, action, ...changes },
});
const due = (revision: number, changes: object = {}): RunEvent => ({
  type: 'StepScheduled',
  data: { runId, stepNo: 0, dueAt: instantAt(revision), ...changes },
});
/** From first to last: the run of a broadcast. */
const asked = [requested({ broadcastId: spring }), scheduled(0), finished('completed')] as const;

describe('an action that is requested', () => {
  it('is due at once, as a run of one step', () => {
    given(registered).when(request()).thenEvents(requested(), due(1));
    given(registered, requested(), scheduled(0)).when(request()).thenNothing();
  });

  it('by a broadcast says so, and every end of it does', () => {
    const broadcastId = spring;
    given(registered).when(request({ broadcastId })).thenEvents(requested({ broadcastId }), due(1));
    const past = given(registered, requested({ broadcastId }), scheduled(0));
    const step = { runId, stepNo: 0 };
    const ended = { ...step, broadcastId };
    const why = { reason: reason('why') };
    const end = finished('completed');
    past
      .when({ type: 'CompleteStep', ...step, effects: [], result: null })
      .thenEvents({ type: 'StepSucceeded', data: { ...ended, result: null } }, end);
    past
      .when({ type: 'SkipStep', ...step, ...why })
      .thenEvents({ type: 'StepSkipped', data: { ...ended, ...why } }, end);
    past
      .when({ type: 'FailStep', ...step, ...why })
      .thenEvents({ type: 'StepFailed', data: { ...ended, ...why } }, end);
    past
      .when({ type: 'CancelRun', runId, ...why })
      .thenEvents(
        { type: 'RunStopped', data: { runId, ...why } },
        { type: 'StepCancelled', data: { ...ended, ...why } },
        finished('cancelled'),
      );
    const underWay = given(registered, requested({ broadcastId }), scheduled(0), started(0));
    underWay
      .when({ type: 'LoseStep', ...step, ...why })
      .thenEvents({ type: 'StepOutcomeUnknown', data: { ...ended, ...why } }, end);
    given(registered, requested({ broadcastId }), scheduled(0), started(0), {
      type: 'RunStopped',
      data: { runId, ...why },
    })
      .when({ type: 'RetryStep', ...step, dueAt: instantAt(9), ...why })
      .thenEvents({ type: 'StepCancelled', data: { ...ended, ...why } }, finished('cancelled'));
  });
});

describe('a broadcast', () => {
  it('asks a lead once, also when its run is over', () => {
    given(registered, ...asked)
      .when(request({ broadcastId: spring }))
      .thenNothing();
    given(registered, ...asked)
      .when(request({ broadcastId: spring, runId: otherRunId }))
      .thenNothing();
  });

  it('does not keep another one, or a person, from asking', () => {
    const broadcastId = idOf('summer');
    given(registered, ...asked)
      .when(request({ broadcastId }))
      .thenEvents(requested({ broadcastId }), due(4));
    given(registered, ...asked)
      .when(request())
      .thenEvents(requested(), due(4));
  });

  it('is remembered while enough others have not asked since', () => {
    const others = Array.from({ length: recentBroadcastCount - 1 }, (_, no) => [
      requested({ broadcastId: idOf(`other-${no}`) }),
      finished('completed'),
    ]).flat();
    const past = given(registered, ...asked, ...others);
    past.when(request({ broadcastId: spring })).thenNothing();
    expect(past.state().runs.recentBroadcasts).toHaveLength(recentBroadcastCount);
    const one = [requested({ broadcastId: idOf('one-more') }), finished('completed')];
    const { recentBroadcasts } = given(registered, ...asked, ...others, ...one).state().runs;
    expect(recentBroadcasts).toHaveLength(recentBroadcastCount);
    expect(recentBroadcasts).not.toContain(spring);
  });
});
