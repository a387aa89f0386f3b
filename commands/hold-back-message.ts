import type { Instant, TimeZone } from '../domain/codecs/time.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { Reason } from '../domain/run/events.js';
import type { Message } from './message.js';

/** A message that is about to go out, and to whom. */
export interface Outgoing {
  readonly lead: RegisteredLead;
  readonly message: Message;
  /** The same at every try of the same step. */
  readonly key: string;
  /** The flow's. */
  readonly timeZone: TimeZone;
}

/** Why a message does not go out now: it never will, or it is put off. */
export type Held =
  | { readonly kind: 'skip'; readonly reason: Reason }
  | { readonly kind: 'put-off'; readonly dueAt: Instant; readonly reason: Reason };

/** Asks consent, quiet hours, frequency caps and throttles; `undefined` where the message may go. */
export type HoldBack = (outgoing: Outgoing) => Promise<Held | undefined>;
