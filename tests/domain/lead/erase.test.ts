import { describe, expect, it } from 'vitest';
import { leadStreamDecider } from '../../../domain/lead-stream.js';
import { noRuns } from '../../../domain/run/state.js';
import { specOf } from '../../support/given-when-then.js';
import { email, leadId, registered, tag } from '../samples.js';

const { given } = specOf(leadStreamDecider);
const erased = { type: 'LeadErased', data: {} } as const;

describe('a lead that is erased', () => {
  it('is erased once', () => {
    given(registered).when({ type: 'EraseLead' }).thenEvents(erased);
    given(registered, erased).when({ type: 'EraseLead' }).thenNothing();
    given().when({ type: 'EraseLead' }).thenRefused('notFound');
  });

  it('leaves nothing in the state but that it is gone, and when', () => {
    const state = given(registered, { type: 'TagAdded', data: { tag: tag('vip') } }, erased).state();
    expect(state.lead).toEqual({ status: 'unknown', erasedAt: expect.any(String) });
    expect(state.runs).toEqual(noRuns);
  });

  it('is not registered again, nor asked anything', () => {
    given(registered, erased).when({ type: 'RegisterLead', leadId, email }).thenRefused('gone');
    given(registered, erased)
      .when({ type: 'AddTag', tag: tag('vip') })
      .thenRefused('gone');
  });
});
