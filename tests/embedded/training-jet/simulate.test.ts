import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';
import { type StandIn, startStandIn, verify } from './stand-in.js';

const email = 'ada@example.com';

describe('what a student is said to do', () => {
  let receiver: WebhookReceiver;
  let jet: StandIn;
  const told = (count: number) =>
    eventually(async () => {
      const events = receiver.received.map((one) => verify(one));
      return events.length >= count ? events.map(({ type, data }) => ({ type, data })) : undefined;
    });

  beforeEach(async () => {
    receiver = await startReceiver();
    jet = await startStandIn({ webhookUrl: receiver.url });
  });
  afterEach(async () => {
    await jet.close();
    await receiver.close();
  });

  it('is told, each with the account', async () => {
    for (const act of [
      { type: 'account.created' },
      { type: 'subscription.started', planId: 'starter' },
      { type: 'course.started', courseId: 'first-steps' },
      { type: 'step.completed', courseId: 'first-steps', stepId: 'video-1' },
      { type: 'course.completed', courseId: 'first-steps' },
      { type: 'user.active' },
      { type: 'subscription.ended', planId: 'starter' },
    ]) {
      const { status, body } = await jet.simulate({ email, ...act });
      expect([status, body]).toEqual([202, { eventIds: [expect.stringMatching(/^evt_/)] }]);
    }
    const events = await told(7);
    const accountId = events[0]?.data['accountId'];
    const subscriptionId = events[1]?.data['subscriptionId'];
    const account = { accountId, email };
    const subscription = { subscriptionId, planId: 'starter', ...account };
    expect([accountId, subscriptionId]).toEqual([
      expect.stringMatching(/^acc_/),
      expect.stringMatching(/^sub_/),
    ]);
    expect(events).toEqual([
      { type: 'account.created', data: account },
      { type: 'subscription.started', data: subscription },
      { type: 'course.started', data: { courseId: 'first-steps', ...account } },
      { type: 'step.completed', data: { courseId: 'first-steps', stepId: 'video-1', ...account } },
      { type: 'course.completed', data: { courseId: 'first-steps', ...account } },
      { type: 'user.active', data: account },
      { type: 'subscription.ended', data: subscription },
    ]);
  });

  it('makes an account where there is none, which is told first', async () => {
    const { body } = await jet.simulate({ type: 'course.started', email, courseId: 'first-steps' });
    const events = await told(2);
    expect(events.map(({ type }) => type)).toEqual(['account.created', 'course.started']);
    expect(receiver.received.map((one) => verify(one).id)).toEqual(body.eventIds);
  });

  it('is the same account that the API subscribes', async () => {
    const { body } = await jet.subscribe('key-1', { email, planId: 'starter' });
    await jet.simulate({ type: 'subscription.ended', email: email.toUpperCase(), planId: 'starter' });
    expect(await jet.call('GET', `/v1/subscriptions/${body.subscriptionId}`)).toMatchObject({
      body: { status: 'ended' },
    });
  });

  it('cannot be done twice, nor undone where it was not done', async () => {
    await jet.simulate({ type: 'subscription.started', email, planId: 'starter' });
    for (const [act, status, code] of [
      [{ type: 'account.created' }, 409, 'account-exists'],
      [{ type: 'subscription.started', planId: 'starter' }, 409, 'already-subscribed'],
      [{ type: 'subscription.started', planId: 'none' }, 422, 'unknown-plan'],
      [{ type: 'subscription.ended', planId: 'all-courses' }, 409, 'not-subscribed'],
    ] as const)
      expect(await jet.simulate({ email, ...act })).toMatchObject({ status, body: { code } });
    expect(
      await jet.simulate({ type: 'subscription.ended', email: 'bob@example.com', planId: 'starter' }),
    ).toMatchObject({ status: 409, body: { code: 'not-subscribed' } });
    await jet.simulate({ type: 'user.active', email });
    expect((await told(3)).map(({ type }) => type)).toEqual([
      'account.created',
      'subscription.started',
      'user.active',
    ]);
  });

  it.each([
    [{}, ['type']],
    [{ type: 'course.watched', email }, ['type']],
    [{ type: 'constructor', email }, ['type']],
    [{ type: ['user.active'], email }, ['type']],
    [{ type: 'user.active' }, ['email']],
    [{ type: 'user.active', email: 'nobody' }, ['email']],
    [{ type: 'user.active', email, courseId: 'x' }, ['courseId']],
    [{ type: 'user.active', email, accountId: 'acc_1' }, ['accountId']],
    [{ type: 'course.started', email }, ['courseId']],
    [{ type: 'step.completed', email }, ['courseId', 'stepId']],
    [{ type: 'subscription.started', email, planId: 7 }, ['planId']],
    [[], ['']],
    [null, ['']],
  ])('is refused where it is wrong, and told where: %j', async (act, paths) => {
    const { status, body } = await jet.simulate(act);
    expect(status).toBe(400);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  it('needs no token, but a page of a stranger cannot send it', async () => {
    const post = (type: string) =>
      fetch(`${jet.url()}/simulate/events`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify({ type: 'user.active', email }),
      });
    expect((await post('text/plain')).status).toBe(415);
    expect((await post('application/json')).status).toBe(202);
  });
});
