import * as t from 'io-ts';
import type { Delivery } from '../commands/message.js';
import { open } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { Reason } from '../domain/run/events.js';

/** What became of a message that was sent to try something out, in the provider's words. */
export const TestAnswer = open(
  'TestAnswer',
  { status: oneOf('TestStatus', ['delivered', 'refused', 'unknown']) },
  { answer: t.string, reason: Reason },
);

export const showTest = (
  delivery: Delivery<{ readonly response: string } | { readonly providerId: string }>,
): t.TypeOf<typeof TestAnswer> => {
  if (delivery.kind === 'delivered') {
    const { receipt } = delivery;
    return { status: 'delivered', answer: 'response' in receipt ? receipt.response : receipt.providerId };
  }
  const { code, message } = delivery;
  return { status: delivery.kind === 'unknown' ? 'unknown' : 'refused', reason: { code, message } };
};
