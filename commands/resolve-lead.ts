import * as t from 'io-ts';
import { ExternalId, LeadId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { RefinedType } from '../domain/codecs/text.js';
import { EmailAddress } from '../domain/codecs/values.js';
import type { Cause } from './event-log.js';
import { createOneAtATime } from './one-at-a-time.js';
import type { Repositories } from './repositories.js';

const references = closed(
  'LeadReferences',
  {},
  { leadId: LeadId, externalId: ExternalId, email: EmailAddress },
);

/** Names a lead by at least one of its ids. */
export const LeadReference = new RefinedType<t.TypeOf<typeof references>>(
  'LeadReference',
  references.is,
  (input, context) => {
    const decoded = references.validate(input, context);
    return decoded._tag === 'Right' && Object.keys(decoded.right).length === 0
      ? t.failure(input, context, 'must name the lead by leadId, externalId or email')
      : decoded;
  },
  { type: 'object', minProperties: 1 },
);
export type LeadReference = t.TypeOf<typeof LeadReference>;

export type Resolved =
  | { readonly kind: 'resolved'; readonly leadId: LeadId }
  | { readonly kind: 'unknown-lead' }
  /** The ids belong to different leads. */
  | { readonly kind: 'ambiguous' };

/** A hash that does not give the value away, for the name of the stream that reserves it. */
export type Hash = (text: string) => string;

export interface ResolveLeadPorts {
  readonly repositories: Pick<Repositories, 'leads' | 'identities'>;
  readonly hash: Hash;
  readonly newLeadId: () => LeadId;
}

/** The stream that says whose an external id is. */
export const externalIdentity = (externalId: string, hash: Hash): string => `external-${hash(externalId)}`;
/** The stream that says whose an e-mail address is. */
export const emailIdentity = (email: string, hash: Hash): string => `email-${hash(email.toLowerCase())}`;

const identitiesOf = ({ externalId, email }: LeadReference, hash: Hash): readonly string[] => [
  ...(externalId === undefined ? [] : [externalIdentity(externalId, hash)]),
  ...(email === undefined ? [] : [emailIdentity(email, hash)]),
];

/** Finds the lead that a reference names, and reserves the ids that nobody has for it. */
export const createResolveLead = ({
  repositories: { leads, identities },
  hash,
  newLeadId,
}: ResolveLeadPorts) => {
  const oneAtATime = createOneAtATime();

  const resolve = async (
    reference: LeadReference,
    names: readonly string[],
    cause: Cause,
  ): Promise<Resolved> => {
    const [only, ...others] = names;
    // With one id, whose it is comes out when it is claimed; with two, nothing must be claimed for the wrong lead.
    if (only !== undefined && others.length === 0 && reference.leadId === undefined)
      identities.assumeNew(only);
    const owners = await Promise.all(names.map(async (name) => (await identities.load(name)).state.leadId));
    const known = [
      ...new Set([
        ...(reference.leadId === undefined ? [] : [reference.leadId]),
        ...owners.flatMap((id) => id ?? []),
      ]),
    ];
    if (known.length > 1) return { kind: 'ambiguous' };
    if (reference.leadId !== undefined) {
      const { state } = await leads.load(reference.leadId);
      if (state.lead.status === 'unknown') return { kind: 'unknown-lead' };
    }
    const fresh = newLeadId();
    let leadId = known[0] ?? fresh;
    for (const [index, name] of names.entries()) {
      if (owners[index] !== undefined) continue;
      const { state } = await identities.execute(name, [
        { command: { type: 'ClaimIdentity', leadId }, cause },
      ]);
      if (state.leadId === undefined || state.leadId === leadId) continue;
      // Somebody else was quicker. With nothing claimed yet, the lead is theirs; else the ids belong to two leads.
      if (known.length > 0 || index > 0) return { kind: 'ambiguous' };
      leadId = state.leadId;
    }
    if (leadId === fresh) leads.assumeNew(leadId);
    return { kind: 'resolved', leadId };
  };

  /** Two reports of one new lead that name different ids would each make a lead: they take turns, id by id. */
  const inTurn = <A>([name, ...others]: readonly string[], task: () => Promise<A>): Promise<A> =>
    name === undefined ? task() : oneAtATime(name, () => inTurn(others, task));

  return (reference: LeadReference, cause: Cause): Promise<Resolved> => {
    const names = identitiesOf(reference, hash);
    // Sorted, so that nobody waits for somebody who waits for them.
    return inTurn([...names].sort(), () => resolve(reference, names, cause));
  };
};

export type ResolveLead = ReturnType<typeof createResolveLead>;

/** As `createResolveLead`, but reserves nothing: whoever has none of the ids is an unknown lead. */
export const createLookUpLead =
  ({ identities }: Pick<Repositories, 'identities'>, hash: Hash) =>
  async (reference: Omit<LeadReference, 'leadId'>): Promise<Resolved> => {
    const names = identitiesOf(reference, hash);
    const owners = await Promise.all(names.map(async (name) => (await identities.load(name)).state.leadId));
    const [only, ...others] = new Set(owners.flatMap((id) => id ?? []));
    if (only === undefined) return { kind: 'unknown-lead' };
    return others.length === 0 ? { kind: 'resolved', leadId: only } : { kind: 'ambiguous' };
  };

export type LookUpLead = ReturnType<typeof createLookUpLead>;

/** Finds the lead that has an id, without making one. */
export const createFindLead =
  ({ identities }: Pick<Repositories, 'identities'>, hash: Hash) =>
  async (reference: Omit<LeadReference, 'leadId'>): Promise<LeadId | undefined> => {
    for (const name of identitiesOf(reference, hash)) {
      const { leadId } = (await identities.load(name)).state;
      if (leadId !== undefined) return leadId;
    }
    return undefined;
  };

export type FindLead = ReturnType<typeof createFindLead>;
