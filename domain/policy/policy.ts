import type * as t from 'io-ts';
import { checked } from '../codecs/checked.js';
import { closed } from '../codecs/struct.js';
import { oneOf } from '../codecs/text.js';
import { idleCapIn, leadLimits } from '../connection/limits.js';
import { defineVersioned, type VersionedEvent } from '../versioned.js';

/** There is one. */
export const PolicyId = oneOf('PolicyId', ['sending']);
export type PolicyId = t.TypeOf<typeof PolicyId>;

const ChannelPolicy = checked(
  closed(
    'ChannelPolicy',
    {},
    {
      /** `opt-out` unless given: leads are written to until they say no. With `opt-in`, only those who have said yes. */
      consent: oneOf('ConsentRule', ['opt-in', 'opt-out']),
      /** Its caps count every message of the channel to the lead, whatever connection it went through. */
      ...leadLimits,
    },
  ),
  idleCapIn,
);
export type ChannelPolicy = t.TypeOf<typeof ChannelPolicy>;

/** Who may be written to or called, when, and how often: for all flows and commands alike. */
export const SendingPolicy = closed(
  'SendingPolicy',
  {},
  { email: ChannelPolicy, sms: ChannelPolicy, phone: ChannelPolicy },
);
export type SendingPolicy = t.TypeOf<typeof SendingPolicy>;

export const policies = defineVersioned('SendingPolicy', 'sending policy', PolicyId, SendingPolicy);
export type PolicyEvent = VersionedEvent<typeof policies>;
