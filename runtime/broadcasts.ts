import { createRunBroadcasts, type RunBroadcastsPorts } from '../commands/reactions/run-broadcasts.js';
import type { WakeBroadcast } from '../commands/reactions/wake-broadcasts.js';
import type { BroadcastDocument } from '../projections/broadcasts.js';
import type { Find } from '../projections/queries.js';
import type { RunDocument } from '../projections/runs.js';
import { type BroadcastQueuePorts, createBroadcastQueue } from './broadcast-queue.js';
import { createBroadcastRuns, createUnsettledBroadcasts } from './broadcast-runs.js';
import { broadcastRunIdOf } from './ids.js';

export interface BroadcastsPorts
  extends Omit<RunBroadcastsPorts, 'runs' | 'broadcastRunIdOf'>,
    Omit<BroadcastQueuePorts, 'run'> {
  readonly finds: { readonly runs: Find<RunDocument>; readonly broadcasts: Find<BroadcastDocument> };
}

/** Broadcasts, each of which goes on when it is woken. */
export interface Broadcasts {
  readonly wake: WakeBroadcast;
  /** Looks at every broadcast for which something is still to be done: what was lost on the way is found. */
  readonly wakeAll: () => Promise<void>;
  /** Until then whoever is woken waits. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export const createBroadcasts = ({ finds, hasRoom, log, ...ports }: BroadcastsPorts): Broadcasts => {
  const runs = createBroadcastRuns(finds.runs, finds.broadcasts);
  const run = createRunBroadcasts({ ...ports, runs, broadcastRunIdOf });
  const queue = createBroadcastQueue({ run, hasRoom, log });
  const unsettled = createUnsettledBroadcasts(finds.broadcasts);
  return {
    ...queue,
    wakeAll: async () => {
      for await (const page of unsettled()) for (const id of page) queue.wake(id, { kind: 'time' });
    },
  };
};
