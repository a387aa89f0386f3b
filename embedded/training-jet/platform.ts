import type Database from 'libsql';
import { type Account, createAccounts } from './accounts.js';
import type { Happening } from './events.js';
import type { Message, Outbox } from './outbox.js';
import { Problem } from './problem.js';
import { createRequests } from './requests.js';
import type { StudentAct } from './student-act.js';
import { createSubscriptions, type Subscription } from './subscriptions.js';

export interface Plan {
  readonly planId: string;
  readonly name: string;
}

export interface SubscriptionRequest {
  readonly email: string;
  readonly name?: string;
  readonly planId: string;
  readonly externalRef?: string;
}

/** `already`: the account had this subscription before the request. */
export interface Subscribed {
  readonly subscription: Subscription;
  readonly already: boolean;
}

export interface PlatformParts {
  readonly db: Database.Database;
  readonly plans: readonly Plan[];
  readonly outbox: Outbox;
  /** Called once what happened is safely kept. */
  readonly deliver: (message: Message) => void;
}

type Tell = (happening: Happening) => void;

/** What the platform does for its customers, and what its students do; each act is kept with its events, or not at all. */
export const createPlatform = ({ db, plans, outbox, deliver }: PlatformParts) => {
  const accounts = createAccounts(db);
  const subscriptions = createSubscriptions(db);
  const requests = createRequests(db);

  const transact = <A>(
    act: (tell: Tell) => A,
  ): { readonly result: A; readonly eventIds: readonly string[] } => {
    const messages: Message[] = [];
    const result = db.transaction(() =>
      act((happening) => {
        messages.push(outbox.add(happening));
      }),
    )();
    for (const message of messages) deliver(message);
    return { result, eventIds: messages.map(({ id }) => id) };
  };

  const accountOf = (tell: Tell, email: string, name?: string): Account => {
    const known = accounts.of(email);
    if (known !== undefined) return known;
    const account = accounts.add(email, name);
    tell({ type: 'account.created', data: account });
    return account;
  };

  const requirePlan = (planId: string): void => {
    if (!plans.some((plan) => plan.planId === planId))
      throw new Problem('unknown-plan', `There is no plan “${planId}”.`, [
        { path: 'planId', message: `must be one of ${plans.map((plan) => plan.planId).join(', ')}` },
      ]);
  };

  const subscribe = (tell: Tell, { email, name, planId, externalRef }: SubscriptionRequest): Subscribed => {
    requirePlan(planId);
    const account = accountOf(tell, email, name);
    const running = subscriptions.running(account.accountId, planId);
    if (running !== undefined) return { subscription: running, already: true };
    const subscription = subscriptions.start(account.accountId, planId, externalRef);
    const { subscriptionId } = subscription;
    tell({ type: 'subscription.started', data: { subscriptionId, planId, ...account } });
    return { subscription, already: false };
  };

  const find = (subscriptionId: string): Subscription => {
    const found = subscriptions.find(subscriptionId);
    if (found === undefined) throw new Problem('not-found', `There is no subscription “${subscriptionId}”.`);
    return found;
  };

  const end = (tell: Tell, subscription: Subscription): Subscription => {
    const { subscriptionId, accountId, planId, status } = subscription;
    const account = accounts.find(accountId);
    if (status === 'ended' || account === undefined) return subscription;
    tell({ type: 'subscription.ended', data: { subscriptionId, planId, ...account } });
    return subscriptions.end(subscription);
  };

  const perform = (tell: Tell, act: StudentAct): void => {
    const { email } = act;
    switch (act.type) {
      case 'account.created':
        if (accounts.of(email) !== undefined)
          throw new Problem('account-exists', `There is an account of ${email}.`);
        accountOf(tell, email);
        return;
      case 'subscription.started':
        if (subscribe(tell, act).already)
          throw new Problem('already-subscribed', `${email} is subscribed to ${act.planId}.`);
        return;
      case 'subscription.ended': {
        const account = accounts.of(email);
        const running = account && subscriptions.running(account.accountId, act.planId);
        if (running === undefined)
          throw new Problem('not-subscribed', `${email} is not subscribed to ${act.planId}.`);
        end(tell, running);
        return;
      }
      case 'course.started':
      case 'course.completed':
        tell({ type: act.type, data: { courseId: act.courseId, ...accountOf(tell, email) } });
        return;
      case 'step.completed': {
        const { courseId, stepId } = act;
        tell({ type: 'step.completed', data: { courseId, stepId, ...accountOf(tell, email) } });
        return;
      }
      case 'user.active':
        tell({ type: 'user.active', data: accountOf(tell, email) });
        return;
      default:
        act satisfies never;
    }
  };

  return {
    plans,
    /** The same key and request are answered as before. @throws Problem `key-reused`, `unknown-plan` */
    subscribe: (key: string, request: SubscriptionRequest): Subscribed =>
      transact((tell) => {
        const { email, name, planId, externalRef } = request;
        const body = JSON.stringify([email, name, planId, externalRef]);
        const answered = requests.find(key);
        if (answered !== undefined && answered.body !== body)
          throw new Problem('key-reused', 'This Idempotency-Key was sent with another body before.');
        if (answered !== undefined)
          return { subscription: find(answered.subscriptionId), already: answered.already === 1 };
        const subscribed = subscribe(tell, request);
        requests.keep(key, body, subscribed.subscription.subscriptionId, subscribed.already);
        return subscribed;
      }).result,
    /** @throws Problem `not-found` */
    find,
    /** Ends a subscription; one that has ended stays as it is. @throws Problem `not-found` */
    end: (subscriptionId: string): Subscription => transact((tell) => end(tell, find(subscriptionId))).result,
    /** Makes a student do something; gives the ids of its events. @throws Problem where that cannot be */
    simulate: (act: StudentAct): readonly string[] => transact((tell) => perform(tell, act)).eventIds,
  };
};

export type Platform = ReturnType<typeof createPlatform>;
