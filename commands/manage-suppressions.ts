import type { Channel } from '../domain/codecs/values.js';
import type { Reason } from '../domain/run/events.js';
import type { Address, SuppressionCode } from '../domain/suppression/suppression.js';
import type { Cause } from './event-log.js';
import type { Repositories } from './repositories.js';
import type { Hash } from './resolve-lead.js';

/** The stream of an address in a channel; mailboxes that differ in capitals only are taken for one. */
export const suppressionId = (channel: Channel, address: string, hash: Hash): string =>
  hash(`${channel} ${address.toLowerCase()}`);

const words: Readonly<Record<SuppressionCode, string>> = {
  'hard-bounce': 'Messages to this address came back: it does not exist.',
  complaint: 'The owner of this address reported a message as spam.',
  unsubscribed: 'The owner of this address unsubscribed.',
  'opted-out': 'The owner of this number answered STOP.',
  'by-hand': 'Somebody put this address on the list.',
};

/** Addresses that nothing is sent to, whoever's they are. */
export const createManageSuppressions = (
  { suppressions }: Pick<Repositories, 'suppressions'>,
  hash: Hash,
) => ({
  /** Why an address is not written to any more. */
  reasonFor: async (channel: Channel, address: string): Promise<Reason | undefined> => {
    const { state } = await suppressions.load(suppressionId(channel, address, hash));
    return state.status === 'suppressed' ? state.reason : undefined;
  },
  load: ({ channel, address }: Address) => suppressions.load(suppressionId(channel, address, hash)),
  /** One that is on the list already stays as it is. */
  suppress: (address: Address, code: SuppressionCode, cause: Cause, message = words[code]) =>
    suppressions.execute(suppressionId(address.channel, address.address, hash), [
      { command: { type: 'SuppressAddress', address, reason: { code, message } }, cause },
    ]),
  /** Forgets which address it is; that nothing is sent to it stays. */
  erase: (address: Address, cause: Cause) =>
    suppressions.execute(suppressionId(address.channel, address.address, hash), [
      { command: { type: 'EraseAddress', address }, cause },
    ]),
  release: (address: Address, cause: Cause) =>
    suppressions.execute(suppressionId(address.channel, address.address, hash), [
      { command: { type: 'ReleaseAddress', address }, cause },
    ]),
});

export type ManageSuppressions = ReturnType<typeof createManageSuppressions>;
