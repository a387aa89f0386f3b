import type { Delivery } from '../../commands/message.js';
import { ForbiddenAddress } from './checked-agent.js';

/** A delivery that did not succeed. */
export type Failure = Exclude<Delivery<never>, { readonly kind: 'delivered' }>;

/** A failure whose words are not longer than an event should hold. */
export const failed = (kind: 'transient' | 'permanent', code: string, message: string): Failure => ({
  kind,
  code,
  message: message.slice(0, 2000),
});

/** Whether a request that was answered with this status may be answered otherwise later. */
export const mayWorkLater = (status: number): boolean =>
  status >= 500 || status === 408 || status === 425 || status === 429;

const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined && !(error instanceof ForbiddenAddress)
    ? causeOf(error.cause)
    : error;

/** Codes for a request that cannot be made, now or later. */
const unusable: ReadonlySet<unknown> = new Set([
  'ERR_INVALID_URL',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
]);

/** Why a request has no answer: its code is `<receiver>-forbidden`, `-unusable`, or `-unreachable`, which alone is transient. */
export const failureOf = (receiver: 'webhook' | 'training-jet', error: unknown): Failure => {
  const cause = causeOf(error);
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  // Where several addresses were tried in vain, there is a code and no message.
  const words = (cause instanceof Error ? cause.message : String(cause)) || String(code);
  if (cause instanceof ForbiddenAddress) return failed('permanent', `${receiver}-forbidden`, words);
  return unusable.has(code)
    ? failed('permanent', `${receiver}-unusable`, words)
    : failed('transient', `${receiver}-unreachable`, words);
};
