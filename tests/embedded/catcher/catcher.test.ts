import { readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Catcher, type CatcherOptions, startCatcher } from '../../../embedded/catcher/server.js';
import { createCall } from '../../support/http-client.js';
import { temporaryFolder } from '../../support/leadline.js';
import { connectSmtp } from './smtp-client.js';

const portIn = (url: string): number => Number(new URL(url).port);

describe('the catcher', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let catcher: Catcher;

  const start = async (options: Partial<CatcherOptions> = {}): Promise<void> => {
    catcher = await startCatcher({ directory: folder.path, ...options });
  };
  const send = async (changes: SendMailOptions = {}): Promise<string> => {
    const transport = createTransport(catcher.smtpUrl);
    const mail = { from: 'shop@example.com', to: 'ann@example.com', subject: 'Hello', text: 'Hi Ann.' };
    const { response } = await transport.sendMail({ ...mail, ...changes });
    transport.close();
    return response;
  };
  const call = (method: string, path: string, body?: unknown) =>
    createCall(catcher.httpUrl, 'key')(method, path, body);
  const mails = async () => (await call('GET', '/mails')).body;
  const hooks = async () => (await call('GET', '/hooks')).body;
  const page = async () => (await fetch(catcher.httpUrl)).text();

  beforeEach(async () => {
    folder = await temporaryFolder();
    await start();
  });
  afterEach(async () => {
    await catcher.stop();
    await folder.remove();
  });

  it('forgets what mentions one of many, all at the same time', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `lead-${String(at).padStart(2, '0')}`);
    for (const name of [...names, 'kept']) await call('POST', '/hooks/x', { name });
    await Promise.all(names.map((name) => catcher.forget([name.toUpperCase()])));
    expect((await hooks()).map(({ body }: { body: string }) => body)).toEqual(['{"name":"kept"}']);
    expect(await readdir(join(folder.path, 'hooks'))).toEqual(['00000021.json']);
  });

  it('takes a mail and shows what it would have been', async () => {
    expect(await send()).toMatch(/^250 /);
    expect(await mails()).toMatchObject([
      {
        id: '00000001',
        envelope: { from: 'shop@example.com', to: ['ann@example.com'] },
        from: 'shop@example.com',
        to: 'ann@example.com',
        subject: 'Hello',
        text: expect.stringContaining('Hi Ann.'),
        messageId: expect.stringMatching(/^<.+>$/),
      },
    ]);
    expect(await page()).toContain('Hi Ann.');
  });

  it('takes a request of any method below /hooks/ and shows it', async () => {
    expect(await call('POST', '/hooks/orders', { order: 1 })).toMatchObject({
      status: 200,
      body: { caught: true },
    });
    await call('PUT', '/hooks/orders/2', { order: 2 });
    expect(await hooks()).toMatchObject([
      {
        method: 'POST',
        path: '/hooks/orders',
        body: '{"order":1}',
        headers: { authorization: 'Bearer key' },
      },
      { method: 'PUT', path: '/hooks/orders/2', body: '{"order":2}' },
    ]);
    expect(catcher.hookUrl).toBe(`${catcher.httpUrl}/hooks/`);
    expect(await page()).toContain('PUT /hooks/orders/2');
  });

  it('does not know other paths, nor other methods on its own', async () => {
    expect((await fetch(`${catcher.httpUrl}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${catcher.httpUrl}/mails`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${catcher.httpUrl}/hooks`, { method: 'POST', body: 'x' })).status).toBe(404);
  });

  it('escapes what strangers wrote on its page', async () => {
    const evil = `<script>alert("1" & '2')</script>`;
    const escaped = '&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;';
    await send({ subject: evil, text: evil, to: `"${evil.replaceAll('"', '')}" <ann@example.com>` });
    await fetch(`${catcher.hookUrl}x`, { method: 'POST', body: evil });
    const html = await page();
    expect(html).not.toContain('<script');
    expect(html.split(escaped)).toHaveLength(4);
  });

  it('answers 413 to a body over 1 MiB, however large, and keeps nothing of it', async () => {
    const post = (size: number) => fetch(`${catcher.hookUrl}big`, { method: 'POST', body: 'x'.repeat(size) });
    expect((await post(1024 * 1024)).status).toBe(200);
    expect((await post(1024 * 1024 + 1)).status).toBe(413);
    expect((await post(20 * 1024 * 1024)).status).toBe(413);
    expect(await hooks()).toHaveLength(1);
  });

  it('takes mails with only HTML, with attachments, to several people, and without a subject', async () => {
    await send({ text: '', html: '<p>Hi</p>' });
    await send({ attachments: [{ filename: 'a.bin', content: Buffer.alloc(100_000, 7) }] });
    await send({ subject: '', to: ['ann@example.com', 'bob@example.com'], bcc: 'cy@example.com' });
    const [html, attached, many] = await mails();
    expect(html).toMatchObject({ html: expect.stringContaining('<p>Hi</p>') });
    expect(attached).toMatchObject({ text: expect.stringContaining('Hi Ann.') });
    expect(many).toMatchObject({
      to: 'ann@example.com, bob@example.com',
      envelope: { to: ['ann@example.com', 'bob@example.com', 'cy@example.com'] },
    });
    expect(await page()).toContain('<pre>Hi</pre>');
  });

  it('keeps everything over a restart, in order, and goes on after it', async () => {
    await send({ subject: 'first' });
    await send({ subject: 'second' });
    await call('POST', '/hooks/a', {});
    await catcher.stop();
    await start();
    await send({ subject: 'third' });
    const subjects = (await mails()).map(({ subject }: { subject: string }) => subject);
    expect(subjects).toEqual(['first', 'second', 'third']);
    expect(await hooks()).toHaveLength(1);
  });

  it('overwrites nothing after somebody has tidied up its folder', async () => {
    for (const subject of ['first', 'second', 'third']) await send({ subject });
    await catcher.stop();
    await rm(join(folder.path, 'mails', '00000001.json'));
    await start();
    await send({ subject: 'fourth' });
    await catcher.stop();
    await start();
    const subjects = (await mails()).map(({ subject }: { subject: string }) => subject);
    expect(subjects).toEqual(['second', 'third', 'fourth']);
  });

  it('starts although a file of it is cut off', async () => {
    await send({ subject: 'whole' });
    await catcher.stop();
    await writeFile(join(folder.path, 'mails', '00000002.json'), '{"id":"0000');
    await start();
    await send({ subject: 'next' });
    const subjects = (await mails()).map(({ subject }: { subject: string }) => subject);
    expect(subjects).toEqual(['whole', 'next']);
    expect(await readdir(join(folder.path, 'mails'))).toHaveLength(3);
  });

  it('goes on after clients that hang up in the middle of a mail', async () => {
    for (let no = 1; no <= 3; no += 1) {
      const client = await connectSmtp(catcher.smtpUrl);
      await client.say('EHLO client');
      await client.say('MAIL FROM:<ann@example.com>');
      client.reset();
      await client.closed;
    }
    await send({ subject: 'after' });
    expect(await mails()).toMatchObject([{ subject: 'after' }]);
  });

  it('stops although a client says nothing, and its ports are free', async () => {
    const silent = await connectSmtp(catcher.smtpUrl);
    const [smtpPort, httpPort] = [portIn(catcher.smtpUrl), portIn(catcher.httpUrl)];
    await catcher.stop();
    await silent.closed;
    await start({ smtpPort, httpPort });
    expect(await send()).toMatch(/^250 /);
  });

  it('that finds one port taken leaves the other one free', async () => {
    const smtpPort = portIn(catcher.smtpUrl);
    await catcher.stop();
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const address = other.address();
    const httpPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(start({ smtpPort, httpPort })).rejects.toThrow('EADDRINUSE');
    await new Promise((done) => other.close(done));
    await start({ smtpPort });
    expect(await send()).toMatch(/^250 /);
  });
});
