import { describe, expect, test } from 'vitest';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, patch, storedTypes, stored, api } = useApi();
const nobody = '018f3c00-0000-7000-8000-000000000000';

const create = async (lead: object): Promise<string> => (await post('/v1/leads', lead)).body.leadId;
const eventsOf = (leadId: string) => stored().filter(({ stream }) => stream === `lead-${leadId}`);

describe('POST /v1/leads', () => {
  test('creates a lead, and finds it again by either id', async () => {
    const created = await post('/v1/leads', {
      externalId: 'c-1',
      email: 'Ada@Example.com',
      attributes: { firstName: 'Ada', age: 36 },
    });
    expect(created.status).toBe(201);
    const { leadId } = created.body;
    expect(created.body).toEqual({
      leadId,
      externalId: 'c-1',
      revision: 1,
      registeredAt: '2026-03-01T09:00:00.000Z',
      attributes: { email: 'Ada@example.com', firstName: 'Ada', age: 36 },
      tags: [],
      products: [],
      purchases: [],
      lists: [],
      consent: {},
    });
    expect(created.headers.get('location')).toBe(`/v1/leads/${leadId}`);
    const found = [
      await post('/v1/leads', { externalId: 'c-1' }),
      await post('/v1/leads', { email: 'ada@example.com', attributes: { age: 37 } }),
    ];
    expect(found.map(({ status, body }) => [status, body.leadId])).toEqual([
      [200, leadId],
      [200, leadId],
    ]);
    expect(found[1]?.body.attributes).toEqual({ email: 'Ada@example.com', firstName: 'Ada', age: 37 });
    expect(await create({})).not.toBe(leadId);
  });

  test('an address that is new for a known lead becomes its address, if it has none', async () => {
    const leadId = await create({ externalId: 'c-1' });
    const found = await post('/v1/leads', { externalId: 'c-1', email: 'a@b.example' });
    expect(found.body).toMatchObject({ leadId, attributes: { email: 'a@b.example' } });
    expect(await create({ email: 'a@b.example' })).toBe(leadId);
    await patch(`/v1/leads/${leadId}`, { attributes: { email: 'new@b.example' } });
    expect((await post('/v1/leads', { email: 'a@b.example' })).body).toMatchObject({
      leadId,
      attributes: { email: 'new@b.example' },
    });
    expect(await create({ email: 'new@b.example' })).toBe(leadId);
  });

  test('ids of different leads are 409, and change nothing', async () => {
    await create({ externalId: 'c-1' });
    await create({ email: 'a@b.example' });
    const before = storedTypes();
    const answer = await post('/v1/leads', { externalId: 'c-1', email: 'a@b.example' });
    expect(answer.status).toBe(409);
    expect(storedTypes()).toEqual(before);
  });

  test('wrong ids and attributes are 400 with their paths', async () => {
    const answer = await post('/v1/leads', {
      email: 'nobody',
      externalId: 'with space',
      attributes: { 'first name': 'x', list: [], fine: 1 },
    });
    expect([...pathsOf(answer)].sort()).toEqual([
      'attributes.first name',
      'attributes.list',
      'email',
      'externalId',
    ]);
    const email = await post('/v1/leads', { externalId: 'c-1', attributes: { email: 'nobody' } });
    expect(faultsOf(email)).toEqual(['attributes.email must be an e-mail address']);
    expect(storedTypes()).toEqual([]);
  });
});

describe('GET /v1/leads', () => {
  test('finds by e-mail address, external id and tag, by pages', async () => {
    const ada = await create({ email: 'ada@example.com', externalId: 'c-1' });
    const bob = await create({ email: 'bob@example.com' });
    for (const leadId of [ada, bob])
      await post(`/v1/leads/${leadId}/commands`, { type: 'add-tag', tag: 'vip' });
    await api().settle();
    const ids = async (query: string): Promise<readonly string[]> =>
      (await get(`/v1/leads?${query}`)).body.items.map(({ leadId }: { leadId: string }) => leadId);
    expect(await ids('email=ada@EXAMPLE.com')).toEqual([ada]);
    expect(await ids('externalId=c-1')).toEqual([ada]);
    expect(await ids('tag=vip')).toEqual([ada, bob].sort());
    expect(await ids('tag=vip&email=bob@example.com')).toEqual([bob]);
    expect(await ids('tag=nobody')).toEqual([]);
    const first = await get('/v1/leads?tag=vip&limit=1');
    const second = await get(`/v1/leads?tag=vip&limit=1&after=${first.body.next}`);
    expect([...first.body.items, ...second.body.items].map(({ leadId }) => leadId)).toEqual(
      [ada, bob].sort(),
    );
    expect(second.body.next).toBeUndefined();
  });
});

