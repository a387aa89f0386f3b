import { createServer, type Server, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookGateway } from '../../../runtime/gateways/webhook.js';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';
import { message, open, secret } from './webhook-messages.js';

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

describe('the webhook gateway', () => {
  let status = 204;
  let receiver: WebhookReceiver;
  let gateway: WebhookGateway;
  let answering: Server | undefined;

  const answer = async (how: (response: ServerResponse) => void): Promise<string> => {
    const server = createServer((_request, response) => how(response));
    answering = server;
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${portOf(server)}/`;
  };

  beforeEach(async () => {
    status = 204;
    receiver = await startReceiver(() => status);
    gateway = open('127.0.0.1');
  });
  afterEach(async () => {
    await gateway.close();
    await receiver.close();
    answering?.closeAllConnections();
    answering?.close();
    answering = undefined;
  });

  it('signs what it sends, and the id is that of the step', async () => {
    const delivery = await gateway.sendWebhook(message(receiver.url, { headers: { 'X-Shop': 'one' } }));
    expect(delivery).toEqual({ kind: 'delivered', receipt: { status: 204 } });
    const [got] = receiver.received;
    const { headers, body } = got ?? { headers: {}, body: '' };
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-shop': 'one' });
    expect(headers['webhook-id']).toBe('run.3');
    const signed = {
      'webhook-id': String(headers['webhook-id']),
      'webhook-timestamp': String(headers['webhook-timestamp']),
      'webhook-signature': String(headers['webhook-signature']),
    };
    expect(new Webhook(secret).verify(body, signed)).toEqual({ who: 'Grüße' });
    expect(() => new Webhook(secret).verify(body.replace('G', 'g'), signed)).toThrow();
  });

  it.each([
    [200, 'delivered'],
    [202, 'delivered'],
    [301, 'permanent'],
    [400, 'permanent'],
    [401, 'permanent'],
    [404, 'permanent'],
    [408, 'transient'],
    [410, 'permanent'],
    [425, 'transient'],
    [429, 'transient'],
    [500, 'transient'],
    [503, 'transient'],
  ])('takes the answer %i as %s', async (code, kind) => {
    status = code;
    const delivery = await gateway.sendWebhook(message(receiver.url));
    expect(delivery.kind).toBe(kind);
    if (delivery.kind !== 'delivered') expect(delivery.message).toContain(String(code));
    expect(receiver.received).toHaveLength(1);
  });

  it.each(['POST', 'PUT', 'PATCH'] as const)('sends a %s', async (method) => {
    expect((await gateway.sendWebhook(message(receiver.url, { method }))).kind).toBe('delivered');
  });

  it('is content with an answer that is longer than anybody reads', async () => {
    const url = await answer((response) => response.end('x'.repeat(1_000_000)));
    expect(await gateway.sendWebhook(message(url))).toEqual({ kind: 'delivered', receipt: { status: 200 } });
    const chunked = await answer((response) => {
      response.write('x'.repeat(500_000));
      response.end('x'.repeat(500_000));
    });
    expect((await gateway.sendWebhook(message(chunked))).kind).toBe('delivered');
  });

  it('tries again later where nobody listens, or the connection breaks', async () => {
    const url = await answer((response) => response.destroy());
    expect(await gateway.sendWebhook(message(url))).toMatchObject({
      kind: 'transient',
      code: 'webhook-unreachable',
    });
    await receiver.close();
    expect(await gateway.sendWebhook(message(receiver.url))).toMatchObject({
      kind: 'transient',
      code: 'webhook-unreachable',
    });
  });

  it('follows no redirect, wherever it leads', async () => {
    const url = await answer((response) => response.writeHead(302, { location: receiver.url }).end());
    expect(await gateway.sendWebhook(message(url))).toMatchObject({
      kind: 'permanent',
      code: 'webhook-redirected',
    });
    expect(receiver.received).toEqual([]);
  });

  it('gives up at once what can never be sent', async () => {
    for (const broken of [
      message('http://[::1/'),
      message('http://127.0.0.1:99999/'),
      message(receiver.url, { headers: { 'X-Shop': '“one”' } }),
    ])
      expect(await gateway.sendWebhook(broken)).toMatchObject({
        kind: 'permanent',
        code: 'webhook-unusable',
      });
    expect(receiver.received).toEqual([]);
  });

  it('reaches an address or a range that is allowed, by any of its names, and only that', async () => {
    const { port } = new URL(receiver.url);
    const ranged = open('10.0.0.0/8', '127.0.0.0/8');
    for (const host of ['127.0.0.1', '127.1', 'localhost', '[::ffff:127.0.0.1]'])
      expect((await ranged.sendWebhook(message(`http://${host}:${port}/`))).kind).toBe('delivered');
    await ranged.close();
    const other = open('10.0.0.0/8');
    expect(await other.sendWebhook(message(receiver.url))).toMatchObject({ code: 'webhook-forbidden' });
    await other.close();
  });
});
