import * as t from 'io-ts';
import { decodeOrThrow } from '../codecs/decode.js';
import { closed } from '../codecs/struct.js';
import { taggedUnion } from '../codecs/tagged-union.js';
import { oneOf } from '../codecs/text.js';
import { Channel, EmailAddress, PhoneNumber } from '../codecs/values.js';
import type { Decider } from '../decider.js';
import { event } from '../event.js';
import { Reason } from '../run/events.js';

/** An address, and the way it is written to. */
export const Address = taggedUnion(
  'Address',
  {
    email: closed('Address.email', { channel: t.literal('email'), address: EmailAddress }),
    sms: closed('Address.sms', { channel: t.literal('sms'), address: PhoneNumber }),
    phone: closed('Address.phone', { channel: t.literal('phone'), address: PhoneNumber }),
  },
  'channel',
);
export type Address = t.TypeOf<typeof Address>;

const erasedEmail = decodeOrThrow(EmailAddress, 'erased@erased.invalid');
const erasedPhone = decodeOrThrow(PhoneNumber, '+10000000000');

/** Stands for an address of that channel that was somebody's who has been erased; it is nobody's. */
export const erasedAddress = (channel: Address['channel']): Address =>
  channel === 'email' ? { channel, address: erasedEmail } : { channel, address: erasedPhone };

export const SuppressionCode = oneOf('SuppressionCode', [
  'hard-bounce',
  'complaint',
  'unsubscribed',
  'opted-out',
  'by-hand',
]);
export type SuppressionCode = t.TypeOf<typeof SuppressionCode>;

/** From here on nothing is sent to the address, whoever's it is. */
export const AddressSuppressed = event('AddressSuppressed', { address: Address, reason: Reason });
export const AddressReleased = event('AddressReleased', { address: Address });
/** Whose address it was has been erased: which address it was is not known any more, but that nothing is sent to it. */
export const AddressErased = event('AddressErased', { channel: Channel });
export const suppressionEvents = [AddressSuppressed, AddressReleased, AddressErased] as const;
export type SuppressionEvent = t.TypeOf<(typeof suppressionEvents)[number]>;

export type SuppressionCommand =
  | { readonly type: 'SuppressAddress'; readonly address: Address; readonly reason: Reason }
  | { readonly type: 'ReleaseAddress'; readonly address: Address }
  | { readonly type: 'EraseAddress'; readonly address: Address };

export type Suppression =
  | { readonly status: 'open' }
  | { readonly status: 'suppressed'; readonly address: Address; readonly reason: Reason };

const decide = (command: SuppressionCommand, suppression: Suppression): readonly SuppressionEvent[] => {
  const { address } = command;
  if (command.type === 'EraseAddress')
    return suppression.status === 'open'
      ? []
      : [{ type: 'AddressErased', data: { channel: address.channel } }];
  if (command.type === 'ReleaseAddress')
    return suppression.status === 'open' ? [] : [{ type: 'AddressReleased', data: { address } }];
  return suppression.status === 'suppressed'
    ? []
    : [{ type: 'AddressSuppressed', data: { address, reason: command.reason } }];
};

const initial: Suppression = { status: 'open' };

/** One address in one channel. */
export const suppressionDecider: Decider<Suppression, SuppressionCommand, SuppressionEvent> = {
  initial,
  decide,
  evolve: (before, { type, data }) => {
    switch (type) {
      case 'AddressSuppressed':
        return { status: 'suppressed', address: data.address, reason: data.reason };
      case 'AddressErased':
        return before.status === 'open' ? before : { ...before, address: erasedAddress(data.channel) };
      case 'AddressReleased':
        return { status: 'open' };
      default:
        return type satisfies never;
    }
  },
};
