import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from './stand-in.js';

const ada = { email: 'ada@example.com', planId: 'starter' };

describe('subscriptions', () => {
  let jet: StandIn;
  beforeEach(async () => {
    jet = await startStandIn();
  });
  afterEach(() => jet.close());

  it('start, with an account for an e-mail address that has none', async () => {
    const { status, body } = await jet.subscribe('key-1', { ...ada, name: 'Ada', externalRef: 'lead-1' });
    expect(status).toBe(201);
    expect(body).toEqual({
      subscriptionId: expect.stringMatching(/^sub_/),
      accountId: expect.stringMatching(/^acc_/),
      planId: 'starter',
      status: 'active',
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      externalRef: 'lead-1',
    });
    expect(await jet.call('GET', `/v1/subscriptions/${body.subscriptionId}`)).toMatchObject({
      status: 200,
      body,
    });
  });

  it('of one account go to several plans, and the address may be written in any case', async () => {
    const first = await jet.subscribe('key-1', ada);
    const second = await jet.subscribe('key-2', { email: 'ADA@Example.com', planId: 'all-courses' });
    expect(second.status).toBe(201);
    expect(second.body.accountId).toBe(first.body.accountId);
    expect(second.body.subscriptionId).not.toBe(first.body.subscriptionId);
    const other = await jet.subscribe('key-3', { ...ada, email: 'bob@example.com' });
    expect(other.body.accountId).not.toBe(first.body.accountId);
  });

  it('that run already are answered with 200 and what there is', async () => {
    const { body } = await jet.subscribe('key-1', ada);
    expect(await jet.subscribe('key-2', { ...ada, email: 'Ada@example.com' })).toMatchObject({
      status: 200,
      body: { ...body, already: true },
    });
  });

  it('end once, and can be started anew', async () => {
    const { body } = await jet.subscribe('key-1', ada);
    const path = `/v1/subscriptions/${body.subscriptionId}`;
    const ended = await jet.call('DELETE', path);
    expect(ended).toMatchObject({
      status: 200,
      body: { ...body, status: 'ended', endedAt: expect.any(String) },
    });
    expect(await jet.call('DELETE', path)).toMatchObject({ status: 200, body: ended.body });
    const next = await jet.subscribe('key-2', ada);
    expect(next).toMatchObject({ status: 201, body: { status: 'active', accountId: body.accountId } });
    expect(next.body.subscriptionId).not.toBe(body.subscriptionId);
  });

  it('that are not there are 404', async () => {
    for (const method of ['GET', 'DELETE'])
      for (const id of ['sub_none', '%E0%A4%A', '%00', "'--"])
        expect(await jet.call(method, `/v1/subscriptions/${id}`)).toMatchObject({
          status: 404,
          body: { code: 'not-found' },
        });
  });

  describe('asked for with the same Idempotency-Key', () => {
    it('and the same body are answered the same, also after a restart, whatever happened since', async () => {
      const first = await jet.subscribe('key-1', { ...ada, name: 'Ada' });
      const reordered = { planId: 'starter', name: 'Ada', email: ada.email };
      expect(await jet.subscribe('key-1', reordered)).toMatchObject({ status: 201, body: first.body });
      await jet.restart();
      expect(await jet.subscribe('key-1', reordered)).toMatchObject({ status: 201, body: first.body });
      await jet.call('DELETE', `/v1/subscriptions/${first.body.subscriptionId}`);
      const after = await jet.subscribe('key-1', reordered);
      expect(after.body).toMatchObject({ subscriptionId: first.body.subscriptionId, status: 'ended' });
    });

    it('say again that they ran already', async () => {
      await jet.subscribe('key-1', ada);
      const second = await jet.subscribe('key-2', ada);
      expect(await jet.subscribe('key-2', ada)).toMatchObject({ status: 200, body: second.body });
    });

    it('many times at once are one', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => jet.subscribe('key-1', ada)));
      expect(new Set(answers.map(({ body }) => body.subscriptionId)).size).toBe(1);
      expect(answers.every(({ status }) => status === 201)).toBe(true);
    });

    it.each([
      { ...ada, planId: 'all-courses' },
      { ...ada, email: 'bob@example.com' },
      { ...ada, name: 'Ada' },
      { ...ada, externalRef: 'lead-1' },
    ])('and another body are refused: %j', async (other) => {
      await jet.subscribe('key-1', ada);
      expect(await jet.subscribe('key-1', other)).toMatchObject({
        status: 409,
        body: { code: 'key-reused' },
      });
    });

    it('after a refusal are not held to the body that was refused', async () => {
      expect((await jet.subscribe('key-1', { ...ada, planId: 'none' })).status).toBe(422);
      expect((await jet.subscribe('key-1', ada)).status).toBe(201);
    });
  });

  it('to a plan that is not there are 422, and make no account', async () => {
    expect(await jet.subscribe('key-1', { ...ada, planId: 'none' })).toMatchObject({
      status: 422,
      body: {
        code: 'unknown-plan',
        detail: 'There is no plan “none”.',
        errors: [{ path: 'planId', message: 'must be one of starter, all-courses' }],
      },
    });
    expect((await jet.simulate({ type: 'account.created', email: ada.email })).status).toBe(202);
  });

  it('go to the plans that the stand-in was started with', async () => {
    expect((await jet.call('GET', '/v1/plans')).body.plans).toHaveLength(2);
    const plans = [{ planId: 'gold', name: 'Gold' }];
    await jet.restart({ plans });
    expect((await jet.call('GET', '/v1/plans')).body).toEqual({ plans });
    expect((await jet.subscribe('key-1', { ...ada, planId: 'gold' })).status).toBe(201);
  });
});
