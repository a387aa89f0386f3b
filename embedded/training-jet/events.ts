/** Whose event it is. */
interface Account {
  readonly accountId: string;
  readonly email: string;
}

interface Subscribed extends Account {
  readonly subscriptionId: string;
  readonly planId: string;
}

interface Course extends Account {
  readonly courseId: string;
}

interface DataOf {
  readonly 'account.created': Account;
  readonly 'subscription.started': Subscribed;
  readonly 'subscription.ended': Subscribed;
  readonly 'course.started': Course;
  readonly 'course.completed': Course;
  readonly 'step.completed': Course & { readonly stepId: string };
  readonly 'user.active': Account;
}

export type EventType = keyof DataOf;

/** Something that happened to an account. */
export type Happening = {
  [T in EventType]: { readonly type: T; readonly data: DataOf[T] };
}[EventType];

/** What is told to the receiver of the webhooks. */
export type TrainingJetEvent = { readonly id: string; readonly occurredAt: string } & Happening;
