import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingJetMessage } from '../../../commands/message.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ConnectionId } from '../../../domain/codecs/ids.js';
import { EmailAddress, Url } from '../../../domain/codecs/values.js';
import { PlanId } from '../../../domain/lead/training-jet-events.js';
import {
  createTrainingJetGateway,
  type TrainingJetConnection,
  type TrainingJetGateway,
  type TrainingJetOptions,
} from '../../../runtime/gateways/training-jet.js';
import { type StandIn, startStandIn, token } from '../../embedded/training-jet/stand-in.js';

const message = (changes: Partial<TrainingJetMessage> = {}): TrainingJetMessage => ({
  channel: 'training-jet',
  connectionId: decodeOrThrow(ConnectionId, 'school'),
  idempotencyKey: 'run.3',
  email: decodeOrThrow(EmailAddress, 'ada@example.com'),
  planId: decodeOrThrow(PlanId, 'starter'),
  ...changes,
});

const at = (url: string, withToken = token): TrainingJetConnection => ({
  baseUrl: decodeOrThrow(Url, url),
  token: withToken,
});

const gateways: TrainingJetGateway[] = [];
const open = (
  connection: TrainingJetConnection | undefined,
  options: Partial<TrainingJetOptions> = {},
): TrainingJetGateway => {
  const gateway = createTrainingJetGateway({
    connectionOf: async (id) =>
      id === 'school' && connection !== undefined
        ? { kind: 'found', connection }
        : { kind: 'permanent', code: 'unknown-connection', message: `There is no connection “${id}”.` },
    allowedAddresses: ['127.0.0.1'],
    ...options,
  });
  gateways.push(gateway);
  return gateway;
};

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});

