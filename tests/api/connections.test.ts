import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { builtInConnections } from '../support/messaging.js';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, put, send, stored, storedTypes, api } = useApi();

const secret = 'hunter2 is my Password';
const settings = {
  kind: 'smtp',
  name: 'Main',
  host: 'smtp.example.com',
  port: 465,
  from: 'Ann <ann@example.com>',
  user: 'ann',
};
const main = { connectionId: 'main', ...settings, secrets: { password: secret } };
const shown = { connectionId: 'main', builtIn: false, ...settings, secrets: { password: true } };
const ifMatch = (tag: string) => ({ headers: { 'if-match': tag } });
const phone = {
  connectionId: 'phone',
  kind: 'twilio',
  name: 'Phone',
  accountSid: `AC${'a'.repeat(32)}`,
  numbers: [{ number: '+4930901820', name: 'Berlin' }],
  defaultRegion: 'DE',
  secrets: { authToken: secret },
};

describe('connections', () => {
  test('are created, read, changed and listed', async () => {
    const created = await post('/v1/connections', main);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ ...shown, version: 1 });
    expect(created.headers.get('location')).toBe('/v1/connections/main');
    expect(created.headers.get('etag')).toBe('"1"');
    const changed = await put('/v1/connections/main', { ...settings, port: 587 });
    expect(changed.body).toEqual({ ...shown, port: 587, version: 2 });
    const read = await get('/v1/connections/main', { as: 'analyst' });
    expect([read.body, read.headers.get('etag')]).toEqual([changed.body, '"2"']);
    expect((await get('/v1/connections/main?kind=smtp')).body).toEqual(changed.body);
    expect((await get('/v1/connections/main?kind=twilio')).status).toBe(404);
    expect((await post('/v1/connections', { ...phone, connectionId: undefined })).status).toBe(201);
    await api().settle();
    const { items } = (await get('/v1/connections', { as: 'auditor' })).body;
    expect(items).toHaveLength(4);
    expect(items).toContainEqual(changed.body);
  });

  test('of every kind are taken', async () => {
    const school = {
      connectionId: 'school',
      kind: 'training-jet',
      name: 'School',
      baseUrl: 'https://school.example',
      limits: { throttle: { max: 10, per: 'PT1M' } },
      secrets: { token: secret, webhookSecret: `whsec_${'B'.repeat(43)}=` },
    };
    for (const connection of [main, phone, school])
      expect((await post('/v1/connections', connection)).status).toBe(201);
    const { body } = await get('/v1/connections/school');
    expect(body).toEqual({
      ...school,
      builtIn: false,
      version: 1,
      secrets: { token: true, webhookSecret: true },
    });
  });

  test('are created once under one id', async () => {
    await post('/v1/connections', main);
    expect((await post('/v1/connections', main)).status).toBe(200);
    expect((await post('/v1/connections', { ...main, secrets: { password: 'other' } })).status).toBe(409);
    expect((await post('/v1/connections', { ...phone, connectionId: 'main' })).status).toBe(409);
    expect(storedTypes()).toEqual(['ConnectionCreated']);
  });

  test('keep the secrets that are not named, and lose those that are null', async () => {
    await post('/v1/connections', main);
    expect(
      (await put('/v1/connections/main', { ...settings, secrets: { password: secret } })).body.version,
    ).toBe(1);
    const other = await put('/v1/connections/main', { ...settings, secrets: { password: 'other' } });
    expect(other.body).toEqual({ ...shown, version: 2 });
    expect((await put('/v1/connections/main', { ...settings, secrets: {} })).body.version).toBe(2);
    const { user: _, ...open } = settings;
    expect(pathsOf(await put('/v1/connections/main', open))).toEqual(['user']);
    const without = await put('/v1/connections/main', { ...open, secrets: { password: null } });
    expect(without.body).toEqual({ connectionId: 'main', builtIn: false, ...open, secrets: {}, version: 3 });
  });

  test('are changed and removed on the version that was seen, and never to another kind', async () => {
    await post('/v1/connections', main);
    expect((await put('/v1/connections/main', { ...settings, port: 25 }, ifMatch('"1"'))).status).toBe(200);
    expect((await put('/v1/connections/main', { ...settings, port: 26 }, ifMatch('"1"'))).status).toBe(412);
    expect((await put('/v1/connections/other', settings, ifMatch('"1"'))).status).toBe(404);
    const { connectionId: _, ...twilio } = phone;
    expect(pathsOf(await put('/v1/connections/main', twilio))).toEqual(['kind']);
    expect((await send('DELETE', '/v1/connections/main', ifMatch('"1"'))).status).toBe(412);
    expect((await get('/v1/connections/main')).body.port).toBe(25);
    expect((await send('DELETE', '/v1/connections/main', ifMatch('"2"'))).status).toBe(200);
  });

  test('that are removed are gone, and their id stays with their kind', async () => {
    await post('/v1/connections', main);
    const removed = await send('DELETE', '/v1/connections/main');
    expect([removed.status, removed.body]).toEqual([200, { connectionId: 'main', status: 'removed' }]);
    expect((await send('DELETE', '/v1/connections/main')).status).toBe(200);
    expect((await send('DELETE', '/v1/connections/other')).status).toBe(404);
    for (const answer of [
      await get('/v1/connections/main'),
      await put('/v1/connections/main', settings),
      await post('/v1/connections/main/check'),
    ])
      expect(answer.status).toBe(404);
    await api().settle();
    expect((await get('/v1/connections')).body.items).toHaveLength(builtInConnections.length);
    expect((await post('/v1/connections', { ...phone, connectionId: 'main' })).status).toBe(409);
    expect((await post('/v1/connections', main)).body.version).toBe(3);
  });

  test('are for admins to change and check, and for readers to see', async () => {
    await post('/v1/connections', main);
    for (const as of ['analyst', 'auditor', 'client'] as const) {
      expect((await post('/v1/connections', phone, { as })).status).toBe(403);
      expect((await put('/v1/connections/main', settings, { as })).status).toBe(403);
      expect((await send('DELETE', '/v1/connections/main', { as })).status).toBe(403);
      expect((await post('/v1/connections/main/check', undefined, { as })).status).toBe(403);
    }
    expect((await get('/v1/connections', { as: 'client' })).status).toBe(403);
  });

  test('that are wrong are refused with every path, and nothing is stored', async () => {
    const wrong = { ...main, host: 'a b', port: 0, pasword: 'x', secrets: { password: '', token: 'x' } };
    const answer = await post('/v1/connections', wrong);
    expect(answer.status).toBe(400);
    expect([...pathsOf(answer)].sort()).toEqual([
      'host',
      'pasword',
      'port',
      'secrets.password',
      'secrets.token',
    ]);
    expect(faultsOf(await post('/v1/connections', { ...phone, secrets: {} }))).toEqual([
      'secrets.authToken is missing',
    ]);
    expect(pathsOf(await post('/v1/connections', { ...main, secrets: {} }))).toEqual(['secrets.password']);
    expect(pathsOf(await post('/v1/connections', { ...main, kind: 'fax' }))).toEqual(['kind']);
    expect(storedTypes()).toEqual([]);
  });
});

