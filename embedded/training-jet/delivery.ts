import PQueue from 'p-queue';
import { Webhook } from 'standardwebhooks';
import type { Message, Outbox } from './outbox.js';
import type { Traffic } from './traffic.js';

/** Waits; ends early, by throwing, when the signal is given. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

export interface DeliveryParts {
  readonly secret: string;
  readonly outbox: Outbox;
  readonly traffic: Traffic;
  readonly wait: Wait;
}

/** What came of one try: the receiver's answer, or why there is none. */
type Outcome = { readonly status: number } | { readonly error: string };

const timeout = 10_000;
/** How long to wait after each try that may work later; then the event is given up. */
const waits = [1, 2, 4, 8, 16, 30, 60, 60, 60, 60].map((seconds) => seconds * 1000);

const mayWorkLater = (outcome: Outcome): boolean =>
  'error' in outcome || outcome.status >= 500 || [408, 425, 429].includes(outcome.status);

const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return wordsOf(error.cause);
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
};

/** Delivers events in their order, one at a time, signed after Standard Webhooks. */
export const createDelivery = ({ secret, outbox, traffic, wait }: DeliveryParts) => {
  const signer = new Webhook(secret);
  const queue = new PQueue({ concurrency: 1, autoStart: false });
  const stopping = new AbortController();
  const { signal } = stopping;

  const post = async (url: string, { id, body }: Message): Promise<Outcome> => {
    const now = new Date();
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Training-Jet',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': signer.sign(id, now, body),
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      });
      await response.body?.cancel();
      return { status: response.status };
    } catch (error) {
      return { error: wordsOf(error) };
    }
  };

  const deliver = async (url: string, message: Message): Promise<void> => {
    for (const pause of [...waits, undefined]) {
      const outcome = await post(url, message);
      // Whether it arrived is not known: it is sent again after the next start, with the same id.
      if (signal.aborted) return;
      await traffic.add({ direction: 'sent', method: 'POST', address: url, body: message.body, ...outcome });
      if (pause === undefined || !mayWorkLater(outcome)) break;
      await wait(pause, signal);
    }
    outbox.remove(message.id);
  };

  let receiver = '';
  const add = (message: Message): void => {
    queue.add(() => deliver(receiver, message)).catch(() => undefined);
  };
  for (const message of outbox.all()) add(message);

  return {
    add,
    /** Says where to deliver to; until then, events wait. @throws TypeError when it is no URL */
    deliverTo: (url: string): void => {
      receiver = new URL(url).href;
      queue.start();
    },
    /** Ends at once; what was not delivered is, after the next start. */
    stop: async (): Promise<void> => {
      queue.pause();
      queue.clear();
      stopping.abort();
      await queue.onIdle();
    },
  };
};
