import { createSweepLeads, type SweepLeadsPorts } from '../commands/reactions/sweep-leads.js';
import type { FlowId } from '../domain/codecs/ids.js';
import type { Log } from './log.js';
import { createWorkQueue, type WorkQueue } from './work-queue.js';

/** Sweeps of the leads for flows that were activated, one after the other: none is in a hurry. */
export interface Sweeps extends WorkQueue<FlowId> {
  /** Looks at every flow that leads enter: what was interrupted, or lost on the way, goes on. */
  readonly wakeAll: () => void;
}

export const createSweeps = ({ log, ...ports }: SweepLeadsPorts & { readonly log: Log }): Sweeps => {
  const queue = createWorkQueue<FlowId>({
    concurrency: 1,
    keyOf: (flowId) => flowId,
    work: createSweepLeads(ports),
    // The log says how far it was: it goes on from there within a minute.
    onFailure: (err, flowId) =>
      log.error({ err, flowId }, 'the leads could not be looked through for a flow'),
  });
  return {
    ...queue,
    wakeAll: () => {
      for (const { flowId } of ports.index.active()) queue.wake(flowId);
    },
  };
};
