import { describe, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { PolicyId, policies, SendingPolicy } from '../../../domain/policy/policy.js';
import { specOf } from '../../support/given-when-then.js';

const { given } = specOf(policies.decider);

const id = decodeOrThrow(PolicyId, 'sending');
const nights = decodeOrThrow(SendingPolicy, {
  sms: { consent: 'opt-in', quietHours: { from: '21:00', to: '08:00' } },
});
const seldom = decodeOrThrow(SendingPolicy, { email: { perLead: [{ max: 3, per: 'P7D' }] } });
const created = { type: 'SendingPolicyCreated', data: { id, content: nights } } as const;
const revised = { type: 'SendingPolicyRevised', data: { id, version: 2, content: seldom } } as const;

describe('the sending policy', () => {
  it('is made once, and changed as a whole', () => {
    given().when({ type: 'Create', id, content: nights }).thenEvents(created);
    given(created).when({ type: 'Revise', content: seldom }).thenEvents(revised);
  });

  it('that says the same, in whatever order, is no change', () => {
    const same = decodeOrThrow(SendingPolicy, {
      sms: { quietHours: { to: '08:00', from: '21:00' }, consent: 'opt-in' },
    });
    given(created).when({ type: 'Revise', content: same }).thenNothing();
    given(created, revised).when({ type: 'Revise', content: seldom }).thenNothing();
  });

  it('is not made a second time, and not changed before it is made', () => {
    given(created).when({ type: 'Create', id, content: seldom }).thenRefused('conflict');
    given().when({ type: 'Revise', content: seldom }).thenRefused('notFound');
  });
});
