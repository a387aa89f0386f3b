import PQueue from 'p-queue';
import type { RunBroadcast } from '../commands/reactions/run-broadcasts.js';
import type { WakeBroadcast } from '../commands/reactions/wake-broadcasts.js';
import type { Log } from './log.js';

export interface BroadcastQueue {
  readonly wake: WakeBroadcast;
  /** Until then whoever is woken waits. */
  readonly start: () => void;
  /** Takes nothing more and ends when what is running has come to a place where it can be left. */
  readonly stop: () => Promise<void>;
}

export interface BroadcastQueuePorts {
  readonly run: RunBroadcast;
  /** Waits while too many leads wait for their steps: what flows do comes first. */
  readonly hasRoom: () => Promise<void>;
  readonly log: Log;
}

const concurrency = 4;

/** Makes the moves of broadcasts, a few at the same time; a move that waits already is not queued twice. */
export const createBroadcastQueue = ({ run, hasRoom, log }: BroadcastQueuePorts): BroadcastQueue => {
  const queue = new PQueue({ concurrency, autoStart: false });
  const waiting = new Set<string>();
  const controller = new AbortController();
  const { signal } = controller;

  return {
    wake: (broadcastId, trigger) => {
      const key = `${broadcastId} ${trigger.kind} ${trigger.kind === 'event' ? trigger.revision : ''}`;
      if (signal.aborted || waiting.has(key)) return;
      waiting.add(key);
      void queue.add(async () => {
        try {
          await hasRoom();
          waiting.delete(key);
          await run(broadcastId, trigger, signal);
        } catch (error) {
          waiting.delete(key);
          // The log has the broadcast still: it is looked at again within a minute.
          log.error({ err: error, broadcastId }, 'a broadcast could not go on');
        }
      });
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
