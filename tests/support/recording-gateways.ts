import type { Delivery, EmailMessage, Gateways, WebhookMessage } from '../../commands/message.js';

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
  /** The answers to the next messages, in order; everything after them is delivered. */
  readonly answerNext: (...answers: readonly Answer[]) => void;
  /** Called when a message has arrived, before it is answered. */
  readonly whenSent: (happens: () => Promise<void>) => void;
}

/** Notes every message and answers as it is told. */
export const createRecordingGateways = (): RecordingGateways => {
  const emails: EmailMessage[] = [];
  const webhooks: WebhookMessage[] = [];
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
  };
};
