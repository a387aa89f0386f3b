import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTwilio } from '../../../embedded/twilio/server.js';
import { eventually } from '../../support/eventually.js';
import {
  accountSid,
  authorization,
  authToken,
  ours,
  type RunningTwilio,
  runTwilio,
  sdk,
  theirs,
} from './running-twilio.js';

describe('the stand-in of Twilio', () => {
  let running: RunningTwilio;
  const url = (path: string) => `${running.twilio().url}${path}`;
  const messagesPath = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const send = (body = 'Hello') => running.client().messages.create({ to: theirs, from: ours, body });
  const call = (twiml = '<Response><Say>Hello</Say></Response>') =>
    running.client().calls.create({ to: theirs, from: ours, twiml, record: true });
  const page = async () => (await fetch(url('/'))).text();
  const post = (body: string | Uint8Array<ArrayBuffer>, type = 'application/x-www-form-urlencoded') =>
    fetch(url(messagesPath), {
      method: 'POST',
      headers: { authorization: authorization(), 'content-type': type },
      body,
    });

  beforeEach(async () => {
    running = await runTwilio();
  });
  afterEach(() => running.stop());

  it('shows the account and its numbers', async () => {
    await running.restart({ numbers: [ours, '+4930901820'] });
    const client = running.client();
    expect(await client.api.v2010.accounts(accountSid).fetch()).toMatchObject({
      sid: accountSid,
      status: 'active',
    });
    const numbers = await client.incomingPhoneNumbers.list();
    expect(numbers.map(({ phoneNumber }) => phoneNumber)).toEqual([ours, '+4930901820']);
    expect(numbers[0]).toMatchObject({
      sid: expect.stringMatching(/^PN[0-9a-f]{32}$/),
      capabilities: { sms: true, voice: true },
    });
    const found = await client.incomingPhoneNumbers.list({ phoneNumber: '+4930' });
    expect(found.map(({ phoneNumber }) => phoneNumber)).toEqual(['+4930901820']);
    expect(running.twilio()).toMatchObject({ accountSid, authToken, numbers: [ours, '+4930901820'] });
  });

  it('lets in nobody but the account', async () => {
    await expect(
      sdk(running.twilio().url, 'wrong').messages.create({ to: theirs, from: ours, body: 'x' }),
    ).rejects.toMatchObject({ status: 401, code: 20003, message: 'Authenticate' });
    const wrong = [
      undefined,
      '',
      'Basic',
      'Basic ',
      `Bearer ${authToken}`,
      `Basic ${Buffer.from(`${accountSid}:`).toString('base64')}`,
      `Basic ${Buffer.from(`:${authToken}`).toString('base64')}`,
      `Basic ${Buffer.from(`${accountSid}:${authToken}x`).toString('base64')}`,
    ];
    for (const authorization of wrong) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const response = await fetch(url(messagesPath), { method: 'POST', headers, body: 'To=x' });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="Twilio API"');
      expect(await response.json()).toEqual({
        code: 20003,
        message: 'Authenticate',
        more_info: 'https://www.twilio.com/docs/errors/20003',
        status: 401,
      });
    }
    expect(await running.traffic('messages')).toEqual([]);
  });

  it('says of everything else that it is not found', async () => {
    for (const [method, path] of [
      ['GET', '/Messages.json'],
      ['PUT', '/Messages.json'],
      ['POST', '/Messages'],
      ['POST', '.json'],
      ['GET', '/Calls/CA1.json'],
      ['DELETE', '/Calls.json'],
      ['GET', '/Queues.json'],
    ] as const)
      expect(await running.api(method, path)).toMatchObject({
        status: 404,
        body: { code: 20404, status: 404 },
      });
    const other = url(messagesPath.replace(accountSid, `AC${'f'.repeat(32)}`));
    const headers = { authorization: authorization() };
    expect((await fetch(other, { method: 'POST', headers })).status).toBe(404);
    for (const path of ['/elsewhere', '/traffic', '/simulate/messages', '//', '/%'])
      expect((await fetch(url(path))).status).toBe(404);
  });

  it('takes a form and nothing else', async () => {
    const json = await post(JSON.stringify({ To: theirs, From: ours, Body: 'x' }), 'application/json');
    expect(await json.json()).toMatchObject({ code: 21604 });
    const charset = await post(
      new URLSearchParams({ To: theirs, From: ours, Body: 'x' }).toString(),
      'Application/X-WWW-Form-urlencoded; charset=utf-8',
    );
    expect(charset.status).toBe(201);
  });

  it('refuses a body that is too large, and one that makes no sense', async () => {
    expect((await post('x'.repeat(128 * 1024 + 1))).status).toBe(413);
    expect((await post('%')).status).toBe(400);
    expect((await post('%ff=%fe&&&==&')).status).toBe(400);
    expect((await post(Uint8Array.from({ length: 1000 }, (_, index) => index % 256))).status).toBe(400);
    expect((await post(`To=%2B12025550123&From=${encodeURIComponent(ours)}&Body=%00%ff`)).status).toBe(201);
    expect(await running.traffic('messages')).toHaveLength(1);
  });

  it('survives clients that send rubbish or hang up', async () => {
    const { port } = new URL(running.twilio().url);
    const say = (words: string) =>
      new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(words));
        socket.on('error', () => undefined).on('close', () => resolve());
        socket.resume();
      });
    const head = `Authorization: ${authorization()}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
    await say('\0\x01\x02 nonsense\r\n\r\n');
    await say('GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n');
    await say(`POST ${messagesPath} HTTP/1.1\r\nHost: x\r\n${head}Content-Length: 100\r\n\r\nTo=`);
    await say(`POST ${messagesPath} HTTP/1.1\r\nHost: x\r\n${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`);
    expect(await send()).toMatchObject({ status: 'queued' });
    expect(await running.traffic('messages')).toHaveLength(1);
  });

  it('refuses more than it wants to do at once', async () => {
    await running.restart({ concurrency: 1 });
    const slow = request(url(messagesPath), {
      method: 'POST',
      headers: { authorization: authorization(), 'content-type': 'application/x-www-form-urlencoded' },
    });
    const answered = new Promise<string>((resolve, reject) => {
      slow.on('response', (response) => resolve(text(response))).on('error', reject);
    });
    slow.write('To=%2B12025550123&');
    await eventually(async () =>
      send('meanwhile').then(
        () => undefined,
        (error: unknown) => expect(error).toMatchObject({ status: 429, code: 20429 }) ?? true,
      ),
    );
    slow.end(`From=${encodeURIComponent(ours)}&Body=slow`);
    expect(JSON.parse(await answered)).toMatchObject({ body: 'slow', status: 'queued' });
    expect(await send('after')).toMatchObject({ status: 'queued' });
  });

  it('shows what it was sent on a page without scripts', async () => {
    const evil = `<script>alert("1" & '2')</script>`;
    await send(evil);
    await call(`<Response><Say><![CDATA[${evil}]]></Say><Play>x</Play></Response>`);
    await call(`<Response><Say><![CDATA[${evil}]]></Say></Response>`);
    await running.simulate({
      from: theirs,
      to: ours,
      body: evil,
      webhookUrl: `${running.receiver.url}&q=<b>`,
    });
    const html = await page();
    expect(html).not.toMatch(/<script|<b>/);
    expect(html.split('&lt;script&gt;alert(&#34;1&#34; &amp; &#39;2&#39;)&lt;/script&gt;')).toHaveLength(4);
    expect(html).toContain(theirs);
    expect(html).toContain('12200');
    expect(html).toContain('completed');
    expect(html).toMatch(/href="\/2010-04-01\/Accounts\/AC[0-9a-f]+\/Recordings\/RE[0-9a-f]{32}\.wav"/);
  });

  it('says that it failed where it cannot keep what it is sent, and goes on', async () => {
    await rm(join(running.folder, 'messages'), { recursive: true });
    await expect(send()).rejects.toMatchObject({ status: 500, code: 20500 });
    await mkdir(join(running.folder, 'messages'));
    expect(await send()).toMatchObject({ status: 'queued' });
  });

  it('keeps its token to itself', async () => {
    await send();
    await call();
    await expect(sdk(running.twilio().url, 'wrong').messages.create({ to: theirs })).rejects.toThrow();
    const account = await running.api('GET', '.json');
    const shown = [await page(), account, await running.traffic('messages'), await running.traffic('calls')];
    expect(JSON.stringify(shown)).not.toContain(authToken);
    for (const name of await readdir(running.folder, { recursive: true }))
      if (name.endsWith('.json'))
        expect(await readFile(join(running.folder, name), 'utf8')).not.toContain(authToken);
  });

  it('keeps everything over a restart, in order', async () => {
    const first = await send('first');
    const called = await call();
    await running.restart();
    await send('second');
    expect(await running.traffic('messages')).toMatchObject([{ body: 'first' }, { body: 'second' }]);
    expect(await running.client().messages(first.sid).fetch()).toMatchObject({ body: 'first' });
    expect(await running.client().calls(called.sid).fetch()).toMatchObject({ status: 'completed' });
    const recordingSid = String((await running.traffic('calls'))[0]?.['recordingSid']);
    expect(await running.client().recordings(recordingSid).fetch()).toMatchObject({ callSid: called.sid });
  });

  it('starts although files of it hold something else', async () => {
    await send('whole');
    await running.twilio().stop();
    await writeFile(join(running.folder, 'messages', '00000002.json'), '{"sid":"SM');
    await writeFile(join(running.folder, 'messages', '00000003.json'), '{"sid":"SM1","body":7}');
    await writeFile(join(running.folder, 'messages', '00000004.json'), 'null');
    await running.restart();
    await send('next');
    expect(await running.traffic('messages')).toMatchObject([{ body: 'whole' }, { body: 'next' }]);
    expect(await page()).toContain('next');
    expect((await running.api('GET', '/Messages/SM1.json')).status).toBe(404);
  });

  it('has the last thousand of each kind at hand', async () => {
    await send('number 1');
    const file = (no: number) => join(running.folder, 'messages', `${String(no).padStart(8, '0')}.json`);
    const one = await readFile(file(1), 'utf8');
    for (let no = 2; no <= 1000; no += 1) await writeFile(file(no), one.replace('number 1', `number ${no}`));
    await running.restart();
    await send('number 1001');
    const bodies = (await running.traffic('messages')).map(({ body }) => body);
    expect([bodies.length, bodies[0], bodies.at(-1)]).toEqual([1000, 'number 2', 'number 1001']);
  });

  it('that finds its port taken says so, and leaves nothing running', async () => {
    const { port } = new URL(running.twilio().url);
    const again = () => startTwilio({ directory: running.folder, accountSid, authToken, port: Number(port) });
    await expect(again()).rejects.toThrow('EADDRINUSE');
    await running.twilio().stop();
    const second = await again();
    expect(second).toMatchObject({ url: `http://127.0.0.1:${port}`, numbers: ['+15005550006'] });
    await second.stop();
    await running.restart();
  });

  it.each([
    [{ accountSid: 'AC1' }, 'accountSid'],
    [{ authToken: '' }, 'authToken'],
    [{ numbers: [ours, '0301234'] }, '0301234'],
  ])('does not start with an account that is none: %j', async (changes, words) => {
    const options = { directory: running.folder, accountSid, authToken, ...changes };
    await expect(startTwilio(options)).rejects.toThrow(words);
  });
});
