import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSigned, startFormReceiver } from './form-receiver.js';
import { accountSid, authToken, ours, type RunningTwilio, runTwilio, theirs } from './running-twilio.js';

describe('messages from phones', () => {
  let running: RunningTwilio;
  const write = async (body: string, changes: Record<string, unknown> = {}) => {
    const message = { from: theirs, to: ours, body, webhookUrl: running.receiver.url, ...changes };
    const response = await running.simulate(message);
    const answer: unknown = await response.json();
    return { status: response.status, answer };
  };
  const send = () => running.client().messages.create({ to: theirs, from: ours, body: 'Hello' });

  beforeEach(async () => {
    running = await runTwilio();
  });
  afterEach(() => running.stop());

  it('are delivered to a webhook, as Twilio delivers them', async () => {
    const { status, answer } = await write('Is it still there? 👋');
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      message: { direction: 'inbound', status: 'received', from: theirs, to: ours },
      webhook: { url: running.receiver.url, status: 204, attempts: 1, error: null },
    });
    const [received] = running.receiver.received;
    const sid = received?.params['MessageSid'] ?? '';
    expect(received?.params).toEqual({
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      Body: 'Is it still there? 👋',
      From: theirs,
      FromCountry: 'US',
      MessageSid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      NumMedia: '0',
      NumSegments: '1',
      SmsMessageSid: sid,
      SmsSid: sid,
      SmsStatus: 'received',
      To: ours,
      ToCountry: 'US',
    });
    if (received !== undefined) expect(isSigned(authToken, received)).toBe(true);
    expect(await running.client().messages(sid).fetch()).toMatchObject({ direction: 'inbound', sid });
    expect(await running.traffic('messages')).toMatchObject([{ sid, callbacks: [{ status: 204 }] }]);
  });

  it('go to the usual webhook unless another one is named', async () => {
    const usual = await startFormReceiver();
    await running.restart({ webhookUrl: usual.url });
    await write('one', { webhookUrl: undefined });
    await write('two');
    expect(usual.received.map(({ params }) => params['Body'])).toEqual(['one']);
    expect(running.receiver.received.map(({ params }) => params['Body'])).toEqual(['two']);
    await usual.close();
  });

  it('say what came of them where the webhook fails', async () => {
    const failing = await startFormReceiver({ status: () => 500 });
    expect(await write('Hello', { webhookUrl: failing.url })).toMatchObject({
      status: 200,
      answer: { webhook: { status: 500, attempts: 3 } },
    });
    await failing.close();
  });

  it.each([
    ['STOP', 'STOP'],
    [' stop\n', 'STOP'],
    ['Unsubscribe', 'STOP'],
    ['START', 'START'],
    ['yes', 'START'],
    ['UNSTOP', 'START'],
    ['HELP', 'HELP'],
    ['info', 'HELP'],
    ['please stop', undefined],
    ['STOP.', undefined],
  ])('that say %j ask for %s', async (body, type) => {
    await write(body);
    expect(running.receiver.received[0]?.params['OptOutType']).toBe(type);
  });

  it('with STOP end what their sender gets from this number, until START', async () => {
    await write('HELP');
    await send();
    await write('STOP');
    await expect(send()).rejects.toMatchObject({ code: 21610, status: 400 });
    await write('HELP');
    await expect(send()).rejects.toMatchObject({ code: 21610 });
    await running.restart();
    await expect(send()).rejects.toMatchObject({ code: 21610 });
    const other = { to: theirs, from: '+15005550006', body: 'Hello' };
    expect(await running.client().messages.create(other)).toMatchObject({ status: 'queued' });
    await write('START');
    expect(await send()).toMatchObject({ status: 'queued' });
  });

  it.each([
    [{ from: 'me' }, 'from'],
    [{ from: 7 }, 'from'],
    [{ from: undefined }, 'from'],
    [{ to: '+12025550177' }, 'to must be a number of the account'],
    [{ body: null }, 'body'],
    [{ body: 'x'.repeat(1601) }, '1600'],
    [{ webhookUrl: undefined }, 'webhookUrl'],
    [{ webhookUrl: 'file:///etc/passwd' }, 'webhookUrl'],
  ])('are refused if they are wrong: %j', async (changes, words) => {
    expect(await write('Hello', changes)).toMatchObject({
      status: 400,
      answer: { code: 20001, message: expect.stringContaining(words) },
    });
    expect(await running.traffic('messages')).toEqual([]);
    expect(running.receiver.received).toEqual([]);
  });

  it('are refused unless they are JSON', async () => {
    const url = `${running.twilio().url}/simulate/messages`;
    const json = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', body: '{"from"', headers: json })).status).toBe(400);
    expect((await fetch(url, { method: 'POST', headers: json })).status).toBe(400);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(415);
    expect((await fetch(url)).status).toBe(404);
  });
});
