import type { RunBroadcast } from '../commands/reactions/run-broadcasts.js';
import type { BroadcastTrigger, WakeBroadcast } from '../commands/reactions/wake-broadcasts.js';
import type { BroadcastId } from '../domain/codecs/ids.js';
import type { Log } from './log.js';
import { createWorkQueue, type WorkQueue } from './work-queue.js';

export interface BroadcastQueue extends Pick<WorkQueue<never>, 'start' | 'stop'> {
  readonly wake: WakeBroadcast;
}

export interface BroadcastQueuePorts {
  readonly run: RunBroadcast;
  /** Waits while too many leads wait for their steps: what flows do comes first. */
  readonly hasRoom: () => Promise<void>;
  readonly log: Log;
}

interface Move {
  readonly broadcastId: BroadcastId;
  readonly trigger: BroadcastTrigger;
}

/** Makes the moves of broadcasts, a few at the same time. */
export const createBroadcastQueue = ({ run, hasRoom, log }: BroadcastQueuePorts): BroadcastQueue => {
  const { wake, start, stop } = createWorkQueue<Move>({
    concurrency: 4,
    keyOf: ({ broadcastId, trigger }) =>
      `${broadcastId} ${trigger.kind} ${trigger.kind === 'event' ? trigger.revision : ''}`,
    hasRoom,
    work: ({ broadcastId, trigger }, signal) => run(broadcastId, trigger, signal),
    // The log has the broadcast still: it is looked at again within a minute.
    onFailure: (err, { broadcastId }) => log.error({ err, broadcastId }, 'a broadcast could not go on'),
  });
  return { wake: (broadcastId, trigger) => wake({ broadcastId, trigger }), start, stop };
};
