import * as t from 'io-ts';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ConnectionId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import { PlanId } from '../../domain/lead/training-jet-events.js';
import { defineAction, skip } from '../action.js';
import { emailAddressOf } from '../email-address.js';

const settings = closed(
  'AddTjSubscriptionSettings',
  { type: t.literal('add-tj-subscription'), planId: PlanId },
  { connectionId: ConnectionId },
);

const defaultConnection = decodeOrThrow(ConnectionId, 'default');

/** As it is to stand in the account that is made for the lead. */
const nameOf = ({ attributes }: RegisteredLead): string | undefined => {
  const { name, firstName, lastName } = attributes;
  const parts = name === undefined ? [firstName, lastName] : [name];
  const text = parts
    .flatMap((part) => (part === undefined ? [] : [String(part).trim()]))
    .join(' ')
    .trim();
  return text === '' ? undefined : text.slice(0, 200);
};

/** Subscribes the lead to a plan on Training Jet, where an account is made for its e-mail address if it has none. */
export const addTjSubscription = defineAction<t.TypeOf<typeof settings>>({
  type: 'add-tj-subscription',
  label: 'Add Training Jet subscription',
  settings,
  sentence: ({ planId }) => `subscribe to the Training Jet plan “${planId}”`,
  references: ({ connectionId }) => [
    { kind: 'training-jet', id: connectionId ?? defaultConnection, path: 'connectionId' },
  ],
  // The Idempotency-Key makes one subscription of all tries.
  whenInterrupted: 'retry',
  run: ({ planId, connectionId = defaultConnection }, { lead, idempotencyKey }) => {
    const address = emailAddressOf(lead);
    if (!address.ok) return { kind: 'skip', reason: address.reason };
    if (lead.trainingJetPlans.includes(planId))
      return skip('already-subscribed', `The lead is subscribed to “${planId}” already.`);
    const name = nameOf(lead);
    return {
      kind: 'send',
      message: {
        channel: 'training-jet',
        connectionId,
        idempotencyKey,
        email: address.address,
        planId,
        ...(name === undefined ? {} : { name }),
      },
    };
  },
});
