import { describe, expect, test } from 'vitest';
import { createLinks } from '../../commands/links.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { MessageRef } from '../../domain/lead/message-ref.js';
import { testTokens } from '../support/messaging.js';
import { pathsOf, useApi } from './support/use-api.js';

const { get, post, put, api } = useApi();

const minute = 60_000;
const day = 24 * 60 * minute;

const flow = {
  name: 'Order',
  trigger: { type: 'form-submitted', formId: 'order' },
  goal: { type: 'has-tag', tag: 'customer' },
  reEntry: 'once',
  steps: [
    { name: '=Note', action: { type: 'make-note', text: 'hello' }, when: { type: 'immediately' } },
    { action: { type: 'send-email', templateId: 'hello' }, when: { type: 'immediately' } },
    { action: { type: 'make-note', text: 'later' }, when: { type: 'delay', delay: 'P3D' } },
  ],
};

const create = async () => {
  await post('/v1/templates', { templateId: 'hello', name: 'Hello', subject: 'Hello', text: 'x' });
  await post('/v1/flows', { flowId: 'order', activate: true, ...flow });
};
const enter = async (lead: object): Promise<string> => {
  const { body } = await post('/v1/events', {
    type: 'form-submitted',
    lead,
    data: { formId: 'order', fields: {} },
  });
  await api().settle();
  return body.items[0].leadId;
};
const convert = async (leadId: string) => {
  await post(`/v1/leads/${leadId}/commands`, { type: 'add-tag', tag: 'customer' });
  await api().settle();
};
/** The lines of a file, as it is sent. */
const file = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${api().url}${path}`, {
    headers: { authorization: `Bearer ${api().keys.analyst}`, ...headers },
  });
  return {
    lines: (await response.text()).split('\r\n'),
    type: response.headers.get('content-type'),
    name: response.headers.get('content-disposition'),
  };
};

/** Ada converts after 20 minutes, Bob has no address and waits, Eve comes a week later. */
const happen = async () => {
  await create();
  const ada = await enter({ email: 'ada@example.com' });
  await enter({ externalId: 'bob' });
  await enter({ externalId: 'bob' });
  api().advance(20 * minute);
  await convert(ada);
  api().advance(7 * day);
  await enter({ email: 'eve@example.com' });
  return ada;
};

describe('the funnel of a flow', () => {
  test('says of each version who entered, where they are, how they ended and why', async () => {
    await happen();
    await put('/v1/flows/order', { ...flow, name: 'Order 2' });
    await post('/v1/flows/order/activate');
    await enter({ externalId: 'joe' });
    const { status, body } = await get('/v1/flows/order/stats', { as: 'analyst' });
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      {
        version: 1,
        name: 'Order',
        entered: 3,
        declined: [{ reason: 'already-entered', count: 1 }],
        active: 2,
        goalReached: 1,
        completed: 0,
        conversionRate: 0.3333,
        steps: [
          { stepNo: 0, name: '=Note', action: 'make-note', succeeded: 3, waiting: 0, scheduled: 0 },
          {
            stepNo: 1,
            action: 'send-email',
            succeeded: 2,
            skipped: 1,
            reasons: [{ outcome: 'skipped', code: 'no-email-address', count: 1 }],
          },
          {
            stepNo: 2,
            scheduled: 2,
            cancelled: 1,
            reasons: [{ outcome: 'cancelled', code: 'goal-reached', count: 1 }],
          },
        ],
      },
      { version: 2, name: 'Order 2', entered: 1, active: 1, conversionRate: 0 },
    ]);
    const second = await get('/v1/flows/order/stats?version=2');
    expect(second.body).toEqual({ items: [body.items[1]] });
    const page = await get('/v1/flows/order/stats?limit=1');
    expect(page.body.items).toEqual([body.items[0]]);
    expect((await get(`/v1/flows/order/stats?limit=1&after=${page.body.next}`)).body.items).toEqual([
      body.items[1],
    ]);
  });

  test('is a file where that is asked for, in which nothing is a formula', async () => {
    await happen();
    const asked = await file('/v1/flows/order/stats?format=csv');
    expect([asked.type, asked.name]).toEqual([
      'text/csv; charset=utf-8; header=present',
      'attachment; filename="order-stats.csv"',
    ]);
    expect(asked.lines[0]).toBe('version,stepNo,stepName,figure,reason,count');
    for (const line of [
      '1,,,entered,,3',
      '1,,,declined,already-entered,1',
      '1,0,"\'=Note",succeeded,,3',
      '1,1,,skipped,no-email-address,1',
      '1,2,,failed,,0',
    ])
      expect(asked.lines).toContain(line);
    expect(await file('/v1/flows/order/stats', { accept: 'text/csv' })).toEqual(asked);
    expect((await file('/v1/flows/order/stats?format=json', { accept: 'text/csv' })).type).toContain('json');
    expect((await file('/v1/flows/order/stats', { accept: '*/*' })).type).toContain('json');
  });

  test('of a flow that nobody has entered is empty; of none there is not any', async () => {
    await create();
    expect((await get('/v1/flows/order/stats')).body).toEqual({ items: [] });
    expect((await get('/v1/flows/nothing/stats')).status).toBe(404);
    expect((await get('/v1/flows/nothing/cohorts')).status).toBe(404);
    const wrong = await get('/v1/flows/order/stats?version=0&format=xml');
    expect([wrong.status, [...pathsOf(wrong)].sort()]).toEqual([400, ['format', 'version']]);
  });
});

describe('the cohorts of a flow', () => {
  test('say of each week who entered, and how long it took them to reach the goal', async () => {
    await happen();
    const { body } = await get('/v1/flows/order/cohorts');
    const [bound] = body.items[0].timeToConvert.buckets;
    expect(bound.upTo).toBeGreaterThanOrEqual(20 * 60);
    expect(bound.upTo).toBeLessThanOrEqual(20 * 60 * 1.1);
    expect(body.items).toMatchObject([
      {
        week: '2026-W09',
        monday: '2026-02-23',
        entered: 2,
        active: 1,
        goalReached: 1,
        conversionRate: 0.5,
        within1Day: 1,
        within30Days: 1,
        timeToConvert: { p50: bound.upTo, p90: bound.upTo, buckets: [{ count: 1 }] },
      },
      { week: '2026-W10', entered: 1, goalReached: 0, timeToConvert: { buckets: [] } },
    ]);
    expect((await get('/v1/flows/order/cohorts?version=2')).body).toEqual({ items: [] });
    const page = await get('/v1/flows/order/cohorts?limit=1');
    expect((await get(`/v1/flows/order/cohorts?limit=1&after=${page.body.next}`)).body.items).toEqual([
      body.items[1],
    ]);
    const { lines, name } = await file('/v1/flows/order/cohorts?format=csv');
    expect(name).toContain('order-cohorts.csv');
    expect(lines[1]).toBe(`2026-W09,2026-02-23,2,1,0,1,0,0,0.5,1,1,1,${bound.upTo},${bound.upTo}`);
  });
});

describe('the figures of e-mails', () => {
  const openBy = async (leadId: string, agent: string) => {
    const [sent] = api()
      .events.after(0)
      .flatMap((event) => (event.type === 'EmailSent' ? [event] : []));
    const message = decodeOrThrow(MessageRef, {
      leadId,
      messageId: sent?.data.messageId.replace(/^<|@leadline>$/g, ''),
      template: sent?.data.template,
      sentAt: sent?.metadata.occurredAt,
    });
    await fetch(`${api().url}${createLinks('', testTokens).open(message)}`, {
      headers: { 'user-agent': agent },
    });
    await api().settle();
  };

  test('say what was sent and what became of it, by day, template and version', async () => {
    const ada = await happen();
    await openBy(ada, 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/17.0 Safari/605.1.15');
    await openBy(ada, 'YahooMailProxy');
    const bounce = { type: 'bounce', recipient: 'eve@example.com', permanent: true, diagnostic: '550' };
    await post('/v1/email-feedback', bounce);
    await api().settle();
    const byDay = await get('/v1/emails/stats', { as: 'auditor' });
    expect(byDay.body.items).toMatchObject([
      {
        day: '2026-03-01',
        sent: 1,
        opens: 0,
        ofSent: { delivered: 1, opened: 1, machineOpened: 1, clicked: 0, bounced: 0 },
      },
      {
        day: '2026-03-08',
        sent: 1,
        opens: 1,
        machineOpens: 1,
        bounces: 1,
        permanentBounces: 1,
        ofSent: { delivered: 1, opened: 0 },
      },
    ]);
    const byTemplate = await get('/v1/emails/stats?by=template&templateId=hello');
    expect(byTemplate.body.items).toMatchObject([
      { templateId: 'hello', sent: 2, opens: 1, bounces: 0, ofSent: { delivered: 2, opened: 1 } },
    ]);
    const byVersion = await get('/v1/emails/stats?by=version');
    expect(byVersion.body.items).toMatchObject([
      // The bounce does not say of which message it is.
      { bounces: 1, sent: 0 },
      { templateId: 'hello', templateVersion: 1, sent: 2 },
    ]);
    const { lines } = await file('/v1/emails/stats?format=csv&from=2026-03-01&to=2026-03-01');
    expect(lines).toEqual([
      expect.stringMatching(/^day,templateId,templateVersion,sent,.*,ofSent.unsubscribed$/),
      '2026-03-01,,,1,0,0,0,0,0,0,0,0,1,1,1,0,0,0,0,0',
      '',
    ]);
  });

  test('are of 30 days unless others are asked for, and of a year at most', async () => {
    await happen();
    expect((await get('/v1/emails/stats?to=2026-03-01')).body.items).toHaveLength(1);
    expect((await get('/v1/emails/stats?to=2026-03-30')).body.items).toHaveLength(2);
    expect((await get('/v1/emails/stats?to=2026-03-31')).body.items).toHaveLength(1);
    expect((await get('/v1/emails/stats?from=2026-03-02')).body.items).toHaveLength(1);
    const refused = async (query: string) => {
      const answer = await get(`/v1/emails/stats?${query}`);
      return [answer.status, ...pathsOf(answer)];
    };
    expect(await refused('from=2026-03-02&to=2026-03-01')).toEqual([400, 'from']);
    expect(await refused('from=2025-01-01&to=2026-01-02')).toEqual([400, 'from']);
    expect((await get('/v1/emails/stats?from=2025-01-01&to=2026-01-01')).status).toBe(200);
    expect(await refused('from=yesterday&by=lead')).toEqual([400, 'from', 'by']);
  });
});
