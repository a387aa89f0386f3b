import { describe, expect, it } from 'vitest';
import { refusal } from '../../support/recording-gateways.js';
import { createVirtualLeadline } from '../../support/virtual-leadline.js';

const enrol = { type: 'add-tj-subscription', planId: 'pro' };

const leadWith = async (lead: object, fields: object = {}) => {
  const leadline = createVirtualLeadline();
  const leadId = await leadline.happens('form-submitted', lead, { formId: 'order', fields });
  const request = async (settings: object = enrol) =>
    (await leadline.commands().requestAction(leadId, settings, leadline.cause())).outcome;
  return { leadline, leadId, request };
};

describe('a Training Jet subscription', () => {
  it('is asked for with the address and the name of the lead, and recorded', async () => {
    const { leadline, leadId, request } = await leadWith(
      { email: 'ada@example.com' },
      { firstName: 'Ada', lastName: 'Lovelace' },
    );
    expect(await request()).toMatchObject({
      type: 'StepSucceeded',
      data: { result: { subscriptionId: 'sub-1', planId: 'pro', status: 'active' } },
    });
    expect(leadline.gateways.subscriptions).toMatchObject([
      { connectionId: 'default', email: 'ada@example.com', name: 'Ada Lovelace', planId: 'pro' },
    ]);
    expect(await leadline.typesOf(leadId)).toContain('TrainingJetSubscriptionAdded');
  });

  it('that the lead has is not asked for again', async () => {
    const { leadline, request } = await leadWith({ email: 'ada@example.com' });
    await request();
    expect(await request()).toMatchObject({ data: { reason: { code: 'already-subscribed' } } });
    expect(await request({ ...enrol, planId: 'basic' })).toMatchObject({ type: 'StepSucceeded' });
    expect(leadline.gateways.subscriptions).toHaveLength(2);
  });

  it('needs an e-mail address', async () => {
    const { request } = await leadWith({ externalId: 'ada' });
    expect(await request()).toMatchObject({ data: { reason: { code: 'no-email-address' } } });
  });

  it('is tried again with the same key, and ends with what Training Jet says', async () => {
    const { leadline, leadId, request } = await leadWith({ email: 'ada@example.com' });
    leadline.gateways.answerNext(refusal('transient'), refusal('permanent', 'training-jet-refused'));
    expect(await request()).toMatchObject({ type: 'StepRetryScheduled' });
    await leadline.advance('PT13S');
    expect((await leadline.runOf(leadId)).steps).toMatchObject([
      { status: 'failed', reason: { code: 'training-jet-refused' } },
    ]);
    const keys = leadline.gateways.subscriptions.map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });
});
