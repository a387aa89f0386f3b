import type { Json } from '../domain/codecs/json.js';
import type { LeadEvent } from '../domain/lead/events.js';
import { isUnknownMailbox } from './email/bounce.js';
import type { Delivery, Gateways, Message } from './message.js';

/** What came of a message, with what it says about the lead. */
export type Performed =
  | { readonly kind: 'delivered'; readonly effects: readonly LeadEvent[]; readonly result: Json }
  | (Exclude<Delivery<never>, { readonly kind: 'delivered' }> & { readonly effects: readonly LeadEvent[] });

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } => {
  const result: { [P in K]?: V } = {};
  if (value !== undefined) result[key] = value;
  return result;
};

const delivered = <Receipt>(
  delivery: Delivery<Receipt>,
  effect: (receipt: Receipt) => LeadEvent,
  result: (receipt: Receipt) => Json,
): Performed =>
  delivery.kind === 'delivered'
    ? { kind: 'delivered', effects: [effect(delivery.receipt)], result: result(delivery.receipt) }
    : { ...delivery, effects: [] };

/** Hands a message to the outside. */
export const perform = async (message: Message, gateways: Gateways): Promise<Performed> => {
  switch (message.channel) {
    case 'email': {
      const { messageId, to, subject, connectionId, template } = message;
      const performed = delivered(
        await gateways.sendEmail(message),
        ({ response }) => ({
          type: 'EmailSent',
          data: { messageId, to, subject, response, connectionId, ...optional('template', template) },
        }),
        ({ response }) => ({ messageId, to, subject, response }),
      );
      if (performed.kind !== 'permanent' || !isUnknownMailbox(performed.message)) return performed;
      const bounced = { messageId, permanent: true, address: to, diagnostic: performed.message };
      const data = { ...bounced, ...optional('template', template) };
      return { ...performed, effects: [{ type: 'EmailBounced', data }] };
    }
    case 'sms': {
      const { messageId, connectionId, from, to, text, segments, template } = message;
      const data = { messageId, connectionId, from, to, text, segments, ...optional('template', template) };
      return delivered(
        await gateways.sendSms(message),
        ({ providerId }) => ({ type: 'SmsSent', data: { ...data, providerId } }),
        ({ providerId }) => ({ providerId, from, to, segments }),
      );
    }
    case 'phone': {
      const { messageId, connectionId, from, to, record, pattern } = message;
      const data = { messageId, connectionId, from, to, recorded: record, ...optional('pattern', pattern) };
      return delivered(
        await gateways.placeCall(message),
        ({ providerId }) => ({ type: 'CallPlaced', data: { ...data, providerId } }),
        ({ providerId }) => ({ providerId, from, to }),
      );
    }
    case 'webhook': {
      const { webhookId, url } = message;
      return delivered(
        await gateways.sendWebhook(message),
        ({ status }) => ({ type: 'WebhookDelivered', data: { webhookId, url, status } }),
        ({ status }) => ({ webhookId, url, status }),
      );
    }
    case 'training-jet': {
      const { connectionId, planId } = message;
      return delivered(
        await gateways.addSubscription(message),
        (receipt) => ({ type: 'TrainingJetSubscriptionAdded', data: { connectionId, planId, ...receipt } }),
        ({ subscriptionId, status }) => ({ subscriptionId, planId, status }),
      );
    }
    default:
      return message satisfies never;
  }
};
