import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { Position } from '../../../domain/codecs/numbers.js';
import type { FlowEvent } from '../../../domain/flow/events.js';
import { activeVersionAt, evolveTimeline, type FlowTimeline } from '../../../domain/flow/timeline.js';
import { recordAll } from '../../support/recorded.js';
import { flowDefinition, flowId } from '../samples.js';

const created: FlowEvent = { type: 'FlowCreated', data: { flowId, definition: flowDefinition() } };
const revised: FlowEvent = {
  type: 'FlowRevised',
  data: { flowId, version: 2, definition: flowDefinition() },
};
const activated = (version: number): FlowEvent => ({ type: 'FlowActivated', data: { flowId, version } });
const paused: FlowEvent = { type: 'FlowPaused', data: { flowId } };

// The events stand at the positions 0, 10, 20, …
const timelineOf = (...events: readonly FlowEvent[]): FlowTimeline | undefined =>
  recordAll(events).reduce<FlowTimeline | undefined>(evolveTimeline, undefined);

const versionsAt = (timeline: FlowTimeline | undefined, positions: readonly number[]) =>
  positions.map((at) => timeline && activeVersionAt(timeline, decodeOrThrow(Position, at)));

describe('the version that was active', () => {
  it('is none while the flow is a draft', () => {
    expect(versionsAt(timelineOf(created, revised), [0, 10, 99])).toEqual([undefined, undefined, undefined]);
  });

  it('is active from its activation on, and not before', () => {
    expect(versionsAt(timelineOf(created, activated(1)), [9, 10, 99])).toEqual([undefined, 1, 1]);
  });

  it('gives way to the next one where that is activated, not where it is written', () => {
    const timeline = timelineOf(created, activated(1), revised, activated(2));
    expect(versionsAt(timeline, [10, 25, 29, 30])).toEqual([1, 1, 1, 2]);
  });

  it('is none while the flow is paused, and the same again afterwards', () => {
    const timeline = timelineOf(created, activated(1), paused, activated(1));
    expect(versionsAt(timeline, [15, 20, 29, 30])).toEqual([1, undefined, undefined, 1]);
  });
});

it('has a status and all versions', () => {
  expect(timelineOf(created, revised)).toMatchObject({ status: 'draft', versions: [{}, {}] });
  expect(timelineOf(created, activated(1), revised)).toMatchObject({ status: 'active' });
  expect(timelineOf(created, activated(1), paused)).toMatchObject({ status: 'paused' });
});

it('does not begin before the flow is created', () => {
  expect(timelineOf(revised, activated(2), paused)).toBeUndefined();
});
