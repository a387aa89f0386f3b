import type * as t from 'io-ts';
import { LeadId } from '../codecs/ids.js';
import type { Decider } from '../decider.js';
import { event } from '../event.js';

/** One external id or e-mail address belongs to one lead; the stream's name holds its hash. */
export const IdentityClaimed = event('IdentityClaimed', { leadId: LeadId });
export const identityEvents = [IdentityClaimed] as const;
export type IdentityEvent = t.TypeOf<typeof IdentityClaimed>;

export interface ClaimIdentity {
  readonly type: 'ClaimIdentity';
  readonly leadId: LeadId;
}

/** The lead that has the identity, if one has. */
export interface Identity {
  readonly leadId?: LeadId;
}

const initial: Identity = {};

export const identityDecider: Decider<Identity, ClaimIdentity, IdentityEvent> = {
  initial,
  // Whoever has it keeps it: the caller reads from the state whose it is.
  decide: ({ leadId }, identity) =>
    identity.leadId === undefined ? [{ type: 'IdentityClaimed', data: { leadId } }] : [],
  evolve: (_identity, { data: { leadId } }) => ({ leadId }),
};