describe('GET /v1/leads/:id', () => {
  test('is current without waiting for a read model, and shows no bookkeeping', async () => {
    const leadId = await create({ email: 'ada@example.com' });
    const report = {
      type: 'page-visited',
      lead: { leadId },
      data: { url: 'https://example.com' },
      eventId: 'e-1',
    };
    await post('/v1/events', report);
    const answer = await get(`/v1/leads/${leadId}`, { as: 'analyst' });
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(Object.keys(answer.body).sort()).toEqual(
      [
        'attributes',
        'consent',
        'leadId',
        'lists',
        'products',
        'purchases',
        'registeredAt',
        'revision',
        'tags',
      ].sort(),
    );
  });

  test('shows the lead after any of its events, and at any moment', async () => {
    const leadId = await create({ email: 'ada@example.com' });
    api().advance(3_600_000);
    await patch(`/v1/leads/${leadId}`, { attributes: { city: 'Rome' } });
    api().advance(3_600_000);
    await patch(`/v1/leads/${leadId}`, { attributes: { city: 'Paris' } });
    const cityAt = async (query: string) => (await get(`/v1/leads/${leadId}?${query}`)).body.attributes.city;
    expect([await cityAt('revision=0'), await cityAt('revision=1'), await cityAt('revision=2')]).toEqual([
      undefined,
      'Rome',
      'Paris',
    ]);
    expect(await cityAt('at=2026-03-01T09:59:59Z')).toBeUndefined();
    expect(await cityAt('at=2026-03-01T11:00:00%2B01:00')).toBe('Rome');
    expect(await cityAt('at=2030-01-01T00:00:00Z')).toBe('Paris');
    for (const query of ['revision=3', 'at=2026-03-01T08:59:59Z'])
      expect((await get(`/v1/leads/${leadId}?${query}`)).status).toBe(404);
    for (const query of ['at=2026-03-01', 'at=yesterday', 'revision=1&at=2026-03-01T10:00:00Z'])
      expect(pathsOf(await get(`/v1/leads/${leadId}?${query}`))).toEqual(['at']);
    expect(pathsOf(await get(`/v1/leads/${leadId}?revision=-1`))).toEqual(['revision']);
  });

  test('is 404 for a lead that nobody is', async () => {
    for (const path of ['', '?revision=0', '?at=2030-01-01T00:00:00Z', '/history', '/runs'])
      expect((await get(`/v1/leads/${nobody}${path}`)).body.type).toBe('/problems/not-found');
  });
});

describe('PATCH /v1/leads/:id', () => {
  test('sets and removes attributes in one append', async () => {
    const leadId = await create({ attributes: { firstName: 'Ada', city: 'Rome' } });
    const { status, body } = await patch(`/v1/leads/${leadId}`, {
      attributes: { firstName: 'Eve', city: null },
    });
    expect(status).toBe(200);
    expect(body.attributes).toEqual({ firstName: 'Eve' });
    expect(eventsOf(leadId).map(({ type }) => type)).toEqual([
      'LeadRegistered',
      'AttributesSet',
      'AttributesSet',
      'AttributesRemoved',
    ]);
    const before = storedTypes();
    expect((await patch(`/v1/leads/${leadId}`, { attributes: { firstName: 'Eve', zip: null } })).status).toBe(
      200,
    );
    expect(storedTypes()).toEqual(before);
  });

  test('an e-mail address must be one, and belongs to one lead', async () => {
    const leadId = await create({ email: 'ada@example.com' });
    await create({ email: 'bob@example.com' });
    const before = storedTypes();
    const wrong = await patch(`/v1/leads/${leadId}`, { attributes: { email: 'nobody', city: 'Rome' } });
    expect(faultsOf(wrong)).toEqual(['attributes.email must be an e-mail address']);
    const taken = await patch(`/v1/leads/${leadId}`, { attributes: { email: 'bob@example.com' } });
    expect(taken.status).toBe(409);
    expect(storedTypes()).toEqual(before);
    expect((await patch(`/v1/leads/${leadId}`, { attributes: { email: null } })).body.attributes).toEqual({});
  });

  test('is refused when the lead is not at the revision that was seen', async () => {
    const leadId = await create({ email: 'ada@example.com' });
    const change = (city: string, tag: string) =>
      patch(`/v1/leads/${leadId}`, { attributes: { city } }, { headers: { 'if-match': tag } });
    expect((await change('Rome', '"0"')).headers.get('etag')).toBe('"1"');
    expect((await change('Paris', '"0"')).status).toBe(412);
    expect((await get(`/v1/leads/${leadId}`)).body.attributes.city).toBe('Rome');
  });

  test('is 404 for nobody and 400 for anything else', async () => {
    expect((await patch(`/v1/leads/${nobody}`, { attributes: { a: 1 } })).status).toBe(404);
    expect(pathsOf(await patch(`/v1/leads/${nobody}`, { tags: [] }))).toEqual(['tags', 'attributes']);
    expect(pathsOf(await patch(`/v1/leads/${nobody}`, { attributes: { a: {} } }))).toEqual(['attributes.a']);
    expect(storedTypes()).toEqual([]);
  });
});

describe('GET /v1/leads/:id/history', () => {
  test('tells every event, by pages, with who caused it and when', async () => {
    const leadId = await create({ email: 'ada@example.com' });
    api().advance(60_000);
    await post('/v1/events', {
      type: 'page-visited',
      lead: { leadId },
      data: { url: 'https://example.com' },
      occurredAt: '2026-03-01T08:00:00Z',
      eventId: 'visit-1',
    });
    await post(`/v1/leads/${leadId}/commands`, { type: 'make-note', text: 'Hello' });
    const all = await get(`/v1/leads/${leadId}/history`, { as: 'auditor' });
    expect(all.body.next).toBeUndefined();
    expect(all.body.items.map(({ revision }: { revision: number }) => revision)).toEqual(
      all.body.items.map((_: unknown, index: number) => index),
    );
    expect(all.body.items[1]).toMatchObject({
      type: 'PageVisited',
      data: { url: 'https://example.com' },
      occurredAt: '2026-03-01T08:00:00.000Z',
      recordedAt: '2026-03-01T09:01:00.000Z',
      actor: { kind: 'api-key' },
      sourceEventId: 'visit-1',
    });
    const paged: unknown[] = [];
    for (let from: string | undefined = '0'; from !== undefined; ) {
      const { body } = await get(`/v1/leads/${leadId}/history?limit=2&from=${from}`);
      paged.push(...body.items);
      from = body.next;
    }
    expect(paged).toEqual(all.body.items);
    expect((await get(`/v1/leads/${leadId}/history?from=999`)).body).toEqual({ items: [] });
    expect(pathsOf(await get(`/v1/leads/${leadId}/history?from=-1`))).toEqual(['from']);
  });
});
