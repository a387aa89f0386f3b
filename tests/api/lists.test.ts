import { describe, expect, test } from 'vitest';
import { pathsOf, useApi } from './support/use-api.js';

const { get, post, put, send, storedTypes, api } = useApi();

const news = { listId: 'news', name: 'Newsletter' };

describe('broadcast lists', () => {
  test('are created, read in every version, changed and listed', async () => {
    const created = await post('/v1/lists', news);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ ...news, version: 1 });
    expect(created.headers.get('location')).toBe('/v1/lists/news');
    expect(created.headers.get('etag')).toBe('"1"');
    const changed = await put('/v1/lists/news', { name: 'News', description: 'Monthly' });
    expect(changed.body).toEqual({ listId: 'news', name: 'News', description: 'Monthly', version: 2 });
    expect((await get('/v1/lists/news')).body).toEqual(changed.body);
    const first = await get('/v1/lists/news?version=1');
    expect([first.body, first.headers.get('etag')]).toEqual([created.body, '"1"']);
    await post('/v1/lists', { name: 'Without an id' });
    await api().settle();
    const { body } = await get('/v1/lists');
    expect(body.items).toHaveLength(2);
    expect(body.items).toContainEqual(changed.body);
    const page = await get('/v1/lists?limit=1');
    expect((await get(`/v1/lists?limit=1&after=${page.body.next}`)).body.items).toEqual([body.items[1]]);
  });

  test('are created once under one id', async () => {
    await post('/v1/lists', news);
    expect((await post('/v1/lists', news)).status).toBe(200);
    expect((await post('/v1/lists', { ...news, name: 'Other' })).status).toBe(409);
    expect(storedTypes()).toEqual(['ListCreated']);
  });

  test('are changed on the version that was seen', async () => {
    await post('/v1/lists', news);
    const ifMatch = (tag: string) => ({ headers: { 'if-match': tag } });
    expect((await put('/v1/lists/news', { name: 'B' }, ifMatch('"1"'))).headers.get('etag')).toBe('"2"');
    expect((await put('/v1/lists/news', { name: 'C' }, ifMatch('"1"'))).status).toBe(412);
    expect((await put('/v1/lists/nothing', { name: 'C' }, ifMatch('"1"'))).status).toBe(404);
    expect((await get('/v1/lists/news')).body.name).toBe('B');
  });

  test('that are wrong, or not there, are refused', async () => {
    const answer = await post('/v1/lists', { listId: '.', name: ' ', descriptoin: 'x' });
    expect([answer.status, [...pathsOf(answer)].sort()]).toEqual([400, ['descriptoin', 'listId', 'name']]);
    expect((await get('/v1/lists/nothing')).status).toBe(404);
    await post('/v1/lists', news);
    expect((await get('/v1/lists/news?version=2')).status).toBe(404);
    expect((await get('/v1/lists', { as: 'client' })).status).toBe(403);
    expect((await post('/v1/lists', news, { as: 'client' })).status).toBe(403);
  });
});

