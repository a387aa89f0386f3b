import { aggregates } from '../../domain/aggregates.js';
import type { BroadcastId } from '../../domain/codecs/ids.js';
import type { Revision } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';

/** Because of what a broadcast is looked at. */
export type BroadcastTrigger =
  /** An event of its own stream, which the read models have. */
  | { readonly kind: 'event'; readonly revision: Revision }
  /** A run of it has ended. */
  | { readonly kind: 'outcome' }
  /** Its time has come, or it is looked at to be sure. */
  | { readonly kind: 'time' };

/** Has a broadcast looked at soon. */
export type WakeBroadcast = (broadcastId: BroadcastId, trigger: BroadcastTrigger) => void;

const endsStep: ReadonlySet<string> = new Set([
  'StepSucceeded',
  'StepSkipped',
  'StepFailed',
  'StepCancelled',
  'StepOutcomeUnknown',
]);

/** Wakes the broadcasts that a batch of events is about: each for the newest of its own, and once for all ends of its runs. */
export const createWakeBroadcasts =
  (wake: WakeBroadcast) =>
  (batch: readonly Recorded<AnyEvent>[]): void => {
    const newest = new Map<BroadcastId, Revision>();
    const ended = new Set<BroadcastId>();
    for (const event of batch) {
      const broadcastId = 'broadcastId' in event.data ? event.data.broadcastId : undefined;
      if (broadcastId === undefined) continue;
      if (aggregates.broadcast.isEvent(event)) newest.set(broadcastId, event.revision);
      else if (endsStep.has(event.type)) ended.add(broadcastId);
    }
    for (const [broadcastId, revision] of newest) wake(broadcastId, { kind: 'event', revision });
    for (const broadcastId of ended) wake(broadcastId, { kind: 'outcome' });
  };
