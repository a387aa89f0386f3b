import type { TemplateId } from '../domain/codecs/ids.js';
import type { Json } from '../domain/codecs/json.js';
import type { EmailAddress, Url } from '../domain/codecs/values.js';

/** An e-mail, ready to be handed to a mail server. */
export interface EmailMessage {
  readonly channel: 'email';
  readonly connectionId: string;
  readonly messageId: string;
  readonly to: EmailAddress;
  readonly from?: string;
  readonly replyTo?: EmailAddress;
  readonly subject: string;
  readonly html?: string;
  readonly text?: string;
  readonly template?: { readonly templateId: TemplateId; readonly version: number };
}

/** A web request, ready to be sent. */
export interface WebhookMessage {
  readonly channel: 'webhook';
  readonly webhookId: string;
  readonly url: Url;
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

export type Message = EmailMessage | WebhookMessage;

/** What a provider answered: `transient` may work later, `permanent` will not, `unknown` may have worked. */
export type Delivery<Receipt> =
  | { readonly kind: 'delivered'; readonly receipt: Receipt }
  | { readonly kind: 'transient' | 'permanent' | 'unknown'; readonly code: string; readonly message: string };

export type SendEmail = (message: EmailMessage) => Promise<Delivery<{ readonly response: string }>>;
export type SendWebhook = (message: WebhookMessage) => Promise<Delivery<{ readonly status: number }>>;

/** The ways out of the house. */
export interface Gateways {
  readonly sendEmail: SendEmail;
  readonly sendWebhook: SendWebhook;
}
