import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import type { Delivery, SendWebhook, WebhookMessage } from '../../commands/message.js';
import { checkUrl, createAddressCheck, createCheckedAgent } from './checked-agent.js';
import { failed, failureOf, mayWorkLater } from './request-outcome.js';

export interface WebhookGateway {
  readonly sendWebhook: SendWebhook;
  readonly close: () => Promise<void>;
}

export interface WebhookOptions {
  /** Signs the requests: `whsec_…` (Standard Webhooks). */
  readonly secret: string;
  /** Ranges that may be reached although they are not public: `127.0.0.1`, `10.0.0.0/8`. */
  readonly allowedAddresses: readonly string[];
}

const timeout = 10_000;
const maxAnswer = 64 * 1024;

const judge = (status: number): Delivery<{ readonly status: number }> => {
  if (status >= 200 && status < 300) return { kind: 'delivered', receipt: { status } };
  if (status >= 300 && status < 400)
    return failed(
      'permanent',
      'webhook-redirected',
      `The receiver answered ${status}; redirects are not followed.`,
    );
  const kind = mayWorkLater(status) ? 'transient' : 'permanent';
  return failed(kind, 'webhook-refused', `The receiver answered ${status}.`);
};

/** Sends signed web requests, and only to addresses that may be reached, whatever a name resolves to. */
export const createWebhookGateway = ({ secret, allowedAddresses }: WebhookOptions): WebhookGateway => {
  const mayReach = createAddressCheck(allowedAddresses);
  const signer = new Webhook(secret);
  const agent = createCheckedAgent(mayReach, timeout);

  const send = async ({
    url,
    method,
    headers,
    body,
    webhookId,
  }: WebhookMessage): Promise<Delivery<{ readonly status: number }>> => {
    checkUrl(url, mayReach);
    const payload = JSON.stringify(body);
    const now = new Date();
    const response = await request(url, {
      dispatcher: agent,
      method,
      body: payload,
      headers: {
        'user-agent': 'Leadline',
        ...headers,
        'content-type': 'application/json',
        'webhook-id': webhookId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signer.sign(webhookId, now, payload),
      },
      signal: AbortSignal.timeout(3 * timeout),
    });
    // What the receiver says is of no use to us, but the connection is free only when it has been read.
    await response.body.dump({ limit: maxAnswer });
    return judge(response.statusCode);
  };

  return {
    sendWebhook: async (message) => {
      try {
        return await send(message);
      } catch (error) {
        return failureOf('webhook', error);
      }
    },
    close: () => agent.close(),
  };
};
