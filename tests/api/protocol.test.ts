import { describe, expect, test } from 'vitest';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

describe('every answer', () => {
  const { get, post, send, api, storedTypes } = useApi();

  test('a wrong or missing key is 401 and says how to authenticate', async () => {
    const { keys } = api();
    const wrong = [
      'Bearer nonsense',
      `Bearer ${keys.admin}x`,
      `Bearer ${keys.admin.slice(0, -1)}`,
      'Bearer ll_00000000_aaaaaaaaaaaaaaaaaaaaaaaa',
      `Bearer ll___proto___${'a'.repeat(32)}`,
    ];
    for (const authorization of wrong) {
      const answer = await get('/v1/leads', { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.body.type).toBe('/problems/unauthenticated');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="leadline", error="invalid_token"');
    }
    for (const authorization of ['', 'Basic abc', keys.admin, 'Bearer']) {
      const answer = await get('/v1/leads', { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="leadline"');
    }
  });

  test('a body over the limit is 413, and nothing is stored', async () => {
    const big = { name: 'x'.repeat(1024 * 1024) };
    const answer = await post('/v1/products', big);
    expect(answer.status).toBe(413);
    expect(answer.body.detail).toBe('The body may have at most 1048576 bytes.');
    const visits = (count: number) =>
      Array.from({ length: count }, () => ({
        type: 'page-visited',
        lead: { email: 'a@b.example' },
        data: { url: `https://example.com/${'x'.repeat(1900)}` },
      }));
    expect((await post('/v1/events', visits(1000))).status).toBe(202);
    const padded = ' '.repeat(5 * 1024 * 1024) + JSON.stringify(visits(1));
    expect((await send('POST', '/v1/events', { raw: padded })).status).toBe(413);
    expect(storedTypes().filter((type) => type === 'PageVisited')).toHaveLength(1000);
  });

  test('a body that is not JSON is 400 and says where it stops being it', async () => {
    const answer = await send('POST', '/v1/products', { raw: '{"name": "x",\n "price": }' });
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([' is not JSON: unexpected "}" at line 2, column 11 (position 24)']);
    expect((await send('POST', '/v1/products', { raw: '' })).status).toBe(400);
    const latin1 = await send('POST', '/v1/products', { raw: Buffer.from('{"name":"Größe"}', 'latin1') });
    expect(latin1.body.detail).toBe('The body is not UTF-8.');
    expect(pathsOf(await post('/v1/products', [1]))).toEqual(['']);
    expect(storedTypes()).toEqual([]);
  });

  test('a body with half of a character is 400 and says where', async () => {
    const fields = { city: 'x\ud83d' };
    const report = { type: 'form-submitted', lead: { email: 'a@b.example' }, data: { formId: 'f', fields } };
    const answer = await post('/v1/events', [report]);
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([
      '[0].data.fields.city has half of a character: a surrogate without its other one',
    ]);
    expect(storedTypes()).toEqual([]);
    const whole = { ...report, data: { formId: 'f', fields: { city: '😀' } } };
    expect((await post('/v1/events', [whole])).status).toBe(202);
  });

  test('a body of another type is 415', async () => {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', ''];
    for (const type of types) {
      const answer = await send('POST', '/v1/products', {
        raw: new TextEncoder().encode('{"name":"x"}'),
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(415);
    }
    const gzip = await post('/v1/products', { name: 'x' }, { headers: { 'content-encoding': 'gzip' } });
    expect(gzip.status).toBe(415);
    const utf8 = { 'content-type': 'application/json; charset=UTF-8' };
    expect((await post('/v1/products', { name: 'x' }, { headers: utf8 })).status).toBe(201);
  });

  test('a body where none is wanted is refused, unless it says nothing', async () => {
    const definition = {
      name: 'Welcome',
      trigger: { type: 'lead-registered' },
      steps: [{ action: { type: 'add-tag', tag: 'new' }, when: { type: 'immediately' } }],
    };
    await post('/v1/flows', { flowId: 'welcome', ...definition });
    const path = '/v1/flows/welcome/activate';
    expect(faultsOf(await post(path, { version: 1 }))).toEqual(['version is not known here; nothing is']);
    expect(
      (await send('POST', path, { raw: 'version=1', headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(415);
    expect(storedTypes()).toEqual(['FlowCreated']);
    for (const body of [{}, undefined]) expect((await post(path, body)).status).toBe(200);
  });

  test('an address that is none is 404, a method that is none there 405 with Allow', async () => {
    for (const path of ['/v1/nothing', '/', '/v1', '/v1/leads/x/y/z'])
      expect((await get(path)).body).toMatchObject({ type: '/problems/not-found', status: 404 });
    const wrong = await send('DELETE', '/v1/flows/welcome');
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'PUT']);
    expect((await send('OPTIONS', '/v1/flows')).headers.get('allow')).toContain('POST');
  });

  test('an id that cannot be one names nothing, and says why', async () => {
    const answer = await get('/v1/leads/NOT-A-UUID');
    expect(answer.status).toBe(404);
    expect(faultsOf(answer)).toEqual(['leadId must be a lead id (a UUID in lower case)']);
    expect((await get('/v1/flows/%E0%A4%A')).status).toBeLessThan(500);
  });

  test('a query parameter that is not known, wrong or sent twice is 400', async () => {
    const unknown = await get('/v1/leads?emial=a@b.example');
    expect(unknown.status).toBe(400);
    expect(faultsOf(unknown)[0]).toMatch(
      /^emial is not known here; known are email, externalId, tag, limit, after/,
    );
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=ten',
      'limit=',
      'limit=1&limit=2',
      'limit=1.5',
      'limit=1e2',
      'limit=%2B5',
    ])
      expect(pathsOf(await get(`/v1/leads?${query}`))).toEqual(['limit']);
    expect((await get('/v1/leads?limit=200')).status).toBe(200);
    expect(pathsOf(await get('/v1/types?x=1'))).toEqual(['x']);
    expect(pathsOf(await get('/v1/leads?__proto__=1'))).toEqual(['__proto__']);
  });

  test('has an id, the one that was sent if it is a UUID', async () => {
    const id = '018f3c00-1111-7000-8000-00000000ABCD';
    const answer = await get('/v1/nothing', { headers: { 'x-request-id': id } });
    expect(answer.headers.get('x-request-id')).toBe(id.toLowerCase());
    expect(answer.body.instance).toBe(id.toLowerCase());
    const other = await get('/v1/nothing', { headers: { 'x-request-id': 'mine' } });
    expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('is not to be stored or guessed at, and tells nothing of what serves it', async () => {
    for (const path of ['/v1/leads', '/v1/nothing', '/healthz']) {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.has('x-powered-by')).toBe(false);
      expect(headers.has('access-control-allow-origin')).toBe(false);
    }
  });

  test('leaves one line in the log, without the key, the query and the body', async () => {
    await post('/v1/leads?x=secret-query', { email: 'secret@example.com' });
    await post('/v1/leads', { email: 'secret@example.com' });
    const lines = api().log.lines.filter(({ message }) => message === 'request');
    expect(lines.map(({ details }) => details)).toMatchObject([
      { method: 'POST', path: '/v1/leads', route: '/v1/leads', status: 400 },
      { method: 'POST', path: '/v1/leads', route: '/v1/leads', status: 201, milliseconds: 0 },
    ]);
    const all = JSON.stringify(api().log.lines);
    expect(all).not.toContain('secret');
    expect(all).not.toContain(api().keys.admin);
  });

  test('Leadline-Wait-For must be a position', async () => {
    const answer = await get('/v1/leads', { headers: { 'leadline-wait-for': 'soon' } });
    expect(answer.status).toBe(400);
    expect(pathsOf(answer)).toEqual(['Leadline-Wait-For']);
  });

  test('a write that has nothing to append has the position of the writes before', async () => {
    const lead = { email: 'a@b.example' };
    const first = await post('/v1/leads', lead);
    const second = await post('/v1/leads', lead);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.headers.get('leadline-position')).toBe(first.headers.get('leadline-position'));
    expect(Number(first.headers.get('leadline-position'))).toBeGreaterThan(0);
  });
});

describe('when something is not well', () => {
  const { get, post, api } = useApi(() => ({
    waitFor: async () => false,
    ready: async () => ({ ready: false, checks: { mongodb: 'not reachable' } }),
    readStream: async () => {
      throw new Error('connection to mongodb://user:hunter2@db failed');
    },
  }));

  test('the process says that it is up, and not ready, with the reasons', async () => {
    expect((await get('/healthz')).body).toEqual({ status: 'ok', version: '1.2.3' });
    const answer = await get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({
      type: '/problems/unavailable',
      checks: { mongodb: 'not reachable' },
    });
  });

  test('read models that lag behind the awaited position are 503', async () => {
    const answer = await get('/v1/leads', { headers: { 'leadline-wait-for': '120' } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  test('a bug is 500: logged with the id of the request, and kept from the client', async () => {
    const { leadId } = (await post('/v1/leads', { email: 'a@b.example' })).body;
    const answer = await get(`/v1/leads/${leadId}?revision=0`);
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    const error = api().log.lines.find(({ level }) => level === 'error');
    expect(error?.details).toMatchObject({
      requestId: answer.body.instance,
      err: expect.objectContaining({ message: expect.stringContaining('hunter2') }),
    });
  });
});

describe('when all is well', () => {
  const { get } = useApi();

  test('the process says that it is ready', async () => {
    const answer = await get('/readyz', { headers: { authorization: '' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status: 'ready', checks: { mongodb: 'ok' } });
  });
});
