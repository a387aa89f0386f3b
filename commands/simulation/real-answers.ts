import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { Recorded } from '../../domain/event.js';
import { SubscriptionId } from '../../domain/lead/training-jet-events.js';
import type { LeadStreamEvent } from '../../domain/lead-stream.js';
import type { Delivery, Gateways } from '../message.js';

type Answer = Delivery<unknown>;

/** What providers really answered, by the key of the step, in the order of its tries. */
export type RealAnswers = ReadonlyMap<string, readonly Answer[]>;

const delivered: Answer = { kind: 'delivered', receipt: undefined };

/** What a provider answered to a try, if the event tells it. */
const answerIn = (event: Recorded<LeadStreamEvent>): Answer | undefined => {
  switch (event.type) {
    case 'StepSucceeded':
      return delivered;
    case 'StepRetryScheduled':
      return { kind: 'transient', ...event.data.reason };
    case 'StepFailed':
      return { kind: 'permanent', ...event.data.reason };
    case 'StepOutcomeUnknown':
      return { kind: 'unknown', ...event.data.reason };
    default:
      return undefined;
  }
};

/** Reads what providers really answered to the tries of steps of a lead. */
export const realAnswersIn = (events: readonly Recorded<LeadStreamEvent>[]): RealAnswers => {
  const answers = new Map<string, Answer[]>();
  const open = new Set<string>();
  for (const event of events) {
    if (!('stepNo' in event.data)) continue;
    const key = `${event.data.runId}.${event.data.stepNo}`;
    if (event.type === 'StepStarted') open.add(key);
    const answer = open.has(key) ? answerIn(event) : undefined;
    if (answer === undefined) continue;
    open.delete(key);
    answers.set(key, [...(answers.get(key) ?? []), answer]);
  }
  return answers;
};

const subscriptionId = decodeOrThrow(SubscriptionId, 'simulated');
const emailKey = /^<(.+)@leadline>$/;

/**
 * Gateways that send nothing. They answer as the provider really did where the same step was really tried, and take
 * everything else.
 */
export const createAnsweringGateways = (answers: RealAnswers): Gateways => {
  const tries = new Map<string, number>();
  const answer = async <Receipt>(key: string, receipt: Receipt): Promise<Delivery<Receipt>> => {
    const no = tries.get(key) ?? 0;
    tries.set(key, no + 1);
    const real = answers.get(key)?.[no] ?? delivered;
    return real.kind === 'delivered' ? { kind: 'delivered', receipt } : real;
  };
  return {
    sendEmail: ({ messageId }) =>
      answer(emailKey.exec(messageId)?.[1] ?? messageId, { response: 'simulated' }),
    sendWebhook: ({ webhookId }) => answer(webhookId, { status: 200 }),
    sendSms: ({ messageId }) => answer(messageId, { providerId: 'simulated' }),
    placeCall: ({ messageId }) => answer(messageId, { providerId: 'simulated' }),
    addSubscription: ({ idempotencyKey }) => answer(idempotencyKey, { subscriptionId, status: 'active' }),
  };
};
