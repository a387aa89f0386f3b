import { setTimeout as wait } from 'node:timers/promises';
import type { Callback } from './callback.js';
import { signature } from './signature.js';

interface Answer {
  readonly status: number | null;
  readonly error: string | null;
}

interface DeliveryOptions {
  readonly authToken: string;
  /** Milliseconds before each further try. */
  readonly retryDelays: readonly number[];
  /** Ends everything under way. */
  readonly stopped: AbortSignal;
}

/** Sends a callback, again after each delay while nobody is there to take it. Throws only when it is stopped. */
export type Deliver = (callback: Callback) => Promise<Answer & { readonly attempts: number }>;

const patience = 15_000;

const reasonOf = (error: unknown): string => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
};

const request = ({
  url,
  method,
  params,
}: Callback): { url: string; posted: Callback['params']; body?: string } => {
  const form = new URLSearchParams(params).toString();
  if (method === 'POST') return { url, posted: params, body: form };
  return { url: `${url}${url.includes('?') ? '&' : '?'}${form}`, posted: {} };
};

const send = async (callback: Callback, { authToken, stopped }: DeliveryOptions): Promise<Answer> => {
  const { url, posted, body } = request(callback);
  try {
    const response = await fetch(url, {
      method: callback.method,
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(patience)]),
      headers: {
        'user-agent': 'TwilioProxy/1.1',
        'x-twilio-signature': signature(authToken, url, posted),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    await response.body?.cancel();
    return { status: response.status, error: null };
  } catch (error) {
    return { status: null, error: reasonOf(error) };
  }
};

const mayPass = ({ status }: Answer): boolean => status === null || status >= 500;

/** Callbacks signed with an account's token. */
export const createDeliver =
  (options: DeliveryOptions): Deliver =>
  async (callback) => {
    let answer = await send(callback, options);
    let attempts = 1;
    for (const delay of options.retryDelays) {
      if (!mayPass(answer)) break;
      await wait(delay, undefined, { signal: options.stopped });
      answer = await send(callback, options);
      attempts += 1;
    }
    options.stopped.throwIfAborted();
    return { ...answer, attempts };
  };
