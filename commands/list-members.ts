import type { LeadId, ListId } from '../domain/codecs/ids.js';
import type { Position } from '../domain/codecs/numbers.js';
import { DomainError } from '../domain/errors.js';
import type { Reason } from '../domain/run/events.js';
import { emailAddressOf } from './email-address.js';
import type { Cause } from './event-log.js';
import type { Repositories } from './repositories.js';
import type { FindLead, LeadReference } from './resolve-lead.js';

export interface ListMembersPorts {
  readonly repositories: Pick<Repositories, 'leads' | 'lists'>;
  readonly findLead: FindLead;
}

/** What came of one lead that was to be put on a list. */
export type MemberAdded =
  | { readonly status: 'added' | 'already-member'; readonly leadId: LeadId }
  | { readonly status: 'rejected'; readonly reason: Reason };

type Found = { readonly leadId: LeadId } | { readonly reason: Reason };

/** Leads that are looked up and changed at the same time. */
const atATime = 50;

const rejected = (code: string, message: string) => ({ reason: { code, message } });

/** Puts leads on broadcast lists and takes them off, where no step of a flow does. */
export const createListMembers = ({ repositories: { leads, lists }, findLead }: ListMembersPorts) => {
  /** @throws DomainError `notFound` when there is no such list */
  const check = async (listId: ListId): Promise<void> => {
    if ((await lists.load(listId)).state.versions.length === 0)
      throw DomainError.notFound('This broadcast list');
  };

  const find = async ({ leadId, externalId, email }: LeadReference): Promise<Found> => {
    const named = [
      leadId,
      externalId === undefined ? undefined : await findLead({ externalId }),
      email === undefined ? undefined : await findLead({ email }),
    ];
    const [only, ...others] = new Set(named.flatMap((id) => id ?? []));
    if (only === undefined) return rejected('unknown-lead', 'There is no lead with this id.');
    return others.length === 0 ? { leadId: only } : rejected('ambiguous', 'The ids are of different leads.');
  };

  const addOne = async (
    listId: ListId,
    reference: LeadReference,
    cause: Cause,
  ): Promise<{ readonly member: MemberAdded; readonly position?: Position | undefined }> => {
    const found = await find(reference);
    if ('reason' in found) return { member: { status: 'rejected', reason: found.reason } };
    const { leadId } = found;
    const { lead } = (await leads.load(leadId)).state;
    if (lead.status === 'unknown')
      return {
        member: { status: 'rejected', ...rejected('unknown-lead', 'There is no lead with this id.') },
      };
    const email = emailAddressOf(lead);
    if (!email.ok) return { member: { status: 'rejected', reason: email.reason } };
    const { position } = await leads.execute(leadId, [{ command: { type: 'AddToList', listId }, cause }]);
    return { member: { status: position === undefined ? 'already-member' : 'added', leadId }, position };
  };

  return {
    check,

    /** One outcome for each reference, in their order. @throws DomainError `notFound` when there is no such list */
    add: async (listId: ListId, references: readonly LeadReference[], cause: Cause) => {
      await check(listId);
      const members: MemberAdded[] = [];
      let last: Position | undefined;
      for (let from = 0; from < references.length; from += atATime) {
        const part = references.slice(from, from + atATime);
        for (const { member, position } of await Promise.all(
          part.map((reference) => addOne(listId, reference, cause)),
        )) {
          members.push(member);
          if (position !== undefined && (last === undefined || position > last)) last = position;
        }
      }
      return { members, position: last };
    },

    /** No position where the lead was not on it. @throws DomainError `notFound` when there is no such list or lead */
    remove: async (listId: ListId, leadId: LeadId, cause: Cause) => {
      await check(listId);
      const command = { type: 'RemoveFromList', listId } as const;
      const { position } = await leads.execute(leadId, [{ command, cause }]);
      return { position };
    },
  };
};
