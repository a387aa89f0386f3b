import type { LeadId } from '../../domain/codecs/ids.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import type { Catalogue } from '../catalogue.js';
import { emailAddressOf } from '../email-address.js';
import type { Repositories } from '../repositories.js';
import type { Loaded } from '../repository.js';
import type { LookUpLead } from '../resolve-lead.js';
import { type FaultyLine, faulty } from './outcome.js';
import type { LeadLine } from './read-line.js';

export interface CheckLinePorts {
  readonly repositories: Pick<Repositories, 'leads'>;
  readonly lookUpLead: LookUpLead;
  readonly catalogue: Pick<Catalogue, 'hasList'>;
}

/** A lead that a line can be about: one that is there, or will be. */
export type Target =
  | { readonly kind: 'new' }
  | {
      readonly kind: 'existing';
      readonly leadId: LeadId;
      readonly lead: RegisteredLead;
      readonly revision: Loaded<unknown>['revision'];
    };

/** Finds the lead of a line and changes nothing; or says why the line cannot be imported. */
export type CheckLine = (line: LeadLine) => Promise<Target | FaultyLine>;

/** Holds lines against the leads and lists that are there. */
export const createCheckLine = ({
  repositories: { leads },
  lookUpLead,
  catalogue,
}: CheckLinePorts): CheckLine => {
  const find = async (line: LeadLine): Promise<Target | 'ambiguous'> => {
    const found = await lookUpLead(line.ids);
    if (found.kind === 'ambiguous') return 'ambiguous';
    if (found.kind === 'unknown-lead') return { kind: 'new' };
    const { state, revision } = await leads.load(found.leadId);
    return state.lead.status === 'registered'
      ? { kind: 'existing', leadId: found.leadId, lead: state.lead, revision }
      : { kind: 'new' };
  };

  const unknownList = async ({ lists }: LeadLine): Promise<string | undefined> => {
    for (const listId of lists) if (!(await catalogue.hasList(listId))) return listId;
    return undefined;
  };

  const canBeOnLists = ({ ids, lists }: LeadLine, target: Target): boolean =>
    lists.length === 0 ||
    ids.email !== undefined ||
    (target.kind === 'existing' && emailAddressOf(target.lead).ok);

  return async (line) => {
    const missing = await unknownList(line);
    if (missing !== undefined) return faulty(line, 'there is no such broadcast list', missing);
    const target = await find(line);
    if (target === 'ambiguous')
      return faulty(line, 'the external id and the e-mail address belong to different leads', line.ids.email);
    return canBeOnLists(line, target)
      ? target
      : faulty(line, 'a lead without an e-mail address cannot be on a broadcast list', line.ids.externalId);
  };
};
