import { describe, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { FlowId } from '../../../domain/codecs/ids.js';
import type { RunCommand } from '../../../domain/run/commands.js';
import type { RunEvent } from '../../../domain/run/events.js';
import { flowId, otherFlowId, otherRunId, reason, registered, runId, triggerAt } from '../samples.js';
import { entered, enterFlow, finished, given, plan, scheduled, soon, started, stopped } from './story.js';

const declined = (why: 'already-inside' | 'already-entered' | 'loop', revision: number): RunEvent => ({
  type: 'FlowEntryDeclined',
  data: { flowId, flowVersion: 1, trigger: triggerAt(revision), reason: why },
});

describe('entering a flow', () => {
  it('enters, and schedules the steps whose instant is known', () => {
    given(registered)
      .when(enterFlow({ stepCount: 3, plan: plan(0, 2) }))
      .thenEvents(entered(3), scheduled(0), scheduled(2));
  });

  it('does not answer the same trigger twice', () => {
    given(registered, entered(2))
      .when(enterFlow({ reEntry: 'every-time' }))
      .thenNothing();
    given(registered, entered(1), finished('completed'))
      .when(enterFlow({ reEntry: 'every-time' }))
      .thenNothing();
  });

  it('does not answer a trigger before one that it answered', () => {
    given(registered, entered(2, { trigger: triggerAt(5) }))
      .when(enterFlow({ reEntry: 'every-time', trigger: triggerAt(4) }))
      .thenNothing();
  });

  it('does not decline the same trigger twice', () => {
    given(registered, entered(2), declined('already-inside', 3))
      .when(enterFlow({ runId: otherRunId, trigger: triggerAt(3) }))
      .thenNothing();
  });

  it('declines a second entry while inside, unless every time is wanted', () => {
    const again = { runId: otherRunId, trigger: triggerAt(3) };
    const past = given(registered, entered(2));
    past.when(enterFlow(again)).thenEvents(declined('already-inside', 3));
    past.when(enterFlow({ ...again, reEntry: 'every-time' })).thenEvents(entered(2, again), {
      type: 'StepScheduled',
      data: { runId: otherRunId, stepNo: 0, dueAt: soon },
    });
  });

  it('enters again once outside', () => {
    given(registered, entered(1), finished('cancelled'))
      .when(enterFlow({ trigger: triggerAt(3) }))
      .thenEvents(entered(2, { trigger: triggerAt(3) }), scheduled(0));
  });

  it('declines what a run of it has led to, also when that run is over', () => {
    const again = enterFlow({
      trigger: triggerAt(3),
      reEntry: 'every-time',
      runId: otherRunId,
      stepCount: 1,
      plan: [],
    });
    const past = given(registered, entered(1), finished('completed'));
    past.when({ ...again, lineage: [flowId] }).thenEvents(declined('loop', 3));
    past.when({ ...again, lineage: [flowId, otherFlowId] }).thenEvents(declined('loop', 3));
    past
      .when({ ...again, lineage: [otherFlowId] })
      .thenEvents(entered(1, { runId: otherRunId, trigger: triggerAt(3) }));
    past.when(again).thenEvents(entered(1, { runId: otherRunId, trigger: triggerAt(3) }));
  });

  it('declines where flows lead to flows without end', () => {
    const lineage = Array.from({ length: 100 }, (_, index) => decodeOrThrow(FlowId, `flow-${index}`));
    given(registered).when(enterFlow({ lineage })).thenEvents(declined('loop', 0));
    given(registered)
      .when(enterFlow({ lineage: lineage.slice(1) }))
      .thenEvents(entered(2), scheduled(0));
  });

  it('lets in again whose run was stopped, while the last step of that run is under way', () => {
    const again = { runId: otherRunId, trigger: triggerAt(5) };
    given(registered, entered(1), scheduled(0), started(0), stopped)
      .when(enterFlow({ ...again, plan: [] }))
      .thenEvents(entered(2, again));
  });

  it('declines for ever after the first entry where once is wanted', () => {
    given(registered, entered(1), finished('completed'))
      .when(enterFlow({ reEntry: 'once', trigger: triggerAt(3) }))
      .thenEvents(declined('already-entered', 3));
  });

  it('does not count a declined entry as an entry', () => {
    given(registered, declined('already-inside', 1))
      .when(enterFlow({ reEntry: 'once', trigger: triggerAt(3) }))
      .thenEvents(entered(2, { trigger: triggerAt(3) }), scheduled(0));
  });

  it('asks only about the flow itself: being inside another one does not matter', () => {
    given(registered, entered(2))
      .when(enterFlow({ flowId: otherFlowId, runId: otherRunId, reEntry: 'once', plan: [] }))
      .thenEvents(entered(2, { flowId: otherFlowId, runId: otherRunId }));
  });

  it('is not confused by a flow that is named like a property of every object', () => {
    const command = enterFlow({ flowId: decodeOrThrow(FlowId, 'constructor'), reEntry: 'once' });
    given(registered).when(command).thenEvents(entered(2, command), scheduled(0));
  });
});

describe('asking for an action directly', () => {
  const action = { type: 'add-tag', tag: 'vip' };
  const requested: RunEvent = { type: 'ActionRequested', data: { runId, action } };

  it('is a run of one step that is due at once', () => {
    given(registered)
      .when({ type: 'RequestAction', runId, action })
      .thenEvents(requested, {
        type: 'StepScheduled',
        data: { runId, stepNo: 0, dueAt: given(registered).now },
      });
  });

  it('is not done twice under one run id', () => {
    given(registered, requested, scheduled(0)).when({ type: 'RequestAction', runId, action }).thenNothing();
  });

  it('does not keep the lead out of a flow', () => {
    given(registered, requested, scheduled(0))
      .when(enterFlow({ runId: otherRunId, reEntry: 'once', plan: [] }))
      .thenEvents(entered(2, { runId: otherRunId }));
  });
});

describe('a lead that is not registered', () => {
  const step = { runId, stepNo: 0, reason: reason('x') };
  const commands: readonly RunCommand[] = [
    enterFlow(),
    { type: 'RequestAction', runId, action: { type: 'add-tag' } },
    { type: 'PutOffStep', ...step, dueAt: soon },
    { type: 'StartStep', runId, stepNo: 0, idempotencyKey: 'k' },
    { type: 'RetryStep', ...step, dueAt: soon },
    { type: 'CompleteStep', runId, stepNo: 0, effects: [], result: null },
    { type: 'SkipStep', ...step },
    { type: 'FailStep', ...step },
    { type: 'LoseStep', ...step },
    { type: 'CancelRun', runId, reason: reason('x') },
  ];

  it.each(commands)('refuses $type', (command) => {
    given().when(command).thenRefused('notFound');
  });
});
