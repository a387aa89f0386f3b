import { describe, expect, test } from 'vitest';
import { pathsOf, useApi } from './support/use-api.js';

const { get, post, put, storedTypes, api } = useApi();

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
