import { describe, expect, test } from 'vitest';
import { pathsOf, useApi } from './support/use-api.js';

const { get, post, put, api, storedTypes } = useApi();

const webinars = {
  name: 'Webinars',
  pages: [{ url: 'https://Example.com/webinars/*' }, { pageId: 'thanks' }],
};
const create = (more: object = {}) => post('/v1/funnels', { funnelId: 'webinars', ...webinars, ...more });
const visit = (email: string, data: object) =>
  post('/v1/events', { type: 'page-visited', lead: { email }, data });
const inside = async (): Promise<readonly string[]> => {
  await api().settle();
  const segment = { conditions: { type: 'inside-funnel', funnelId: 'webinars' } };
  const { body } = await post('/v1/segments/query', {
    segment,
    fields: ['attributes.email'],
    sort: { by: 'attributes.email', order: 'asc' },
  });
  return body.items.map(({ attributes }: { attributes: { email: string } }) => attributes.email);
};

describe('funnels', () => {
  test('are created, revised, read version by version, and listed', async () => {
    const created = await create();
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ funnelId: 'webinars', version: 1, ...webinars });
    expect((await create()).status).toBe(200);
    const revised = { ...webinars, formIds: ['signup'] };
    expect((await put('/v1/funnels/webinars', revised)).body).toMatchObject({
      version: 2,
      formIds: ['signup'],
    });
    expect((await get('/v1/funnels/webinars?version=1')).body).toMatchObject(webinars);
    await api().settle();
    expect((await get('/v1/funnels')).body.items).toMatchObject([{ funnelId: 'webinars', version: 2 }]);
  });

  test('hold the leads who came to a page of them, as they are now', async () => {
    await create();
    await visit('ann@example.com', { url: 'http://example.com/webinars/spring/?utm_source=x' });
    await visit('ben@example.com', { url: 'https://other.example.com/', pageId: 'thanks' });
    await visit('cat@example.com', { url: 'https://example.com/webinar' });
    expect(await inside()).toEqual(['ann@example.com', 'ben@example.com']);
    await put('/v1/funnels/webinars', { ...webinars, pages: [{ url: 'example.com/webinar' }] });
    expect(await inside()).toEqual(['cat@example.com']);
  });

  test.each([
    [{ pages: [] }, 'pages'],
    [{ pages: [{}] }, 'pages[0].pageId'],
    [{ pages: [{ pageId: 'a', url: 'example.com' }] }, 'pages[0].url'],
    [{ pages: [{ url: '^https://example.com/.*$' }] }, 'pages[0].url'],
    [{ pages: [{ url: 'example.com/*/*/*/*' }] }, 'pages[0].url'],
    [{ pages: [{ pageId: { $ne: null } }] }, 'pages[0].pageId'],
    [{ formIds: ['a b'] }, 'formIds[0]'],
    [{ name: '' }, 'name'],
    [{ steps: [] }, 'steps'],
  ])('that cannot be are refused: %j', async (changes, path) => {
    const answer = await create(changes);
    expect([answer.status, pathsOf(answer)]).toEqual([400, [path]]);
    expect(storedTypes()).toEqual([]);
  });
});
