import { createServer, type RequestListener, type Server } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';
import { type StandIn, startStandIn, verify } from './stand-in.js';

const email = 'ada@example.com';

describe('webhooks', () => {
  let statuses: readonly number[] = [];
  let waits: number[] = [];
  let receiver: WebhookReceiver;
  let jet: StandIn;

  const wait = async (milliseconds: number) => {
    waits.push(milliseconds);
    await turn();
  };
  const told = (count: number) =>
    eventually(async () => {
      const events = receiver.received.map((one) => verify(one));
      return events.length >= count ? events : undefined;
    });

  const servers: Server[] = [];
  const serve = async (answer: RequestListener): Promise<string> => {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  };

  beforeEach(async () => {
    statuses = [];
    waits = [];
    receiver = await startReceiver((index) => statuses[index] ?? 204);
    jet = await startStandIn({ webhookUrl: receiver.url, wait });
  });
  afterEach(async () => {
    await jet.close();
    await receiver.close();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('tell of an account and a subscription, signed, in their order', async () => {
    const { body } = await jet.subscribe('key-1', { email, planId: 'starter' });
    await jet.call('DELETE', `/v1/subscriptions/${body.subscriptionId}`);
    const { subscriptionId, accountId } = body;
    const rest = { id: expect.stringMatching(/^evt_/), occurredAt: expect.stringMatching(/Z$/) };
    const subscription = { subscriptionId, planId: 'starter', accountId, email };
    expect(await told(3)).toEqual([
      { ...rest, type: 'account.created', data: { accountId, email } },
      { ...rest, type: 'subscription.started', data: subscription },
      { ...rest, type: 'subscription.ended', data: subscription },
    ]);
    for (const one of receiver.received) {
      expect(one.headers).toMatchObject({ 'content-type': 'application/json' });
      expect(one.headers['webhook-id']).toBe(verify(one).id);
      const other = `whsec_${Buffer.from('another key of thirty-two bytes!').toString('base64')}`;
      expect(() => verify(one, other)).toThrow();
      expect(() => verify({ ...one, body: one.body.replace('ada', 'eve') })).toThrow();
    }
  });

  it('tell nothing of what was there already, was refused, or had ended', async () => {
    const { body } = await jet.subscribe('key-1', { email, planId: 'starter' });
    await jet.subscribe('key-1', { email, planId: 'starter' });
    await jet.subscribe('key-2', { email, planId: 'starter' });
    await jet.subscribe('key-3', { email: 'bob@example.com', planId: 'none' });
    await jet.call('DELETE', `/v1/subscriptions/${body.subscriptionId}`);
    await jet.call('DELETE', `/v1/subscriptions/${body.subscriptionId}`);
    await jet.simulate({ type: 'user.active', email });
    expect((await told(4)).map(({ type }) => type)).toEqual([
      'account.created',
      'subscription.started',
      'subscription.ended',
      'user.active',
    ]);
  });

  it.each([
    [500, 503, 408, 425, 429, 204],
    [502, 200],
  ])('are sent again, the same, until they are taken: %i, %i, …', async (...answers) => {
    statuses = answers;
    await jet.simulate({ type: 'account.created', email });
    await jet.simulate({ type: 'user.active', email });
    const events = await told(answers.length + 1);
    const ids = events.map(({ id }) => id);
    expect(new Set(ids.slice(0, answers.length)).size).toBe(1);
    expect(new Set(receiver.received.slice(0, answers.length).map(({ body }) => body)).size).toBe(1);
    expect(events.at(-1)?.type).toBe('user.active');
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000].slice(0, answers.length - 1));
  });

  it.each([400, 401, 404, 410, 301])('that are refused with %i are not sent again', async (status) => {
    statuses = [status];
    await jet.simulate({ type: 'account.created', email });
    await jet.simulate({ type: 'user.active', email });
    expect((await told(2)).map(({ type }) => type)).toEqual(['account.created', 'user.active']);
    expect(waits).toEqual([]);
  });

  it('are given up after ten more tries, and the next one is sent', async () => {
    statuses = Array.from({ length: 11 }, () => 500);
    await jet.simulate({ type: 'account.created', email });
    await jet.simulate({ type: 'user.active', email });
    const events = await told(12);
    expect(events.map(({ type }) => type)).toEqual([...statuses.map(() => 'account.created'), 'user.active']);
    expect(waits).toHaveLength(10);
    expect(Math.max(...waits)).toBe(60_000);
  });

  it('wait for a receiver that is not there', async () => {
    await receiver.close();
    await jet.simulate({ type: 'account.created', email });
    await eventually(async () => (waits.length >= 3 ? waits : undefined));
    const { body } = await jet.call('GET', '/traffic');
    expect(body.at(-1)).toMatchObject({
      direction: 'sent',
      error: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('that were not delivered when the stand-in stopped are delivered after its next start', async () => {
    let isWaiting = false;
    statuses = [503];
    await jet.restart({
      wait: (_milliseconds, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', reject);
          isWaiting = true;
        }),
    });
    await jet.simulate({ type: 'account.created', email });
    await jet.simulate({ type: 'user.active', email });
    await eventually(async () => isWaiting || undefined);
    await jet.restart();
    const events = await told(3);
    expect(events.map(({ type }) => type)).toEqual(['account.created', 'account.created', 'user.active']);
    expect(events[0]?.id).toBe(events[1]?.id);
    await jet.restart();
    await jet.simulate({ type: 'user.active', email });
    expect(await told(4)).toHaveLength(4);
  });

  it('that the receiver had not answered when the stand-in stopped are sent again after its next start', async () => {
    const asked: string[] = [];
    const silent = await serve(({ headers }) => asked.push(String(headers['webhook-id'])));
    await jet.restart({ webhookUrl: silent });
    await jet.simulate({ type: 'account.created', email });
    await eventually(async () => asked[0]);
    await jet.restart();
    const [event] = await told(1);
    expect(event?.id).toBe(asked[0]);
    const sent = await eventually(async () => {
      const { body } = await jet.call('GET', '/traffic');
      const found = body.filter(({ direction }: { direction: string }) => direction === 'sent');
      return found.length > 0 ? found : undefined;
    });
    expect(sent).toMatchObject([{ status: 204 }]);
  });

  it('follow no redirect', async () => {
    const moved = await serve((_request, response) =>
      response.writeHead(307, { location: receiver.url }).end(),
    );
    await jet.restart({ webhookUrl: moved });
    await jet.simulate({ type: 'account.created', email });
    const { body } = await eventually(async () => {
      const traffic = await jet.call('GET', '/traffic');
      return traffic.body.length >= 2 ? traffic : undefined;
    });
    expect(body.at(-1)).toMatchObject({ direction: 'sent', status: 307 });
    expect(receiver.received).toEqual([]);
  });

  it('wait until it is known where they go', async () => {
    const quiet = await startStandIn({ wait });
    await quiet.simulate({ type: 'account.created', email });
    expect(() => quiet.deliverTo('nowhere')).toThrow('Invalid URL');
    quiet.deliverTo(receiver.url);
    expect((await told(1)).map(({ type }) => type)).toEqual(['account.created']);
    await quiet.close();
  });

  it('need a secret that can sign', async () => {
    await expect(startStandIn({ webhookSecret: 'whsec_' })).rejects.toThrow("Secret can't be empty");
  });
});
