import type { LeadId } from '../domain/codecs/ids.js';
import { firstRevision } from '../domain/codecs/numbers.js';
import { isRecord } from '../domain/codecs/struct.js';
import type { Instant } from '../domain/codecs/time.js';
import { EmailAddress, PhoneNumber } from '../domain/codecs/values.js';
import { DomainError } from '../domain/errors.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { noSuchLead } from '../domain/lead/no-such-lead.js';
import type { LeadStream } from '../domain/lead-stream.js';
import type { Reason } from '../domain/run/events.js';
import type { Address } from '../domain/suppression/suppression.js';
import type { Cause, ReadStream } from './event-log.js';
import { leadStream } from './lead-story.js';
import type { ManageSuppressions } from './manage-suppressions.js';
import { toPhoneNumber } from './phone-number.js';
import type { Repositories } from './repositories.js';
import type { Loaded } from './repository.js';
import type { Hash } from './resolve-lead.js';
import { emailIdentity, externalIdentity } from './resolve-lead.js';

/** Removes the documents that are about a lead, and destroys its key. Done again, it changes nothing. */
export type ForgetLead = (leadId: LeadId) => Promise<void>;

/**
 * Makes what is kept about addresses outside of the lead's stream unreadable, and removes what mentions one of the texts;
 * that they are not written to stays known by their hash.
 */
export type ForgetAddresses = (addresses: readonly Address[], mentions: readonly string[]) => Promise<void>;

export interface EraseLeadPorts {
  readonly repositories: Pick<Repositories, 'leads' | 'identities'>;
  readonly readStream: ReadStream;
  readonly hash: Hash;
  readonly manageSuppressions: Pick<ManageSuppressions, 'erase'>;
  readonly forgetLead: ForgetLead;
  readonly forgetAddresses: ForgetAddresses;
  /** The country of phone numbers without a country code. */
  readonly defaultRegion: string;
}

/** A lead is erased as it is: where it does something meanwhile, from the beginning. */
const maxTries = 10;

const leadErased: Reason = { code: 'lead-erased', message: 'The lead was erased.' };

/** Every text in the data of an event, with the name under which it stands. */
const textsIn = (value: unknown, name = ''): readonly (readonly [name: string, text: string])[] => {
  if (typeof value === 'string') return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, name));
  return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => textsIn(item, key)) : [];
};

/** A number as somebody wrote it, and as it is called: the latter is what is kept of it elsewhere. */
const numberAsWritten = (text: string, region: string): readonly string[] =>
  [text, toPhoneNumber(text, region) ?? []].flat();

/** The texts of an event by which the lead itself can be reached, or is known elsewhere. */
const tracesOf = (event: Recorded<AnyEvent>, region: string): readonly string[] => {
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
      return textsIn(event.data).flatMap(([name, text]) => {
        if (/phone|mobile/i.test(name)) return numberAsWritten(text, region);
        return /^external_?id$|mail/i.test(name) ? [text] : [];
      });
  }
};

/** The runs of a lead: their ids stand in what was sent in them. */
const runsIn = (history: readonly Recorded<AnyEvent>[]): readonly string[] => [
  ...new Set(
    history.flatMap(({ type, data }) =>
      type === 'FlowEntered' || type === 'ActionRequested' ? [data.runId] : [],
    ),
  ),
];

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
  defaultRegion,
}: EraseLeadPorts) => {
  /** An address may have gone over to another lead, whose it stays. */
  const release = async (name: string, leadId: LeadId, cause: Cause): Promise<void> => {
    if ((await identities.load(name)).state.leadId !== leadId) return;
    await identities.execute(name, [{ command: { type: 'ReleaseIdentity', leadId }, cause }]);
  };

  /** Each run ends in an append of its own: all of them may be more than one append holds. */
  const endRuns = async (leadId: LeadId, cause: Cause): Promise<void> => {
    for (const { runId } of Object.values((await leads.load(leadId)).state.runs.active))
      await leads.execute(leadId, [{ command: { type: 'AbandonRun', runId, reason: leadErased }, cause }]);
  };

  /** What can be done again comes first, the event last: it is what the rest follows from. `undefined` where the lead has moved on. */
  const eraseAt = async (
    leadId: LeadId,
    { state: { lead, runs }, revision }: Loaded<LeadStream>,
    cause: Cause,
  ): Promise<Instant | undefined> => {
    if (Object.keys(runs.active).length > 0) return undefined;
    if (lead.status === 'unknown') {
      if (lead.erasedAt === undefined) throw noSuchLead(lead);
      return lead.erasedAt;
    }
    const history = await readStream(leadStream(leadId), firstRevision);
    const traces = [...new Set(history.flatMap((event) => tracesOf(event, defaultRegion)))];
    for (const text of traces) {
      await release(externalIdentity(text, hash), leadId, cause);
      await release(emailIdentity(text, hash), leadId, cause);
    }
    const addresses = traces.flatMap(addressesOf);
    for (const address of addresses) await manageSuppressions.erase(address, cause);
    await forgetAddresses(addresses, [
      leadId,
      ...runsIn(history),
      ...addresses.map(({ address }) => address),
    ]);
    const erased = await leads.executeAt(leadId, revision, [{ command: { type: 'EraseLead' }, cause }]);
    if (erased === undefined) return undefined;
    if (erased.state.lead.status === 'registered' || erased.state.lead.erasedAt === undefined)
      throw new Error(`lead ${leadId} is still there after it was erased`);
    return erased.state.lead.erasedAt;
  };

  /** @throws DomainError `notFound`, or `conflict` when others keep changing the lead: nothing that came meanwhile is left out */
  return async (leadId: LeadId, cause: Cause): Promise<{ readonly erasedAt: Instant }> => {
    for (let attempt = 1; attempt <= maxTries; attempt += 1) {
      await endRuns(leadId, cause);
      const erasedAt = await eraseAt(leadId, await leads.load(leadId), cause);
      if (erasedAt === undefined) continue;
      await forgetLead(leadId);
      return { erasedAt };
    }
    throw DomainError.conflict('The lead is being changed by others at the same time; try again.');
  };
};