describe('the Training Jet gateway', () => {
  let jet: StandIn;
  let gateway: TrainingJetGateway;
  const requests = async (): Promise<number> => (await jet.call('GET', '/traffic')).body.length;

  beforeEach(async () => {
    jet = await startStandIn({ name: 'The school' });
    gateway = open(at(jet.url()));
  });
  afterEach(() => jet.close());

  it('asks for a subscription, and gives what the answer says and nothing else', async () => {
    const delivery = await gateway.addSubscription(message({ name: 'Ada Lovelace' }));
    expect(delivery).toEqual({
      kind: 'delivered',
      receipt: {
        subscriptionId: expect.stringMatching(/^sub_/),
        accountId: expect.stringMatching(/^acc_/),
        status: 'active',
      },
    });
    const [asked] = (await jet.call('GET', '/traffic')).body;
    expect(JSON.parse(asked.body)).toEqual({
      email: 'ada@example.com',
      planId: 'starter',
      name: 'Ada Lovelace',
    });
  });

  it('asks again with the same key, and gets the same subscription', async () => {
    const first = await gateway.addSubscription(message());
    expect(await gateway.addSubscription(message())).toEqual(first);
    expect(await gateway.addSubscription(message({ idempotencyKey: 'run.4' }))).toEqual(first);
  });

  it.each([
    [message({ planId: decodeOrThrow(PlanId, 'none') }), '422: There is no plan “none”.'],
    [message({ name: 'A\nB' }), '400: name must be one line of 1 to 200 characters.'],
    [message({ idempotencyKey: 'two words' }), '400: Idempotency-Key must be'],
  ])('ends where it is refused, with the words of the server: %#', async (refused, words) => {
    const delivery = await gateway.addSubscription(refused);
    expect(delivery).toMatchObject({
      kind: 'permanent',
      code: 'training-jet-refused',
      message: expect.stringContaining(`Training Jet answered ${words}`),
    });
  });

  it('ends where the key was used for another request', async () => {
    await gateway.addSubscription(message());
    const other = message({ email: decodeOrThrow(EmailAddress, 'bob@example.com') });
    expect(await gateway.addSubscription(other)).toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('409'),
    });
  });

  it('refuses a connection that it does not have', async () => {
    const unknown = message({ connectionId: decodeOrThrow(ConnectionId, 'other') });
    expect(await gateway.addSubscription(unknown)).toEqual({
      kind: 'permanent',
      code: 'unknown-connection',
      message: 'There is no connection “other”.',
    });
    expect(await requests()).toBe(0);
  });

  it('waits for a connection whose secrets do not open now', async () => {
    const sealed = { kind: 'transient', code: 'sealed-connection', message: 'It does not open.' } as const;
    const waiting = open(undefined, { connectionOf: async () => sealed });
    expect(await waiting.addSubscription(message())).toEqual(sealed);
  });

  it('checks a connection by asking whose it is', async () => {
    expect(await gateway.check(at(jet.url()))).toEqual({
      ok: true,
      detail: 'Connected to Training Jet as “The school”.',
    });
    const wrong = await gateway.check(at(jet.url(), 'hunter2'));
    expect(wrong).toEqual({
      ok: false,
      message: 'Training Jet answered 401: Authorization must be Bearer and the token of the account.',
    });
    await jet.close();
    const both = open(undefined, { allowedAddresses: ['127.0.0.1', '::1'] });
    for (const url of [jet.url(), jet.url().replace('127.0.0.1', 'localhost')])
      expect(await both.check(at(url))).toMatchObject({
        ok: false,
        message: expect.stringContaining('ECONNREFUSED'),
      });
  });

  it.each([
    'http://127.0.0.1',
    'http://127.1',
    'http://2130706433',
    'http://0x7f.1',
    'http://[::ffff:127.0.0.1]',
    'http://localhost',
    'http://school.localhost',
    'https://localhost.',
    'http://169.254.169.254',
    'http://[::1]',
    'http://[fd00:ec2::254]',
  ])('does not reach an address that is not public: %s', async (host) => {
    const { port } = new URL(jet.url());
    const strict = open(at(`${host}:${port}`), { allowedAddresses: ['10.0.0.0/8'] });
    expect(await strict.addSubscription(message())).toMatchObject({
      kind: 'permanent',
      code: 'training-jet-forbidden',
    });
    expect(await strict.check(at(`${host}:${port}/school`))).toMatchObject({
      ok: false,
      message: expect.stringContaining('is not public'),
    });
    expect(await requests()).toBe(0);
  });

  it('ends what can never be sent, and does not say the token', async () => {
    for (const connection of [
      at('http://[::1/'),
      at('http://127.0.0.1:99999/'),
      at(jet.url(), 'sec\nret'),
      at(jet.url(), '“secret”'),
    ]) {
      const delivery = await open(connection).addSubscription(message());
      expect(delivery).toMatchObject({ kind: 'permanent', code: 'training-jet-unusable' });
      expect(JSON.stringify(delivery)).not.toContain('ret');
    }
    expect(await requests()).toBe(0);
  });
});

