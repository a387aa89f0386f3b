import { setTimeout as delay } from 'node:timers/promises';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import type { Position } from '../domain/codecs/numbers.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { type ReadEvent, toPosition } from './event-store.js';
import type { Log } from './log.js';
import type { Client, LogEntry } from './own-log.js';

export interface SubscriptionPorts {
  readonly client: Client;
  readonly log: Log;
  readonly readEvents: (stored: readonly AllStreamRecordedEvent[]) => Promise<readonly ReadEvent[]>;
  /** Where to begin: after this position, or at the start of the log. */
  readonly from: Position | undefined;
  /** Handles a batch in log order, up to and with the position; when it fails, the batch comes again. */
  readonly handle: (batch: readonly Recorded<AnyEvent>[], upTo: Position) => Promise<void>;
}

export interface Subscription {
  /** Ends after the batch that is being handled. */
  readonly stop: () => Promise<void>;
  /** False from a failure on, until a batch has been handled again, or there is none. */
  readonly isHealthy: () => boolean;
}

const maxBatch = 500;
/** In milliseconds: less than what handling one batch more would cost. */
const gather = 1;
const maxBuffered = 4 * maxBatch;
const waits = [100, 250, 500, 1000, 2500, 5000, 10_000] as const;

interface Progress {
  readonly onHandled: (upTo: Position) => void;
  /** All that was there has been handled. */
  readonly onCaughtUp: () => void;
}

/** Reads one subscription until it drops or `stop` is called, and tells how far it is. */
const drain = async (
  ports: SubscriptionPorts,
  from: Position | undefined,
  signal: AbortSignal,
  { onHandled, onCaughtUp }: Progress,
): Promise<void> => {
  const { client, handle, log, readEvents } = ports;
  const buffer: LogEntry[] = [];
  let wake: () => void = () => undefined;
  let failure: Error | undefined;
  let ended = false;
  let isCaughtUp = false;
  const stop = (error?: Error): void => {
    failure ??= error;
    ended = true;
    wake();
  };
  const subscription = client.follow({
    after: from,
    onEntry: (entry) => {
      buffer.push(entry);
      if (buffer.length >= maxBuffered) subscription.pause();
      wake();
    },
    onCaughtUp: () => {
      isCaughtUp = true;
      wake();
    },
    onEnd: stop,
  });
  const abort = (): void => stop();
  signal.addEventListener('abort', abort, { once: true });

  const read = async (batch: readonly LogEntry[]): Promise<readonly Recorded<AnyEvent>[]> => {
    const stored = batch.flatMap(({ event }) => (event === undefined ? [] : [event]));
    return (await readEvents(stored)).flatMap((one, index) => {
      if (one.ok) return [one.event];
      // Parked: the log keeps it, and the subscription goes on.
      log.error({ position: String(stored[index]?.position.commit) }, `left out: ${one.message}`);
      return [];
    });
  };

  try {
    while (!ended) {
      const batch = buffer.splice(0, maxBatch);
      const last = batch.at(-1);
      if (last === undefined) {
        subscription.resume();
        if (isCaughtUp) onCaughtUp();
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (buffer.length > 0 || ended) resolve();
        });
        // What was appended together arrives in turns of the event loop that follow each other closely.
        await delay(gather);
        continue;
      }
      const upTo = toPosition(last.position);
      await handle(await read(batch), upTo);
      onHandled(upTo);
    }
  } finally {
    signal.removeEventListener('abort', abort);
    await subscription.stop();
  }
  if (failure !== undefined) throw failure;
};

/** Follows the log for good: subscribes again, with growing waits, after whatever drops it. */
export const followLog = (ports: SubscriptionPorts): Subscription => {
  const { log } = ports;
  const controller = new AbortController();
  const { signal } = controller;
  let position = ports.from;
  let failures = 0;

  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await drain(ports, position, signal, {
          onHandled: (upTo) => {
            position = upTo;
            failures = 0;
          },
          onCaughtUp: () => {
            failures = 0;
          },
        });
      } catch (error) {
        log.warn({ err: error, position }, 'the subscription dropped');
      }
      if (signal.aborted) return;
      const wait = waits[Math.min(failures, waits.length - 1)] ?? 0;
      failures += 1;
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  };

  const running = follow();
  return {
    isHealthy: () => failures === 0,
    stop: async () => {
      controller.abort();
      await running;
    },
  };
};
