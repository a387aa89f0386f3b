import PQueue from 'p-queue';
import type { Callback, CallbackRecord } from './callback.js';
import { createCourier } from './courier.js';
import { type Entry, openOutbox } from './outbox.js';
import type { Records } from './records.js';

/** Tells applications what became of their messages and calls. */
export interface Callbacks {
  /** Makes sure that they will be sent, one after the other, even after a crash; gives what begins it. */
  readonly keep: (entry: Entry) => Promise<() => void>;
  /** Sends one at once and says what came of it. */
  readonly send: (sid: string, callback: Callback) => Promise<CallbackRecord>;
  /** Whether so many wait that no more should be taken. */
  readonly isFull: () => boolean;
  /** Sends what an earlier run of this program has left. */
  readonly resume: () => void;
  /** What is not sent by then is sent after the next start. */
  readonly stop: () => Promise<void>;
}

interface CallbackPorts {
  readonly directory: string;
  readonly authToken: string;
  readonly retryDelays: readonly number[];
  /** How many messages and calls may wait for their callbacks. */
  readonly mostWaiting: number;
  readonly sent: Records<CallbackRecord>;
  readonly now: () => Date;
}

const atOnce = 16;

/** Callbacks of as many messages and calls at once as is good for their receiver; those of one in their order. */
export const createCallbacks = async (ports: CallbackPorts): Promise<Callbacks> => {
  const { directory, authToken, retryDelays, mostWaiting, sent, now } = ports;
  const outbox = await openOutbox(directory);
  const queue = new PQueue({ concurrency: atOnce });
  const courier = createCourier({ authToken, retryDelays });

  const send = async (sid: string, callback: Callback): Promise<CallbackRecord> => {
    const answer = await courier.deliver(callback);
    const record = { sid, receivedAt: now().toISOString(), ...callback, ...answer };
    await sent.add(record);
    return record;
  };
  const sendAll = async ({ sid, callbacks }: Entry): Promise<void> => {
    for (const callback of callbacks) await send(sid, callback);
    await outbox.remove(sid);
  };
  const start = (entry: Entry): void => {
    // Whatever ended it, the outbox still has it.
    queue.add(() => sendAll(entry)).catch(() => undefined);
  };
  return {
    keep: async (entry) => {
      if (entry.callbacks.length === 0) return () => undefined;
      await outbox.put(entry);
      return () => start(entry);
    },
    send,
    isFull: () => queue.size >= mostWaiting,
    resume: () => outbox.left.forEach(start),
    stop: async () => {
      queue.clear();
      await courier.stop();
      await queue.onIdle();
    },
  };
};
