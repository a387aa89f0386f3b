import type {
  CallMessage,
  Delivery,
  EmailMessage,
  Gateways,
  SmsMessage,
  TrainingJetMessage,
  WebhookMessage,
} from '../../commands/message.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { SubscriptionId } from '../../domain/lead/training-jet-events.js';

export type Refusal = Exclude<Delivery<never>, { readonly kind: 'delivered' }>;

/** What the world answers to one message: yes, a refusal, or the process dies before there is an answer. */
export type Answer = 'delivered' | 'dies' | Refusal;

export const refusal = (kind: Refusal['kind'], code = `${kind}-code`): Refusal => ({
  kind,
  code,
  message: `The provider says ${kind}.`,
});

export interface RecordingGateways extends Gateways {
  readonly emails: readonly EmailMessage[];
  readonly webhooks: readonly WebhookMessage[];
  readonly texts: readonly SmsMessage[];
  readonly calls: readonly CallMessage[];
  readonly subscriptions: readonly TrainingJetMessage[];
  /** The answers to the next messages, in order; everything after them is delivered. */
  readonly answerNext: (...answers: readonly Answer[]) => void;
  /** Called when a message has arrived, before it is answered. */
  readonly whenSent: (happens: () => Promise<void>) => void;
}

/** Notes every message and answers as it is told. */
export const createRecordingGateways = (): RecordingGateways => {
  const emails: EmailMessage[] = [];
  const webhooks: WebhookMessage[] = [];
  const texts: SmsMessage[] = [];
  const calls: CallMessage[] = [];
  const subscriptions: TrainingJetMessage[] = [];
  const answers: Answer[] = [];
  let happens: () => Promise<void> = async () => undefined;

  const answer = async <Receipt>(receipt: Receipt): Promise<Delivery<Receipt>> => {
    await happens();
    const next = answers.shift() ?? 'delivered';
    if (next === 'dies') throw new Error('the process died here');
    return next === 'delivered' ? { kind: 'delivered', receipt } : next;
  };

  return {
    emails,
    webhooks,
    texts,
    calls,
    subscriptions,
    answerNext: (...next) => {
      answers.push(...next);
    },
    whenSent: (what) => {
      happens = what;
    },
    sendEmail: (message) => {
      emails.push(message);
      return answer({ response: `250 OK ${emails.length}` });
    },
    sendWebhook: (message) => {
      webhooks.push(message);
      return answer({ status: 204 });
    },
    sendSms: (message) => {
      texts.push(message);
      return answer({ providerId: `SM${texts.length}` });
    },
    placeCall: (message) => {
      calls.push(message);
      return answer({ providerId: `CA${calls.length}` });
    },
    addSubscription: (message) => {
      subscriptions.push(message);
      const subscriptionId = decodeOrThrow(SubscriptionId, `sub-${subscriptions.length}`);
      return answer({ subscriptionId, status: 'active' });
    },
  };
};
