import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCall } from '../../support/http-client.js';
import { type StandIn, startStandIn, token } from './stand-in.js';

const ada = { email: 'ada@example.com', planId: 'starter' };

describe('a request', () => {
  let jet: StandIn;
  beforeAll(async () => {
    jet = await startStandIn({ name: 'The school' });
  });
  afterAll(() => jet.close());

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${jet.url()}/v1/subscriptions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': 'key',
        'content-type': 'application/json',
        ...headers,
      },
      body,
    });

  /** Says something on the wire that no client library would say. */
  const raw = (said: string, andThen: 'hang up' | 'listen' = 'listen'): Promise<string> => {
    const socket = connect(Number(new URL(jet.url()).port), '127.0.0.1');
    if (andThen === 'listen') socket.write(said);
    else socket.end(said);
    return text(socket);
  };

  it('with the token is told whose account it is', async () => {
    expect(await jet.call('GET', '/v1/account')).toMatchObject({ status: 200, body: { name: 'The school' } });
    const scheme = { authorization: `bearer ${token}` };
    expect((await jet.call('GET', '/v1/account', undefined, scheme)).status).toBe(200);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer wrong',
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    `Basic ${token}`,
    token,
  ])('without it is refused: %j', async (authorization) => {
    for (const [method, path] of [
      ['GET', '/v1/account'],
      ['GET', '/V1/ACCOUNT'],
      ['HEAD', '/v1/account/'],
      ['GET', '/v1/plans'],
      ['POST', '/v1/subscriptions'],
      ['GET', '/v1/subscriptions/sub_1'],
      ['GET', '/v1/unknown'],
      ['PUT', '/simulate/events'],
      ['DELETE', '/v1/subscriptions/sub_1'],
    ] as const) {
      const response = await fetch(`${jet.url()}${path}`, { method, headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.text()).not.toContain(token);
    }
  });

  it.each([
    [{}, ['email', 'planId']],
    [{ email: 'ada@example.com' }, ['planId']],
    [{ ...ada, email: 'nobody' }, ['email']],
    [{ ...ada, email: 'a@b@c' }, ['email']],
    [{ ...ada, email: 1 }, ['email']],
    [{ ...ada, email: ['ada@example.com'] }, ['email']],
    [{ ...ada, email: `${'a'.repeat(250)}@b.example` }, ['email']],
    [{ ...ada, planId: '' }, ['planId']],
    [{ ...ada, planId: 'x'.repeat(201) }, ['planId']],
    [{ ...ada, name: 'A\nB' }, ['name']],
    [{ ...ada, name: null }, ['name']],
    [{ ...ada, externalRef: {} }, ['externalRef']],
    [{ ...ada, plan: 'starter', nmae: 'Ada' }, ['plan', 'nmae']],
    [{ email: '', planId: '', name: '', externalRef: '' }, ['email', 'planId', 'name', 'externalRef']],
    [[], ['']],
    ['text', ['']],
    [null, ['']],
  ])('whose fields are wrong is told which: %j', async (body, paths) => {
    const answer = await jet.subscribe('key', body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ type: '/problems/invalid', code: 'invalid', status: 400 });
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  it('says what is missing and what is not known', async () => {
    const { body } = await jet.subscribe('key', { planId: 'starter', mail: 'ada@example.com' });
    expect(body.detail).toBe(
      'email is missing; mail is not known here; known are email, planId, name, externalRef.',
    );
    const hidden = await post(`{"email":"ada@example.com","planId":"starter","__proto__":{"name":"x"}}`);
    expect(await hidden.json()).toMatchObject({ errors: [{ path: '__proto__' }] });
  });

  it.each(['', 'two words', 'x'.repeat(256), 'ü'])('needs an Idempotency-Key: %j', async (key) => {
    const answer = await post(JSON.stringify(ada), { 'idempotency-key': key });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ path: 'Idempotency-Key' }] });
  });

  it.each(['', '{', '{"email":', 'nonsense', '[1', `${'['.repeat(60_000)}`])(
    'that is no JSON is refused: %.20j',
    async (body) => {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ path: '', message: 'must be JSON' }] });
    },
  );

  it('that is no UTF-8 is refused, and so is one that does not say that it is JSON', async () => {
    const bytes = await post(Uint8Array.from([0x22, 0xff, 0x22]));
    expect(await bytes.json()).toMatchObject({ errors: [{ path: '', message: 'must be UTF-8' }] });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])
      expect((await post(JSON.stringify(ada), { 'content-type': type })).status).toBe(415);
    const charset = { 'content-type': 'application/json; charset=utf-8' };
    expect((await post(JSON.stringify(ada), charset)).status).toBe(201);
  });

  it('may have 64 KiB and no more, however large', async () => {
    const sized = (size: number) => post(JSON.stringify(ada).padEnd(size));
    expect((await sized(64 * 1024)).status).toBe(201);
    expect((await sized(64 * 1024 + 1)).status).toBe(413);
    expect((await sized(20 * 1024 * 1024)).status).toBe(413);
  });

  it('of an unknown path or method is a problem too', async () => {
    expect(await jet.call('GET', '/v1/courses')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await jet.call('PUT', '/v1/account', {})).toMatchObject({
      status: 405,
      body: { code: 'method-not-allowed' },
    });
    expect((await jet.call('PUT', '/simulate/events', {})).status).toBe(405);
    expect(await jet.call('PROPFIND', '/v1/account')).toMatchObject({
      status: 501,
      body: { code: 'not-implemented' },
    });
  });

  it('that is malformed, or breaks off, ends nothing but itself', async () => {
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw('GET // HTTP/1.1\r\nhost: [\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 /);
    const head = `POST /v1/subscriptions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n`;
    const half = `${head}content-type: application/json\r\nidempotency-key: k\r\ncontent-length: 99\r\n\r\n{"em`;
    await raw(half, 'hang up');
    await raw(`${head}transfer-encoding: chunked\r\n\r\nzz\r\n`, 'hang up');
    expect(await raw(`GET http://[ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP/);
    expect((await createCall(jet.url(), token)('GET', '/v1/account')).status).toBe(200);
  });
});