describe('built-in connections', () => {
  test('are listed first, and pages go on behind them', async () => {
    for (const connectionId of ['b', 'a', 'c']) await post('/v1/connections', { ...main, connectionId });
    await api().settle();
    const all = (await get('/v1/connections')).body.items;
    expect(all.map(({ connectionId, builtIn }: typeof shown) => [connectionId, builtIn])).toEqual([
      ['default', true],
      ['default', true],
      ['a', false],
      ['b', false],
      ['c', false],
    ]);
    expect(all[0]).toMatchObject({ kind: 'smtp', secrets: { password: true } });
    for (const limit of [1, 2, 3, 4, 5, 6]) {
      const seen = [];
      let after = '';
      do {
        const { body } = await get(`/v1/connections?limit=${limit}${after}`);
        expect(body.items.length).toBeLessThanOrEqual(limit);
        seen.push(...body.items);
        after = body.next === undefined ? '' : `&after=${encodeURIComponent(body.next)}`;
      } while (after !== '');
      expect(seen).toEqual(all);
    }
  });

  test('go over several pages where nothing is stored', async () => {
    const { items, next } = (await get('/v1/connections?limit=1')).body;
    const last = (await get(`/v1/connections?limit=1&after=${encodeURIComponent(next)}`)).body;
    expect([items[0].kind, last.items[0].kind, last.next]).toEqual(['smtp', 'twilio', undefined]);
  });

  test('are told apart by their kind', async () => {
    const either = await get('/v1/connections/default');
    expect([either.status, faultsOf(either)]).toEqual([
      400,
      ['kind is missing: “default” is one of each of smtp, twilio'],
    ]);
    const { body } = await get('/v1/connections/default?kind=twilio');
    expect(body).toMatchObject({
      connectionId: 'default',
      builtIn: true,
      kind: 'twilio',
      secrets: { authToken: true },
    });
    expect(body.version).toBeUndefined();
    expect((await get('/v1/connections/default?kind=training-jet')).status).toBe(404);
    expect((await get('/v1/connections/default?kind=fax')).status).toBe(400);
    expect((await post('/v1/connections/default/check')).status).toBe(400);
    expect((await post('/v1/connections/default/check?kind=twilio')).body.ok).toBe(true);
  });

  test('are changed by the environment only', async () => {
    const taken = await post('/v1/connections', { ...main, connectionId: 'default' });
    expect([taken.status, taken.body.detail]).toEqual([
      409,
      'The id default belongs to a built-in connection; take another one.',
    ]);
    expect((await put('/v1/connections/default', settings, ifMatch('"1"'))).status).toBe(409);
    expect((await send('DELETE', '/v1/connections/default')).status).toBe(409);
    expect(storedTypes()).toEqual([]);
  });
});

