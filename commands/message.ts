import type { CallStep } from '../domain/call-pattern/call-pattern.js';
import type { CallPatternId, ConnectionId, SmsTemplateId } from '../domain/codecs/ids.js';
import type { Json } from '../domain/codecs/json.js';
import type { EmailAddress, PhoneNumber, Url } from '../domain/codecs/values.js';
import type { TemplateRef } from '../domain/lead/message-events.js';
import type { PlanId, SubscriptionId } from '../domain/lead/training-jet-events.js';

/** An e-mail, ready to be handed to a mail server. */
export interface EmailMessage {
  readonly channel: 'email';
  /** What is part of a deal is sent to those, too, who want no marketing. */
  readonly purpose: 'marketing' | 'transactional';
  readonly connectionId: ConnectionId;
  readonly messageId: string;
  readonly to: EmailAddress;
  readonly from?: string;
  readonly replyTo?: EmailAddress;
  readonly subject: string;
  readonly html?: string;
  readonly text?: string;
  /** Beside those that every message has. */
  readonly headers: Readonly<Record<string, string>>;
  readonly template?: TemplateRef;
}

/** A text message. `messageId` is the step's key: the same at every try. */
export interface SmsMessage {
  readonly channel: 'sms';
  readonly connectionId: ConnectionId;
  readonly messageId: string;
  readonly from: PhoneNumber;
  readonly to: PhoneNumber;
  readonly text: string;
  readonly segments: number;
  /** Where the provider says what becomes of it; nowhere for a test. */
  readonly callbackUrl?: Url;
  readonly template?: { readonly templateId: SmsTemplateId; readonly version: number };
}

/** A phone call, with every text of its script filled in. */
export interface CallMessage {
  readonly channel: 'phone';
  readonly connectionId: ConnectionId;
  readonly messageId: string;
  readonly from: PhoneNumber;
  readonly to: PhoneNumber;
  readonly script: readonly CallStep[];
  readonly record: boolean;
  readonly callbackUrl?: Url;
  readonly pattern?: { readonly patternId: CallPatternId; readonly version: number };
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

/** A request for a subscription on Training Jet. */
export interface TrainingJetMessage {
  readonly channel: 'training-jet';
  readonly connectionId: ConnectionId;
  readonly idempotencyKey: string;
  readonly email: EmailAddress;
  readonly name?: string;
  readonly planId: PlanId;
}

export type Message = EmailMessage | SmsMessage | CallMessage | WebhookMessage | TrainingJetMessage;

/** What a provider answered: `transient` may work later, `permanent` will not, `unknown` may have worked. */
export type Delivery<Receipt> =
  | { readonly kind: 'delivered'; readonly receipt: Receipt }
  | { readonly kind: 'transient' | 'permanent' | 'unknown'; readonly code: string; readonly message: string };

export type SendEmail = (message: EmailMessage) => Promise<Delivery<{ readonly response: string }>>;
export type SendWebhook = (message: WebhookMessage) => Promise<Delivery<{ readonly status: number }>>;
/** `providerId` is the provider's own id of the message or call. */
export type SendSms = (message: SmsMessage) => Promise<Delivery<{ readonly providerId: string }>>;
export type PlaceCall = (message: CallMessage) => Promise<Delivery<{ readonly providerId: string }>>;
export type AddSubscription = (
  message: TrainingJetMessage,
) => Promise<Delivery<{ readonly subscriptionId: SubscriptionId; readonly status: string }>>;

/** The ways out of the house. */
export interface Gateways {
  readonly sendEmail: SendEmail;
  readonly sendSms: SendSms;
  readonly placeCall: PlaceCall;
  readonly sendWebhook: SendWebhook;
  readonly addSubscription: AddSubscription;
}
