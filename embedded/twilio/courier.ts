import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Callback } from './callback.js';
import { signature } from './signature.js';

interface Answer {
  readonly status: number | null;
  readonly error: string | null;
}

interface CourierOptions {
  readonly authToken: string;
  /** Milliseconds before each further try. */
  readonly retryDelays: readonly number[];
}

/** Brings callbacks, signed with an account's token, to whom they are for. */
export interface Courier {
  /** Tries again after each delay while nobody is there to take it. Throws only once it is stopped. */
  readonly deliver: (callback: Callback) => Promise<Answer & { readonly attempts: number }>;
  /** Ends everything under way. */
  readonly stop: () => Promise<void>;
}

const patience = 15_000;

const send = async ({ url, method, params }: Callback, authToken: string, agent: Agent): Promise<Answer> => {
  const form = new URLSearchParams(params).toString();
  const posts = method === 'POST';
  const address = posts ? url : `${url}${url.includes('?') ? '&' : '?'}${form}`;
  try {
    const { statusCode, body } = await request(address, {
      method,
      dispatcher: agent,
      headers: {
        'user-agent': 'TwilioProxy/1.1',
        'x-twilio-signature': signature(authToken, address, posts ? params : {}),
        ...(posts ? { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
      },
      ...(posts ? { body: form } : {}),
    });
    await body.dump();
    return { status: statusCode, error: null };
  } catch (error) {
    return { status: null, error: error instanceof Error ? error.message : String(error) };
  }
};

const mayPass = ({ status }: Answer): boolean => status === null || status >= 500;

export const createCourier = ({ authToken, retryDelays }: CourierOptions): Courier => {
  const agent = new Agent({ headersTimeout: patience, bodyTimeout: patience });
  const stopping = new AbortController();
  // As many as are waiting to try again.
  setMaxListeners(0, stopping.signal);
  return {
    deliver: async (callback) => {
      let answer = await send(callback, authToken, agent);
      let attempts = 1;
      for (const delay of retryDelays) {
        if (!mayPass(answer)) break;
        await wait(delay, undefined, { signal: stopping.signal });
        answer = await send(callback, authToken, agent);
        attempts += 1;
      }
      stopping.signal.throwIfAborted();
      return { ...answer, attempts };
    },
    stop: async () => {
      stopping.abort();
      await agent.destroy();
    },
  };
};
