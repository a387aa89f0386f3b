import { describe, expect, test } from 'vitest';
import { pathsOf, useApi } from './support/use-api.js';

const { get, post, storedTypes, api } = useApi();
const nobody = '018f3c00-0000-7000-8000-000000000000';
const create = async (lead: object): Promise<string> => (await post('/v1/leads', lead)).body.leadId;

describe('POST /v1/leads/:id/commands', () => {
  test('runs an action at once and says what came of it', async () => {
    const leadId = await create({ email: 'ada@example.com' });
    const answer = await post(
      `/v1/leads/${leadId}/commands`,
      { type: 'add-tag', tag: 'vip' },
      { as: 'client' },
    );
    expect(answer.status).toBe(200);
    const { runId } = answer.body;
    expect(answer.body).toEqual({ runId, status: 'succeeded', result: { tag: 'vip' } });
    expect(answer.headers.get('location')).toBe(`/v1/runs/${runId}`);
    expect((await get(`/v1/leads/${leadId}`)).body.tags).toEqual(['vip']);
    const position = answer.headers.get('leadline-position') ?? '';
    const run = await get(`/v1/runs/${runId}`, { headers: { 'leadline-wait-for': position } });
    expect(run.body).toMatchObject({
      runId,
      leadId,
      status: 'completed',
      name: 'Direct command',
      steps: [{ stepNo: 0, status: 'succeeded', action: { sentence: 'add the tag “vip”' } }],
    });
  });

  test('says why nothing was done', async () => {
    const leadId = await create({ externalId: 'c-1' });
    const mail = { type: 'send-email', subject: 'x', text: 'x' };
    const { status, body } = await post(`/v1/leads/${leadId}/commands`, mail);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'skipped', reason: { code: 'no-email-address' } });
    expect(api().sent.emails).toEqual([]);
  });

  test('is refused with the path of what is wrong, and stores nothing', async () => {
    const leadId = await create({ email: 'ada@example.com' });
    const path = `/v1/leads/${leadId}/commands`;
    const before = storedTypes();
    const refused = async (command: object) => {
      const answer = await post(path, command);
      return [answer.status, ...pathsOf(answer)];
    };
    expect(await refused({ type: 'add-tagg' })).toEqual([400, 'type']);
    expect(await refused({ tag: 'x' })).toEqual([400, '']);
    expect(await refused({ type: 'add-tag' })).toEqual([400, 'tag']);
    expect(await refused({ type: 'make-note', text: '{{ a' })).toEqual([400, 'text']);
    expect(await refused({ type: 'add-product', productId: 'nothing' })).toEqual([422, 'productId']);
    expect((await post(`/v1/leads/${nobody}/commands`, { type: 'add-tag', tag: 'x' })).status).toBe(404);
    expect(storedTypes()).toEqual(before);
  });
});

describe('a run of a flow', () => {
  const flow = {
    flowId: 'order',
    activate: true,
    name: 'Order',
    trigger: { type: 'form-submitted', formId: 'order' },
    steps: [
      { name: 'Tag', action: { type: 'add-tag', tag: 'customer' }, when: { type: 'immediately' } },
      {
        action: { type: 'send-email', subject: 'next', text: 'x' },
        when: { type: 'immediately' },
        conditions: {
          all: [{ type: 'has-tag', tag: 'customer' }, { not: { type: 'purchased-product', productId: 'X' } }],
        },
      },
      { action: { type: 'make-note', text: 'later' }, when: { type: 'delay', delay: 'P3D' } },
    ],
  };

  const enter = async () => {
    await post('/v1/products', { productId: 'X', name: 'X' });
    await post('/v1/flows', flow);
    const bought = {
      type: 'order-purchased',
      lead: { email: 'bob@example.com' },
      data: { items: [{ productId: 'X' }] },
    };
    await post('/v1/events', bought);
    const form = {
      type: 'form-submitted',
      lead: { email: 'bob@example.com' },
      data: { formId: 'order', fields: {} },
    };
    const { body } = await post('/v1/events', form);
    await api().settle();
    const { leadId } = body.items[0];
    const runs = await get(`/v1/leads/${leadId}/runs`);
    return { leadId, runs: runs.body.items, runId: runs.body.items[0].runId };
  };

  test('is explained step by step, with the values that were found', async () => {
    const { leadId, runs, runId } = await enter();
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ flowId: 'order', flowVersion: 1, status: 'active' });
    const { body } = await get(`/v1/runs/${runId}`, { as: 'auditor' });
    expect(body).toMatchObject({
      leadId,
      name: 'Order',
      flowVersion: 1,
      trigger: { type: 'FormSubmitted' },
      steps: [
        {
          name: 'Tag',
          status: 'succeeded',
          attempts: 0,
          result: { tag: 'customer' },
          when: { type: 'immediately' },
        },
        {
          status: 'skipped',
          action: { sentence: 'send the e-mail “next”', settings: flow.steps[1]?.action },
          reason: { code: 'conditions-not-met' },
          condition: flow.steps[1]?.conditions,
          conditions: { holds: false, evaluatedAt: '2026-03-01T09:00:00.000Z' },
        },
        { status: 'scheduled', dueAt: '2026-03-04T09:00:00.000Z', when: { type: 'delay', delay: 'P3D' } },
      ],
    });
    const { explanation, leadRevision } = body.steps[1].conditions;
    expect(explanation).toMatchObject({
      type: 'all',
      holds: false,
      of: [
        { type: 'has-tag', holds: true, found: ['customer'], sentence: 'has the tag “customer”' },
        {
          type: 'not',
          holds: false,
          of: [{ type: 'purchased-product', holds: true, found: '2026-03-01T09:00:00.000Z' }],
        },
      ],
    });
    const { body: seen } = await get(`/v1/leads/${leadId}?revision=${leadRevision}`);
    expect(seen.tags).toEqual(['customer']);
  });

  test('is cancelled once', async () => {
    const { runId } = await enter();
    const first = await post(`/v1/runs/${runId}/cancel`);
    expect(first.body).toEqual({ runId, changed: true });
    const waitFor = { headers: { 'leadline-wait-for': first.headers.get('leadline-position') ?? '' } };
    const { body } = await get(`/v1/runs/${runId}`, waitFor);
    expect(body.status).toBe('cancelled');
    expect(body.steps.map(({ status }: { status: string }) => status)).toEqual([
      'succeeded',
      'skipped',
      'cancelled',
    ]);
    expect((await post(`/v1/runs/${runId}/cancel`)).body).toEqual({ runId, changed: false });
  });

  test('that does not exist is 404', async () => {
    expect((await get(`/v1/runs/${nobody}`)).status).toBe(404);
    expect((await post(`/v1/runs/${nobody}/cancel`)).status).toBe(404);
  });
});
