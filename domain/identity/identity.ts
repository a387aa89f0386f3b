import type * as t from 'io-ts';
import { LeadId } from '../codecs/ids.js';
import type { Decider } from '../decider.js';
import { event } from '../event.js';

/** One external id or e-mail address belongs to one lead; the stream's name holds its hash. */
export const IdentityClaimed = event('IdentityClaimed', { leadId: LeadId });
/** Its lead has been erased: whoever comes with it is somebody new. */
export const IdentityReleased = event('IdentityReleased', { leadId: LeadId });
export const identityEvents = [IdentityClaimed, IdentityReleased] as const;
export type IdentityEvent = t.TypeOf<(typeof identityEvents)[number]>;

export interface IdentityCommand {
  readonly type: 'ClaimIdentity' | 'ReleaseIdentity';
  readonly leadId: LeadId;
}

/** The lead that has the identity, if one has. */
export interface Identity {
  readonly leadId?: LeadId;
}

const initial: Identity = {};

export const identityDecider: Decider<Identity, IdentityCommand, IdentityEvent> = {
  initial,
  // Whoever has it keeps it: the caller reads from the state whose it is.
  decide: ({ type, leadId }, identity) => {
    if (type === 'ReleaseIdentity')
      return identity.leadId === leadId ? [{ type: 'IdentityReleased', data: { leadId } }] : [];
    return identity.leadId === undefined ? [{ type: 'IdentityClaimed', data: { leadId } }] : [];
  },
  evolve: (_identity, { type, data: { leadId } }) => (type === 'IdentityReleased' ? initial : { leadId }),
};
