import type { Delivery } from '../../commands/message.js';
import { NoAnswer } from './twilio-http.js';

type Failure = Exclude<Delivery<never>, { readonly kind: 'delivered' }>;

const property = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;

/** Codes of Twilio that have a name of ours. */
const named: ReadonlyMap<unknown, string> = new Map([
  [21211, 'wrong-number'],
  [21217, 'wrong-number'],
  [21614, 'wrong-number'],
  [21610, 'unsubscribed-number'],
]);

/** Too many requests, a queue that is full, and a login that an operator can mend. */
const passing: ReadonlySet<unknown> = new Set([20429, 21611, 20003]);

/** What a message that Twilio did not take ends with, from what its SDK threw. */
export const classify = (error: unknown): Failure => {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 2000);
  if (error instanceof NoAnswer)
    return error.isHandedOver
      ? { kind: 'unknown', code: 'twilio-connection-broken', message }
      : { kind: 'transient', code: 'twilio-unreachable', message };
  const status = property(error, 'status');
  const code = property(error, 'code');
  if (typeof status !== 'number') return { kind: 'permanent', code: 'twilio-not-sent', message };
  // What stands before the provider's servers has lost the answer: the request may have been carried out.
  if (status === 502 || status === 504) return { kind: 'unknown', code: 'twilio-answer-lost', message };
  const name = named.get(code) ?? `twilio-${typeof code === 'number' && code > 0 ? code : `http-${status}`}`;
  const isPassing = status >= 500 || status === 429 || status === 401 || passing.has(code);
  return { kind: isPassing ? 'transient' : 'permanent', code: name, message };
};
