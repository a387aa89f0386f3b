import { type Instant, TimeZone } from '../domain/codecs/time.js';
import type { Channel } from '../domain/codecs/values.js';
import type { SendingLimits } from '../domain/connection/limits.js';
import { inWords } from '../domain/connection/period.js';
import type { ConnectionKind } from '../domain/connection/settings.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { ChannelPolicy, SendingPolicy } from '../domain/policy/policy.js';
import type { Reason } from '../domain/run/events.js';
import { holdBack, refusedConsent } from '../rules/hold-back.js';
import type { Catalogue } from './catalogue.js';
import type { Clock } from './event-log.js';
import type { Message } from './message.js';
import type { ReserveSlot } from './throttle.js';

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

export interface HoldBackPorts {
  readonly policy: () => Promise<SendingPolicy>;
  readonly connection: Catalogue['connection'];
  readonly reserve: ReserveSlot;
  readonly clock: Clock;
}

/** The connection that a message goes through. */
const connectionOf = (message: Message): readonly [ConnectionKind, string] | undefined => {
  switch (message.channel) {
    case 'email':
      return ['smtp', message.connectionId];
    case 'sms':
    case 'phone':
      return ['twilio', message.connectionId];
    case 'training-jet':
      return ['training-jet', message.connectionId];
    case 'webhook':
      return undefined;
    default:
      return message satisfies never;
  }
};

/** The channel whose rules hold; none for what reaches no person, or is part of a deal. */
const channelOf = (message: Message): Channel | undefined => {
  if (message.channel === 'email') return message.purpose === 'transactional' ? undefined : 'email';
  return message.channel === 'sms' || message.channel === 'phone' ? message.channel : undefined;
};

const zoneOf = ({ lead, timeZone }: Outgoing): TimeZone => {
  const own = lead.attributes['timeZone'];
  return TimeZone.is(own) ? own : timeZone;
};

/** Holds messages back by the sending policy and the limits of their connections. */
export const createHoldBack = ({ policy, connection, reserve, clock }: HoldBackPorts): HoldBack => {
  const byRules = (
    outgoing: Outgoing,
    channel: Channel,
    channelPolicy: ChannelPolicy | undefined,
    limits: SendingLimits | undefined,
  ): Held | undefined => {
    const { lead } = outgoing;
    const refused = refusedConsent(channel, channelPolicy, lead.consent[channel]);
    if (refused !== undefined) return { kind: 'skip', reason: refused };
    const counted = lead.recentMessages.filter((message) => message.channel === channel);
    const through = counted.filter(
      ({ connectionId }) => connectionId === connectionOf(outgoing.message)?.[1],
    );
    const wait = holdBack(
      [
        { ...channelPolicy, counted },
        { ...limits, counted: through },
      ],
      clock(),
      zoneOf(outgoing),
    );
    return wait && { kind: 'put-off', ...wait };
  };

  return async (outgoing) => {
    const through = connectionOf(outgoing.message);
    if (through === undefined) return undefined;
    const { limits } = (await connection(...through)) ?? {};
    const channel = channelOf(outgoing.message);
    if (channel !== undefined) {
      const held = byRules(outgoing, channel, (await policy())[channel], limits);
      if (held !== undefined) return held;
    }
    const throttle = limits?.throttle;
    if (throttle === undefined) return undefined;
    const now = clock();
    const dueAt = reserve(through.join(' '), throttle, outgoing.key, now);
    if (dueAt <= now) return undefined;
    const message = `Already ${throttle.max} messages in ${inWords(throttle.per)} through this connection.`;
    return { kind: 'put-off', dueAt, reason: { code: 'throttled', message } };
  };
};
