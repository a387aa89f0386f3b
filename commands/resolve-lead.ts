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

type Owners = Pick<Repositories, 'leads' | 'identities'>;

export interface ResolveLeadPorts {
  readonly repositories: Owners;
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

const isErased = async ({ leads }: Owners, leadId: LeadId): Promise<boolean> => {
  const { lead } = (await leads.load(leadId)).state;
  return lead.status === 'unknown' && lead.erasedAt !== undefined;
};

/**
 * Whose an id is. It is nobody's where its lead has been erased: one that came while that was done, or that the lead's history
 * does not have, has not been released with the others.
 */
const ownerOf = async (owners: Owners, name: string): Promise<LeadId | undefined> => {
  const { leadId } = (await owners.identities.load(name)).state;
  return leadId === undefined || (await isErased(owners, leadId)) ? undefined : leadId;
};

/** Finds the lead that a reference names, and reserves the ids that nobody has for it. */
export const createResolveLead = ({ repositories, hash, newLeadId }: ResolveLeadPorts) => {
  const { leads, identities } = repositories;
  const oneAtATime = createOneAtATime();

  /** @returns whose the id is now */
  const claim = async (name: string, leadId: LeadId, cause: Cause): Promise<LeadId | undefined> => {
    const claimed = { command: { type: 'ClaimIdentity', leadId }, cause } as const;
    const owner = (await identities.execute(name, [claimed])).state.leadId;
    if (owner === undefined || owner === leadId || !(await isErased(repositories, owner))) return owner;
    const released = { command: { type: 'ReleaseIdentity', leadId: owner }, cause } as const;
    return (await identities.execute(name, [released, claimed])).state.leadId;
  };

  const resolve = async (
    reference: LeadReference,
    names: readonly string[],
    cause: Cause,
  ): Promise<Resolved> => {
    const [only, ...others] = names;
    // With one id, whose it is comes out when it is claimed; with two, nothing must be claimed for the wrong lead.
    if (only !== undefined && others.length === 0 && reference.leadId === undefined)
      identities.assumeNew(only);
    const owners = await Promise.all(names.map((name) => ownerOf(repositories, name)));
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
      const owner = await claim(name, leadId, cause);
      if (owner === undefined || owner === leadId) continue;
      // Somebody else was quicker. With nothing claimed yet, the lead is theirs; else the ids belong to two leads.
      if (known.length > 0 || index > 0) return { kind: 'ambiguous' };
      leadId = owner;
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
  (repositories: Owners, hash: Hash) =>
  async (reference: Omit<LeadReference, 'leadId'>): Promise<Resolved> => {
    const names = identitiesOf(reference, hash);
    const owners = await Promise.all(names.map((name) => ownerOf(repositories, name)));
    const [only, ...others] = new Set(owners.flatMap((id) => id ?? []));
    if (only === undefined) return { kind: 'unknown-lead' };
    return others.length === 0 ? { kind: 'resolved', leadId: only } : { kind: 'ambiguous' };
  };

export type LookUpLead = ReturnType<typeof createLookUpLead>;

/** Finds the lead that has an id, without making one. */
export const createFindLead =
  (repositories: Owners, hash: Hash) =>
  async (reference: Omit<LeadReference, 'leadId'>): Promise<LeadId | undefined> => {
    for (const name of identitiesOf(reference, hash)) {
      const leadId = await ownerOf(repositories, name);
      if (leadId !== undefined) return leadId;
    }
    return undefined;
  };

export type FindLead = ReturnType<typeof createFindLead>;
