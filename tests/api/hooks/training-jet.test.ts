import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { trainingJetSecret } from '../../support/messaging.js';
import { useApi } from '../support/use-api.js';

const { get, api, storedTypes } = useApi();

interface Posted {
  readonly id?: string;
  readonly secret?: string;
  readonly at?: Date;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent in place of what was signed. */
  readonly sent?: string;
}

const happened = (type: string, data: object, id = 'evt_1') => ({
  id,
  type,
  occurredAt: '2026-03-01T08:00:00Z',
  data: { accountId: 'acc_1', email: 'ada@example.com', ...data },
});

const deliver = (
  body: unknown,
  {
    id = 'evt_1',
    secret = trainingJetSecret,
    at = new Date(),
    path = '/hooks/training-jet',
    headers = {},
    sent,
  }: Posted = {},
) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${api().url}${path}`, {
    method: 'POST',
    body: sent ?? text,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, text),
      ...headers,
    },
  });
};

const events = async () => {
  await api().settle();
  const { items } = (await get('/v1/leads?email=ada@example.com')).body;
  const leadId = items[0]?.leadId;
  return leadId === undefined ? [] : (await get(`/v1/leads/${leadId}/history`)).body.items;
};

describe('Training Jet', () => {
  test.each([
    ['account.created', {}, 'TrainingJetAccountCreated'],
    ['subscription.started', { subscriptionId: 'sub_1', planId: 'pro' }, 'TrainingJetSubscriptionStarted'],
    ['subscription.ended', { subscriptionId: 'sub_1', planId: 'pro' }, 'TrainingJetSubscriptionEnded'],
    ['course.started', { courseId: 'c1' }, 'TrainingJetCourseStarted'],
    ['course.completed', { courseId: 'c1' }, 'TrainingJetCourseCompleted'],
    ['step.completed', { courseId: 'c1', stepId: 's1' }, 'TrainingJetStepCompleted'],
    ['user.active', {}, 'TrainingJetUserActive'],
  ])('reports %s of a student, who becomes a lead', async (type, data, eventType) => {
    expect((await deliver(happened(type, data))).status).toBe(204);
    const [registered, reported] = await events();
    expect(registered.type).toBe('LeadRegistered');
    expect(reported).toMatchObject({
      type: eventType,
      data: { accountId: 'acc_1', ...data },
      occurredAt: '2026-03-01T08:00:00.000Z',
      actor: { kind: 'provider', id: 'trainingJet' },
    });
    expect(reported.data.email).toBeUndefined();
  });

  test('is heard once, though it says it again', async () => {
    for (const _again of [1, 2, 3]) expect((await deliver(happened('user.active', {}))).status).toBe(204);
    expect(await events()).toHaveLength(2);
  });

  test('may say what is not known here', async () => {
    expect((await deliver(happened('badge.earned', {}))).status).toBe(204);
    expect(storedTypes()).toEqual([]);
    expect(api().log.lines.some(({ level }) => level === 'warn')).toBe(true);
  });

  test.each([
    [{ type: 'user.active' }, ['id', 'occurredAt', 'data']],
    [happened('user.active', { email: 'nobody' }), ['data.email']],
    [happened('user.active', { accountId: 1 }), ['data.accountId']],
    [happened('course.started', {}), ['data.courseId']],
  ])('that makes no sense is refused with every path: %j', async (body, paths) => {
    const answer = await deliver(body);
    expect(answer.status).toBe(400);
    const problem = JSON.stringify(await answer.json());
    for (const path of paths) expect(problem).toContain(`"path":"${path}"`);
    expect(storedTypes()).toEqual([]);
  });

  const body = happened('user.active', {});
  const hour = 60 * 60 * 1000;

  test.each<readonly [string, Posted]>([
    ['another secret', { secret: `whsec_${'B'.repeat(43)}=` }],
    ['another body', { sent: JSON.stringify({ ...body, type: 'course.started' }) }],
    ['another id', { headers: { 'webhook-id': 'evt_2' } }],
    ['another time', { headers: { 'webhook-timestamp': '1' } }],
    ['an old time', { at: new Date(Date.now() - hour) }],
    ['a time to come', { at: new Date(Date.now() + hour) }],
    ['no signature', { headers: { 'webhook-signature': '' } }],
    ['a signature of nothing', { headers: { 'webhook-signature': 'v1,' } }],
    ['another version', { headers: { 'webhook-signature': 'v2,AAAA' } }],
    ['another connection', { path: '/hooks/training-jet/other' }],
    ['a strange connection', { path: '/hooks/training-jet/..%2fdefault' }],
  ])('with %s is somebody else', async (_what, posted) => {
    expect((await deliver(body, posted)).status).toBe(403);
    expect(storedTypes()).toEqual([]);
  });
});
