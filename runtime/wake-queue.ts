import PQueue from 'p-queue';
import type { Wake } from '../commands/reactions/schedule-steps.js';
import type { LeadId } from '../domain/codecs/ids.js';
import type { Log } from './log.js';

export interface WakeQueue {
  readonly wake: Wake;
  /** Waits until no more leads wait than are run at the same time. */
  readonly hasRoom: () => Promise<void>;
  /** Takes nothing more and ends when what is running has ended. */
  readonly stop: () => Promise<void>;
}

const concurrency = 64;

/** Does what is due on many leads side by side; a lead that waits already is not queued twice. */
export const createWakeQueue = (runDue: (leadId: LeadId) => Promise<void>, log: Log): WakeQueue => {
  const queue = new PQueue({ concurrency });
  const waiting = new Set<LeadId>();
  let open = true;

  const run = async (leadId: LeadId): Promise<void> => {
    waiting.delete(leadId);
    try {
      await runDue(leadId);
    } catch (error) {
      // The log has it still: the next reconciliation wakes the lead again.
      log.error({ err: error, leadId }, 'what is due on a lead could not be done');
    }
  };

  return {
    wake: (leadId) => {
      if (!open || waiting.has(leadId)) return;
      waiting.add(leadId);
      void queue.add(() => run(leadId));
    },
    hasRoom: () => queue.onSizeLessThan(concurrency),
    stop: async () => {
      open = false;
      queue.clear();
      await queue.onIdle();
    },
  };
};
