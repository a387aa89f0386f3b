import type { Json } from '../domain/codecs/json.js';
import type { LeadEvent } from '../domain/lead/events.js';
import type { Delivery, EmailMessage, Gateways, Message, WebhookMessage } from './message.js';

/** What a delivered message leaves behind: events of the lead, and the step's result. */
interface Effect {
  readonly effects: readonly LeadEvent[];
  readonly result: Json;
}

const delivered = <Receipt>(
  delivery: Delivery<Receipt>,
  effect: (receipt: Receipt) => Effect,
): Delivery<Effect> =>
  delivery.kind === 'delivered' ? { kind: 'delivered', receipt: effect(delivery.receipt) } : delivery;

const email = async (message: EmailMessage, { sendEmail }: Gateways): Promise<Delivery<Effect>> =>
  delivered(await sendEmail(message), ({ response }) => {
    const { messageId, to, subject, template } = message;
    return {
      effects: [
        {
          type: 'EmailSent',
          data: { messageId, to, subject, response, ...(template === undefined ? {} : { template }) },
        },
      ],
      result: { messageId, to, subject, response },
    };
  });

const webhook = async (message: WebhookMessage, { sendWebhook }: Gateways): Promise<Delivery<Effect>> =>
  delivered(await sendWebhook(message), ({ status }) => {
    const { webhookId, url } = message;
    return {
      effects: [{ type: 'WebhookDelivered', data: { webhookId, url, status } }],
      result: { webhookId, url, status },
    };
  });

/** Hands a message to the outside. */
export const perform = (message: Message, gateways: Gateways): Promise<Delivery<Effect>> => {
  switch (message.channel) {
    case 'email':
      return email(message, gateways);
    case 'webhook':
      return webhook(message, gateways);
    default:
      return message satisfies never;
  }
};
