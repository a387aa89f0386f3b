import type { FlowId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { readWatch } from '../../rules/match-trigger.js';
import type { FlowIndex } from '../flow-index.js';

/** Has the leads looked through soon that were there when a flow was activated; asked for twice before that, once. */
export type WakeSweep = (flowId: FlowId) => void;

/** Wakes the sweeps that a batch of events is about: of a flow that was activated, or that waits for a segment that was revised. */
export const createWakeSweeps =
  (index: FlowIndex, wake: WakeSweep) =>
  (batch: readonly Recorded<AnyEvent>[]): void => {
    const revised = new Set<string>();
    for (const event of batch) {
      if (event.type === 'FlowActivated') wake(event.data.flowId);
      if (event.type === 'SegmentRevised') revised.add(event.data.id);
    }
    if (revised.size === 0) return;
    for (const { flowId, definition } of index.active()) {
      const watch = readWatch(definition.trigger);
      if (watch?.kind === 'segment' && revised.has(watch.segmentId)) wake(flowId);
    }
  };
