import { expect, it } from 'vitest';
import { type IdentityEvent, identityDecider } from '../../../domain/identity/identity.js';
import { specOf } from '../../support/given-when-then.js';
import { leadId, otherLeadId } from '../samples.js';

const { given } = specOf(identityDecider);
const claimed: IdentityEvent = { type: 'IdentityClaimed', data: { leadId } };

it('gives an identity to the lead that asks first', () => {
  given().when({ type: 'ClaimIdentity', leadId }).thenEvents(claimed);
});

it('does not give an identity twice, to the same lead or to another', () => {
  given(claimed).when({ type: 'ClaimIdentity', leadId }).thenNothing();
  given(claimed).when({ type: 'ClaimIdentity', leadId: otherLeadId }).thenNothing();
});

it('says whose an identity is', () => {
  expect(given(claimed).state()).toEqual({ leadId });
});

it('is free again once its lead is erased, which only its own lead makes it', () => {
  const released: IdentityEvent = { type: 'IdentityReleased', data: { leadId } };
  given(claimed).when({ type: 'ReleaseIdentity', leadId: otherLeadId }).thenNothing();
  given(claimed).when({ type: 'ReleaseIdentity', leadId }).thenEvents(released);
  given(claimed, released).when({ type: 'ReleaseIdentity', leadId }).thenNothing();
  given(claimed, released)
    .when({ type: 'ClaimIdentity', leadId: otherLeadId })
    .thenEvents({ type: 'IdentityClaimed', data: { leadId: otherLeadId } });
});