describe('what a server of Training Jet may answer', () => {
  type Answer = (response: ServerResponse, request: IncomingMessage) => void;
  const servers: Server[] = [];

  const serve = async (answer: Answer): Promise<string> => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => answer(response, request));
    });
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}/tenant`;
  };
  const added = async (answer: Answer, options: Partial<TrainingJetOptions> = {}) =>
    open(at(await serve(answer)), options).addSubscription(message());

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  const subscription = { subscriptionId: 'sub_1', accountId: 'acc_1', status: 'pending' };

  it('is asked below the address of the connection, with token and key', async () => {
    const seen: unknown[] = [];
    const url = await serve((response, { method, url, headers }) => {
      seen.push({ method, url, ...headers });
      response.writeHead(202).end(JSON.stringify({ ...subscription, planId: 'other', more: true }));
    });
    const delivery = await open(at(`${url}/?page=1#top`)).addSubscription(message());
    expect(delivery).toEqual({ kind: 'delivered', receipt: subscription });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/tenant/v1/subscriptions',
        authorization: `Bearer ${token}`,
        'idempotency-key': 'run.3',
        'content-type': 'application/json',
      },
    ]);
  });

  it.each([
    [400, 'permanent'],
    [401, 'permanent'],
    [403, 'permanent'],
    [404, 'permanent'],
    [408, 'transient'],
    [409, 'permanent'],
    [422, 'permanent'],
    [425, 'transient'],
    [429, 'transient'],
    [500, 'transient'],
    [503, 'transient'],
  ] as const)('%i is %s, with what is said', async (status, kind) => {
    const said = (body: string) => added((response) => response.writeHead(status).end(body));
    const failure = { kind, code: 'training-jet-refused' };
    expect(await said('{"title":"No","detail":"Not today."}')).toEqual({
      ...failure,
      message: `Training Jet answered ${status}: Not today.`,
    });
    expect(await said('{"title":"No"}')).toMatchObject({ message: `Training Jet answered ${status}: No` });
    for (const body of ['', '<html>', '[]', 'null', '{"detail":{}}', `{"detail":"${'x'.repeat(70_000)}"}`])
      expect(await said(body)).toEqual({ ...failure, message: `Training Jet answered ${status}.` });
  });

  it('is cut where it is long, and the token is taken out of it', async () => {
    const long = await added((response) => response.writeHead(400).end(`{"detail":"${'x'.repeat(5000)}"}`));
    expect(long).toMatchObject({ message: expect.stringMatching(/^.{2000}$/) });
    const echo = await added((response, { headers }) =>
      response.writeHead(401).end(JSON.stringify({ detail: `Not ${headers.authorization}!` })),
    );
    expect(echo).toMatchObject({ message: 'Training Jet answered 401: Not Bearer …!' });
  });

  it.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    const reached: unknown[] = [];
    const elsewhere = await serve((response) => {
      reached.push(true);
      response.end(JSON.stringify(subscription));
    });
    expect(await added((response) => response.writeHead(status, { location: elsewhere }).end())).toEqual({
      kind: 'permanent',
      code: 'training-jet-redirected',
      message: `Training Jet answered ${status}; redirects are not followed.`,
    });
    expect(reached).toEqual([]);
  });

  it.each([
    '',
    'done',
    '{',
    'null',
    '[]',
    '{}',
    '{"subscriptionId":"sub_1","accountId":"acc_1"}',
    '{"subscriptionId":1,"accountId":"acc_1","status":"active"}',
    '{"subscriptionId":"","accountId":"acc_1","status":"active"}',
    `{"subscriptionId":"${'x'.repeat(201)}","accountId":"acc_1","status":"active"}`,
  ])('is an end where it cannot be read: %.60s', async (body) => {
    expect(await added((response) => response.writeHead(201).end(body))).toMatchObject({
      kind: 'permanent',
      code: 'training-jet-unreadable',
      message: expect.stringMatching(/^The answer of Training Jet cannot be read: \w/),
    });
  });

  it('names what cannot be read', async () => {
    const strange = { ...subscription, status: 7 };
    expect(await added((response) => response.end(JSON.stringify(strange)))).toMatchObject({
      message: 'The answer of Training Jet cannot be read: status must be one line of 1 to 100 characters.',
    });
  });

  it('may have 64 KiB and no more, at once or in parts, however long', async () => {
    const text = JSON.stringify(subscription);
    const exact = await added((response) => response.end(text.padEnd(64 * 1024)));
    expect(exact).toMatchObject({ kind: 'delivered' });
    const longer = await added((response) => response.end(text.padEnd(64 * 1024 + 1)));
    expect(longer).toMatchObject({ kind: 'permanent', code: 'training-jet-unreadable' });
    const endless = await added((response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(' '.repeat(16 * 1024), more);
      };
      more();
    });
    expect(endless).toMatchObject({ kind: 'permanent', code: 'training-jet-unreadable' });
  });

  it('may work later where it breaks off, before it begins or in the middle', async () => {
    const before = await added((response) => response.destroy());
    const amid = await added((response) => {
      response.writeHead(201, { 'content-length': '1000' });
      response.write('{', () => response.destroy());
    });
    for (const delivery of [before, amid])
      expect(delivery).toMatchObject({
        kind: 'transient',
        code: 'training-jet-unreachable',
        message: expect.stringMatching(/\w/),
      });
  });

  it('may work later where it does not come in time, or does not end', async () => {
    const silent = await added(() => undefined, { timeout: 50 });
    const dripping = await added(
      (response) => {
        const drip = (): void => {
          if (!response.destroyed) response.write(' ', () => setImmediate(drip));
        };
        drip();
      },
      { timeout: 50 },
    );
    for (const delivery of [silent, dripping])
      expect(delivery).toMatchObject({ kind: 'transient', code: 'training-jet-unreachable' });
  });
});
