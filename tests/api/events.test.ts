import { describe, expect, test } from 'vitest';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, stored, storedTypes, send, api } = useApi();

const form = (fields: object = { firstName: 'Ada' }) => ({
  type: 'form-submitted',
  lead: { email: 'ada@example.com' },
  data: { formId: 'order', fields },
});

describe('POST /v1/events', () => {
  test('records one report, and says where it stands', async () => {
    const answer = await post('/v1/events', form());
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ accepted: 1, duplicates: 0, rejected: 0 });
    const [item] = answer.body.items;
    expect(item).toMatchObject({ status: 'accepted', warnings: [] });
    expect(storedTypes()).toEqual(['IdentityClaimed', 'LeadRegistered', 'FormSubmitted', 'AttributesSet']);
    expect(stored()[2]?.eventId).toBe(item.eventId);
    expect(answer.headers.get('leadline-position')).toBe(String(stored().at(-1)?.position));
  });

  test('takes a batch, as events and as a bare list; each item has its own outcome', async () => {
    const visit = {
      type: 'page-visited',
      lead: { externalId: 'c-1' },
      data: { url: 'https://example.com/' },
    };
    const events = [
      { ...form(), eventId: 'e-1' },
      { ...form(), eventId: 'e-1' },
      visit,
      { type: 'nonsense' },
    ];
    for (const body of [{ events }, events]) {
      const answer = await post('/v1/events', body);
      expect(answer.status).toBe(202);
      expect(answer.body.items[3].faults[0].path).toContain('[3].');
    }
    const { body } = await post('/v1/events', { events });
    expect(body.items.map(({ status }: { status: string }) => status)).toEqual([
      'duplicate',
      'duplicate',
      'accepted',
      'rejected',
    ]);
    expect(body).toMatchObject({ accepted: 1, duplicates: 2, rejected: 1 });
  });

  test('keeps an event that names an unknown product or flow, and reports it', async () => {
    const order = {
      type: 'order-purchased',
      lead: { email: 'ada@example.com' },
      data: { items: [{ productId: 'nowhere' }] },
    };
    const start = { type: 'flow-requested', lead: { email: 'ada@example.com' }, data: { flowId: 'no-flow' } };
    const { body, headers } = await post('/v1/events', [order, start]);
    expect(body.accepted).toBe(2);
    expect(body.items[0].warnings).toEqual([
      { kind: 'product', id: 'nowhere', message: 'There is no product “nowhere”; the event is kept.' },
    ]);
    expect(body.items[1].warnings[0]).toMatchObject({ kind: 'flow', id: 'no-flow' });
    const position = headers.get('leadline-position') ?? '';
    const report = await get('/v1/audit/unknown-references', { headers: { 'leadline-wait-for': position } });
    expect(report.body.items).toEqual([
      expect.objectContaining({ kind: 'flow', id: 'no-flow', count: 1, lastLeadId: body.items[0].leadId }),
      expect.objectContaining({ kind: 'product', id: 'nowhere', count: 1 }),
    ]);
  });

  test('says of what could not be recorded where it is wrong, and stores nothing', async () => {
    const single = await post('/v1/events', { ...form(), data: { formId: 'no form!' } });
    expect(single.status).toBe(400);
    expect(pathsOf(single)).toEqual(['data.formId', 'data.fields']);

    const good = form();
    const batch = await post('/v1/events', {
      events: [
        { ...good, occurredAt: 'yesterday' },
        { ...good, occurredAt: '2036-01-01T00:00:00Z' },
        { ...good, type: 'form-submited' },
        { ...good, data: { ...good.data, formId: '' } },
        { ...good, lead: {} },
        { ...good, lead: { leadId: '018f3c00-0000-7000-8000-000000000000' } },
      ],
    });
    expect(batch.status).toBe(400);
    expect(pathsOf(batch)).toEqual([
      'events[0].occurredAt',
      'events[1].occurredAt',
      'events[2].type',
      'events[3].data.formId',
      'events[4].lead',
      'events[5].lead.leadId',
    ]);
    expect(faultsOf(batch)[2]).toContain('must be one of form-submitted, order-form-submitted, ');
    expect(storedTypes()).toEqual([]);
  });

  test('takes up to 1,000 at once', async () => {
    const many = await post('/v1/events', { events: Array.from({ length: 1001 }, () => form()) });
    expect(many.status).toBe(400);
    expect(faultsOf(many)).toEqual(['events must have 1 to 1000 items, has 1001']);
    const none = await post('/v1/events', { events: [] });
    expect(pathsOf(none)).toEqual(['events']);
    const beside = await post('/v1/events', { events: [form()], lead: {} });
    expect(pathsOf(beside)).toEqual(['lead']);
    expect(storedTypes()).toEqual([]);
    expect(
      (
        await post(
          '/v1/events',
          Array.from({ length: 1000 }, () => form()),
        )
      ).body.accepted,
    ).toBe(1000);
  });

  test('keys named __proto__ stay data', async () => {
    const raw = `{"type":"form-submitted","lead":{"email":"a@b.example"},"data":{"formId":"f","fields":{"__proto__":{"admin":true}}}}`;
    const answer = await send('POST', '/v1/events', { raw });
    expect(answer.status).toBe(202);
    const lead = await get(`/v1/leads/${answer.body.items[0].leadId}`);
    expect(Object.keys(lead.body.attributes)).toEqual(['email']);
    const body = await send('POST', '/v1/events', { raw: '{"__proto__":{"type":"form-submitted"}}' });
    expect(body.status).toBe(400);
    expect(pathsOf(body)).toEqual(['__proto__', 'type', 'lead']);
  });

  test('all events of a request carry its id and its key', async () => {
    const requestId = '018f3c00-1111-7000-8000-00000000abcd';
    const answer = await post('/v1/events', form(), { as: 'client', headers: { 'x-request-id': requestId } });
    expect(answer.headers.get('x-request-id')).toBe(requestId);
    const metadata = stored().map((event) => event.metadata);
    expect(metadata.length).toBeGreaterThan(0);
    for (const { correlationId, actor } of metadata) {
      expect(correlationId).toBe(requestId);
      expect(actor.kind).toBe('api-key');
      expect(api().keys.client).toContain(`ll_${actor.id}_`);
    }
  });
});
