import { describe, expect, it } from 'vitest';
import { type AdvanceSweep, flowDecider } from '../../../domain/flow/decider.js';
import type { FlowEvent } from '../../../domain/flow/events.js';
import { specOf } from '../../support/given-when-then.js';
import { instantAt } from '../../support/recorded.js';
import { flowDefinition, flowId } from '../samples.js';

const { given } = specOf(flowDecider);

const created: FlowEvent = { type: 'FlowCreated', data: { flowId, definition: flowDefinition() } };
const activated: FlowEvent = { type: 'FlowActivated', data: { flowId, version: 1 } };
const paused: FlowEvent = { type: 'FlowPaused', data: { flowId } };
const progress = { activation: 1, done: 500, total: 700, isOver: false };
const advance = (changes: object = {}): AdvanceSweep => ({ type: 'AdvanceSweep', ...progress, ...changes });
const swept = (changes: object = {}): FlowEvent => ({
  type: 'FlowSwept',
  data: { flowId, ...progress, ...changes },
});
const sweepOf = (...events: readonly FlowEvent[]) => {
  const state = given(...events).state();
  return state.status === 'absent' ? undefined : state.sweep;
};

describe('a sweep', () => {
  it('goes on, and says how far it is once', () => {
    given(created, activated).when(advance()).thenEvents(swept());
    given(created, activated, swept()).when(advance()).thenNothing();
    given(created, activated, swept())
      .when(advance({ done: 700, isOver: true }))
      .thenEvents(swept({ done: 700, isOver: true }));
  });

  it('ends with its activation', () => {
    given(created, activated, paused).when(advance()).thenNothing();
    given(created, activated, paused, activated).when(advance()).thenNothing();
    given(created, activated, paused, activated)
      .when(advance({ activation: 2 }))
      .thenEvents(swept({ activation: 2 }));
    given(created).when(advance()).thenNothing();
  });

  it('knows since when it goes on, and whether it is the first of its activation', () => {
    const next = swept({ done: 700 });
    expect(sweepOf(created, activated, swept(), next)).toEqual({
      ...progress,
      done: 700,
      startedAt: instantAt(2),
      at: instantAt(3),
      isFirst: true,
    });
    const [first, revised] = [swept({ segmentVersion: 1 }), swept({ segmentVersion: 2 })];
    expect(sweepOf(created, activated, first, revised)).toMatchObject({
      startedAt: instantAt(3),
      isFirst: false,
    });
    expect(sweepOf(created, activated, first, revised, revised)).toMatchObject({ isFirst: false });
    expect(sweepOf(created, activated, first, activated, swept({ activation: 2 }))).toMatchObject({
      startedAt: instantAt(4),
      isFirst: true,
    });
  });
});
