import type { AllStreamSubscription, StreamSubscription } from '@eventstore/db-client';

type Subscription = AllStreamSubscription | StreamSubscription;

/** Gathers what a subscription brings, and lets a test wait for it instead of sleeping. */
export const watch = (subscription: Subscription) => {
  const ids: string[] = [];
  const signals: string[] = [];
  let failure: unknown;
  let waiting: { isOver: () => boolean; resolve: () => void; reject: (error: unknown) => void }[] = [];

  const look = (): void => {
    for (const { isOver, resolve, reject } of waiting) {
      if (isOver()) resolve();
      else if (failure !== undefined) reject(failure);
    }
    waiting = waiting.filter(({ isOver }) => failure === undefined && !isOver());
  };
  const until = (isOver: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ isOver, resolve, reject });
      look();
    });

  subscription.on('data', ({ event }) => {
    if (event) ids.push(event.id);
    look();
  });
  for (const name of ['caughtUp', 'fellBehind'] as const) {
    subscription.on(name, () => {
      signals.push(name);
      look();
    });
  }
  subscription.on('error', (error) => {
    failure = error;
    look();
  });

  return {
    ids,
    signals,
    until,
    caughtUp: (): Promise<void> => until(() => signals.includes('caughtUp')),
    received: (count: number): Promise<void> => until(() => ids.length >= count),
    failed: async (): Promise<unknown> => {
      await until(() => failure !== undefined);
      return failure;
    },
    stop: (): Promise<void> => subscription.unsubscribe(),
  };
};
