import PQueue from 'p-queue';
import { createSweepLeads, type SweepLeadsPorts } from '../commands/reactions/sweep-leads.js';
import type { WakeSweep } from '../commands/reactions/wake-sweeps.js';
import type { FlowId } from '../domain/codecs/ids.js';
import type { Log } from './log.js';

/** Sweeps of the leads for flows that were activated, each of which goes on when it is woken. */
export interface Sweeps {
  readonly wake: WakeSweep;
  /** Looks at every flow that leads enter: what was interrupted, or lost on the way, goes on. */
  readonly wakeAll: () => void;
  /** Until then whoever is woken waits. */
  readonly start: () => void;
  /** Takes nothing more and ends when what is running has come to the end of a page. */
  readonly stop: () => Promise<void>;
}

/** Runs sweeps one after the other: none is in a hurry. A flow that waits already is not queued twice. */
export const createSweeps = ({ log, ...ports }: SweepLeadsPorts & { readonly log: Log }): Sweeps => {
  const sweepLeads = createSweepLeads(ports);
  const queue = new PQueue({ concurrency: 1, autoStart: false });
  const waiting = new Set<FlowId>();
  const controller = new AbortController();
  const { signal } = controller;

  const run = async (flowId: FlowId): Promise<void> => {
    waiting.delete(flowId);
    try {
      await sweepLeads(flowId, signal);
    } catch (error) {
      // The log says how far it was: it goes on from there within a minute.
      log.error({ err: error, flowId }, 'the leads could not be looked through for a flow');
    }
  };

  const wake: WakeSweep = (flowId) => {
    if (signal.aborted || waiting.has(flowId)) return;
    waiting.add(flowId);
    void queue.add(() => run(flowId));
  };

  return {
    wake,
    wakeAll: () => {
      for (const { flowId } of ports.index.active()) wake(flowId);
    },
    start: () => {
      queue.start();
    },
    stop: async () => {
      controller.abort();
      queue.clear();
      await queue.onIdle();
    },
  };
};
