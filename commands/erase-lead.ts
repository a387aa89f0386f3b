import type { LeadId } from '../domain/codecs/ids.js';
import { firstRevision } from '../domain/codecs/numbers.js';
import { isRecord } from '../domain/codecs/struct.js';
import type { Instant } from '../domain/codecs/time.js';
import { EmailAddress, PhoneNumber } from '../domain/codecs/values.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { noSuchLead } from '../domain/lead/no-such-lead.js';
import type { Address } from '../domain/suppression/suppression.js';
import type { Cause, ReadStream } from './event-log.js';
import { leadStream } from './lead-story.js';
import type { ManageSuppressions } from './manage-suppressions.js';
import type { Repositories } from './repositories.js';
import type { Hash } from './resolve-lead.js';
import { emailIdentity, externalIdentity } from './resolve-lead.js';

/** Removes the documents that are about a lead, and destroys its key. Done again, it changes nothing. */
export type ForgetLead = (leadId: LeadId) => Promise<void>;

/**
 * Makes what is kept about addresses outside of the lead's stream unreadable; that they are not written to stays known by
 * their hash.
 */
export type ForgetAddresses = (addresses: readonly Address[], mentions: readonly string[]) => Promise<void>;

export interface EraseLeadPorts {
  readonly repositories: Pick<Repositories, 'leads' | 'identities'>;
  readonly readStream: ReadStream;
  readonly hash: Hash;
  readonly manageSuppressions: Pick<ManageSuppressions, 'erase'>;
  readonly forgetLead: ForgetLead;
  readonly forgetAddresses: ForgetAddresses;
}

/** Every text in the data of an event, with the name under which it stands. */
const textsIn = (value: unknown, name = ''): readonly (readonly [name: string, text: string])[] => {
  if (typeof value === 'string') return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, name));
  return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => textsIn(item, key)) : [];
};

/** The texts of an event by which the lead itself can be reached, or is known elsewhere. */
const tracesOf = (event: Recorded<AnyEvent>): readonly string[] => {
  switch (event.type) {
    case 'EmailSent':
    case 'SmsSent':
    case 'CallPlaced':
      return [event.data.to];
    case 'SmsReceived':
      return [event.data.from];
    case 'EmailBounced':
    case 'EmailComplained':
      return [event.data.address];
    default:
      return textsIn(event.data).flatMap(([name, text]) =>
        /^external_?id$|mail|phone|mobile/i.test(name) ? [text] : [],
      );
  }
};

const addressesOf = (text: string): readonly Address[] => {
  if (EmailAddress.is(text)) return [{ channel: 'email', address: text }];
  if (!PhoneNumber.is(text)) return [];
  return [
    { channel: 'sms', address: text },
    { channel: 'phone', address: text },
  ];
};

/** Erases leads: nothing that was known of one can be read any more, and whoever comes with its address is somebody new. */
export const createEraseLead = ({
  repositories: { leads, identities },
  readStream,
  hash,
  manageSuppressions,
  forgetLead,
  forgetAddresses,
}: EraseLeadPorts) => {
  /** An address may have gone over to another lead, whose it stays. */
  const release = async (name: string, leadId: LeadId, cause: Cause): Promise<void> => {
    if ((await identities.load(name)).state.leadId !== leadId) return;
    await identities.execute(name, [{ command: { type: 'ReleaseIdentity', leadId }, cause }]);
  };

  /**
   * What can be done again comes first, the event last: it is what the rest follows from.
   * @throws DomainError `notFound`
   */
  return async (leadId: LeadId, cause: Cause): Promise<{ readonly erasedAt: Instant }> => {
    const { lead } = (await leads.load(leadId)).state;
    if (lead.status === 'unknown') {
      if (lead.erasedAt === undefined) throw noSuchLead(lead);
      await forgetLead(leadId);
      return { erasedAt: lead.erasedAt };
    }
    const history = await readStream(leadStream(leadId), firstRevision);
    const traces = [...new Set(history.flatMap(tracesOf))];
    for (const text of traces) {
      await release(externalIdentity(text, hash), leadId, cause);
      await release(emailIdentity(text, hash), leadId, cause);
    }
    const addresses = traces.flatMap(addressesOf);
    for (const address of addresses) await manageSuppressions.erase(address, cause);
    await forgetAddresses(addresses, [leadId, ...addresses.map(({ address }) => address)]);
    const { state } = await leads.execute(leadId, [{ command: { type: 'EraseLead' }, cause }]);
    await forgetLead(leadId);
    if (state.lead.status === 'registered' || state.lead.erasedAt === undefined)
      throw new Error(`lead ${leadId} is still there after it was erased`);
    return { erasedAt: state.lead.erasedAt };
  };
};