describe('the check of a connection', () => {
  test('says what the provider said, but for secrets', async () => {
    await post('/v1/connections', main);
    expect((await post('/v1/connections/main/check')).body).toEqual({ ok: true, detail: 'Main: …' });
    await put('/v1/connections/main', { ...settings, name: 'Refused' });
    const refused = await post('/v1/connections/main/check');
    expect([refused.status, refused.body]).toEqual([200, { ok: false, message: 'Refused: …' }]);
  });
});

/** Errors in log lines too are shown whole. */
const everything = {
  depth: null,
  showHidden: true,
  maxArrayLength: null,
  maxStringLength: null,
  breakLength: Number.POSITIVE_INFINITY,
} as const;

describe('a secret', () => {
  const wrong = (connection: object, secrets: object) => ({ ...connection, secrets });
  const bodies = [
    wrong(main, { password: `${secret}\n` }),
    wrong(main, { password: { is: secret } }),
    wrong(main, { dkimPrivateKey: secret }),
    wrong(main, { authToken: secret }),
    wrong(phone, { authToken: secret.repeat(100) }),
    { ...main, host: secret },
    { ...main, password: secret },
    { ...main, secrets: secret },
    { ...main, connectionId: 'default' },
    { ...main, kind: secret },
  ];

  test('is in no answer, no event, no document, no log line and no kept answer', async () => {
    const answers: unknown[] = [];
    const answered = async (answer: Promise<{ readonly body: unknown; readonly headers: Headers }>) => {
      const { body, headers } = await answer;
      answers.push(body, [...headers]);
    };
    const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });
    for (const _twice of [1, 2]) await answered(post('/v1/connections', main, keyed('main')));
    await answered(post('/v1/connections', phone, keyed('phone')));
    for (const [index, body] of bodies.entries()) {
      await answered(post('/v1/connections', body, keyed(`wrong-${index}`)));
      await answered(put('/v1/connections/main', body));
    }
    await answered(
      post('/v1/connections', undefined, { raw: `{"secrets":{"password":"${secret}"`, ...keyed('raw') }),
    );
    await answered(put('/v1/connections/main', { ...settings, secrets: { password: `${secret}, changed` } }));
    await answered(post('/v1/connections/main/check', undefined, keyed('check')));
    await answered(get('/v1/connections/main'));
    await api().settle();
    await answered(get('/v1/connections'));
    await answered(send('DELETE', '/v1/connections/main'));
    const { log, idempotency, ports } = api();
    const documents = await ports.queries.connections({ limit: 100 });
    const written = inspect([answers, stored(), documents, log.lines, idempotency.kept()], everything);
    expect(written).toContain('ConnectionRevised');
    expect(log.lines.length).toBeGreaterThan(20);
    for (const part of [secret, ...builtInConnections.flatMap(({ secrets }) => Object.values(secrets))])
      expect(written).not.toContain(part);
    for (const encoding of ['base64', 'base64url', 'hex'] as const)
      expect(written).not.toContain(Buffer.from(secret).toString(encoding).slice(0, 24));
  });
});
