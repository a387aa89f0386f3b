import type { WebhookMessage } from '../../../commands/message.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { Url } from '../../../domain/codecs/values.js';
import { createWebhookGateway, type WebhookGateway } from '../../../runtime/gateways/webhook.js';

export const secret = `whsec_${Buffer.from('thirty-two bytes for a test key!').toString('base64')}`;

export const message = (url: string, changes: Partial<WebhookMessage> = {}): WebhookMessage => ({
  channel: 'webhook',
  webhookId: 'run.3',
  url: decodeOrThrow(Url, url),
  method: 'POST',
  headers: {},
  body: { who: 'Grüße' },
  ...changes,
});

export const open = (...allowedAddresses: readonly string[]): WebhookGateway =>
  createWebhookGateway({ secret, allowedAddresses });