describe('the members of a list', () => {
  const lead = async (body: object): Promise<string> => (await post('/v1/leads', body)).body.leadId;
  const members = async (query = '') => {
    await api().settle();
    return (await get(`/v1/lists/news/members${query}`, { as: 'client' })).body;
  };

  test('are put on it by any of their ids, with an outcome for each', async () => {
    await post('/v1/lists', news);
    const ann = await lead({ email: 'ann@example.com', externalId: 'ann' });
    const bob = await lead({ externalId: 'bob' });
    const eve = await lead({ email: 'eve@example.com' });
    const leads = [
      { email: 'ANN@example.com' },
      { externalId: 'ann', leadId: ann },
      { leadId: eve },
      { externalId: 'bob' },
      { externalId: 'nobody' },
      { leadId: '01930000-0000-7000-8000-000000000000' },
      { externalId: 'ann', email: 'eve@example.com' },
    ];
    const added = await post('/v1/lists/news/members', { leads }, { as: 'client' });
    expect(added.status).toBe(200);
    expect(added.body.items).toMatchObject([
      { status: expect.stringMatching(/^added|already-member$/), leadId: ann },
      { status: expect.stringMatching(/^added|already-member$/), leadId: ann },
      { status: 'added', leadId: eve },
      { status: 'rejected', reason: { code: 'no-email-address' } },
      { status: 'rejected', reason: { code: 'unknown-lead' } },
      { status: 'rejected', reason: { code: 'unknown-lead' } },
      { status: 'rejected', reason: { code: 'ambiguous' } },
    ]);
    expect(Number(added.headers.get('leadline-position'))).toBe(api().events.after(0).at(-1)?.position);
    expect(storedTypes().filter((type) => type === 'AddedToList')).toHaveLength(2);
    expect((await members()).items).toEqual(
      [
        { leadId: ann, email: 'ann@example.com', externalId: 'ann' },
        { leadId: eve, email: 'eve@example.com' },
      ].sort((left, right) => (left.leadId < right.leadId ? -1 : 1)),
    );
    expect((await get(`/v1/leads/${ann}`)).body).toMatchObject({ lists: ['news'], consent: {} });
    expect((await get(`/v1/leads/${bob}`)).body.lists).toEqual([]);
    const again = await post('/v1/lists/news/members', { leads: [{ leadId: eve }] });
    expect(again.body.items).toEqual([{ status: 'already-member', leadId: eve }]);
  });

  test('go by pages, and are taken off', async () => {
    await post('/v1/lists', news);
    const leads = await Promise.all(
      Array.from({ length: 3 }, async (_, index) => ({
        leadId: await lead({ email: `lead-${index}@example.com` }),
      })),
    );
    await post('/v1/lists/news/members', { leads });
    const first = await members('?limit=2');
    expect(first.items).toHaveLength(2);
    const second = await members(`?limit=2&after=${first.next}`);
    const ids = [...first.items, ...second.items].map(({ leadId }) => leadId);
    expect(ids).toEqual(leads.map(({ leadId }) => leadId).sort());
    expect(second).not.toHaveProperty('next');
    const path = `/v1/lists/news/members/${ids[0]}`;
    expect((await send('DELETE', path, { as: 'client' })).body).toEqual({
      listId: 'news',
      leadId: ids[0],
      status: 'removed',
    });
    expect((await send('DELETE', path)).body.status).toBe('not-a-member');
    expect((await members()).items).toHaveLength(2);
    const nobody = '/v1/lists/news/members/01930000-0000-7000-8000-000000000000';
    expect((await send('DELETE', nobody)).status).toBe(404);
  });

  test('of a list that is not there are not found, and a wrong request is refused', async () => {
    const leads = [{ externalId: 'bob' }];
    expect((await get('/v1/lists/news/members')).status).toBe(404);
    expect((await post('/v1/lists/news/members', { leads })).status).toBe(404);
    expect((await send('GET', '/v1/lists/news/export')).status).toBe(404);
    await post('/v1/lists', news);
    const wrong = await post('/v1/lists/news/members', { leads: [{}, { email: 'x' }] });
    expect([wrong.status, pathsOf(wrong)]).toEqual([400, ['leads[0]', 'leads[1].email']]);
    const many = Array.from({ length: 1001 }, () => ({ externalId: 'bob' }));
    expect((await post('/v1/lists/news/members', { leads: many })).status).toBe(400);
    expect((await post('/v1/lists/news/members', { leads }, { as: 'analyst' })).status).toBe(403);
  });
});

describe('the export of a list', () => {
  const download = async () => {
    await api().settle();
    const answer = await fetch(`${api().url}/v1/lists/news/export`, {
      headers: { authorization: `Bearer ${api().keys.analyst}` },
    });
    return { answer, lines: (await answer.text()).split('\r\n') };
  };

  test('is a CSV file that no spreadsheet runs', async () => {
    await post('/v1/lists', news);
    const attributes = { firstName: '=cmd|calc', lastName: 'O"Neil, jr.', phone: '+4930901820' };
    const ann = await post('/v1/leads', { email: 'ann@example.com', externalId: 'ann', attributes });
    const { leadId } = ann.body;
    await post(`/v1/leads/${leadId}/consent`, { channel: 'email', consent: 'given' });
    await post('/v1/lists/news/members', { leads: [{ leadId }] });
    const { answer, lines } = await download();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="news.csv"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(lines).toEqual([
      'leadId,externalId,email,firstName,lastName,name,phone,emailConsent',
      `${leadId},ann,ann@example.com,"'=cmd|calc","O""Neil, jr.",,"'+4930901820",given`,
      '',
    ]);
  });

  test('of nobody has its header', async () => {
    await post('/v1/lists', news);
    expect((await download()).lines).toHaveLength(2);
  });

  test('of many has each of them once, page after page', async () => {
    await post('/v1/lists', news);
    const events = Array.from({ length: 1000 }, (_, index) => ({
      type: 'form-submitted',
      lead: { email: `lead-${index}@example.com` },
      data: { formId: 'a', fields: {} },
    }));
    await post('/v1/events', { events });
    const leads = events.map(({ lead }) => lead);
    await post('/v1/lists/news/members', { leads });
    const emails = (await download()).lines.slice(1, -1).map((line) => line.split(',')[2]);
    expect(new Set(emails)).toEqual(new Set(leads.map(({ email }) => email)));
    expect(emails).toHaveLength(1000);
  });
});
