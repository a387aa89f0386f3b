import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTrainingJet } from '../../../embedded/training-jet/server.js';
import { eventually } from '../../support/eventually.js';
import { startReceiver } from '../../support/webhook-receiver.js';
import { type StandIn, startStandIn, token, webhookSecret } from './stand-in.js';

const email = 'ada@example.com';

describe('the traffic', () => {
  let jet: StandIn;
  beforeEach(async () => {
    jet = await startStandIn();
  });
  afterEach(() => jet.close());

  const traffic = async () => (await jet.call('GET', '/traffic')).body;
  const page = async () => (await fetch(jet.url())).text();

  it('has what was asked and answered, and what was sent', async () => {
    const receiver = await startReceiver();
    jet.deliverTo(receiver.url);
    await jet.subscribe('key-1', { email, planId: 'starter' });
    const all = await eventually(async () => {
      const found = await traffic();
      return found.length >= 3 ? found : undefined;
    });
    expect(all[0]).toMatchObject({
      id: '00000001',
      receivedAt: expect.any(String),
      direction: 'received',
      method: 'POST',
      address: '/v1/subscriptions',
      body: JSON.stringify({ email, planId: 'starter' }),
      status: 201,
      answer: expect.stringContaining('"subscriptionId":"sub_'),
    });
    expect(all.slice(1)).toMatchObject([
      { direction: 'sent', method: 'POST', address: receiver.url, status: 204 },
      { direction: 'sent', method: 'POST', address: receiver.url, status: 204 },
    ]);
    expect(await page()).toContain('received POST /v1/subscriptions');
    expect(await page()).toContain(`sent POST ${receiver.url}`);
    await receiver.close();
  });

  it('has what was refused, and not those who look at it', async () => {
    await page();
    await traffic();
    await fetch(`${jet.url()}/v1/account`);
    await fetch(`${jet.url()}/v1/subscriptions`, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(await traffic()).toMatchObject([
      { address: '/v1/account', status: 401 },
      { address: '/v1/subscriptions', status: 413, body: '' },
    ]);
  });

  it('never has the token or the secret', async () => {
    await jet.subscribe('key-1', { email, planId: 'starter' });
    const names = await readdir(join(jet.folder, 'traffic'));
    const files = await Promise.all(names.map((name) => readFile(join(jet.folder, 'traffic', name), 'utf8')));
    expect(files).toHaveLength(1);
    for (const text of [...files, await page()]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(webhookSecret.slice(6));
    }
  });

  it('escapes what strangers wrote, on a page without scripts', async () => {
    const evil = `<script>alert("1" & '2')</script>{{ origin }}{% raw %}`;
    await jet.simulate({ type: 'user.active', email, [evil]: evil });
    await fetch(`${jet.url()}/v1/<script>`, { headers: { host: 'x' } });
    await fetch(`${jet.url()}/simulate/events`, { method: 'POST', body: evil });
    const response = await fetch(jet.url());
    const html = await response.text();
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&#34;1&#34; &amp; &#39;2&#39;)&lt;/script&gt;{{ origin }}');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('outlives a restart, and a file that is cut off', async () => {
    await jet.call('GET', '/v1/account');
    await jet.call('GET', '/v1/plans');
    await writeFile(join(jet.folder, 'traffic', '00000003.json'), '{"id":"0000');
    await jet.restart();
    await jet.call('GET', '/v1/account');
    const addresses = (await traffic()).map(({ address }: { address: string }) => address);
    expect(addresses).toEqual(['/v1/account', '/v1/plans', '/v1/account']);
  });

  it('says what went wrong where the stand-in itself fails; the answer does not', async () => {
    const db = new Database(join(jet.folder, 'training-jet.db'));
    db.exec('DROP TABLE outbox');
    db.close();
    const { status, body } = await jet.simulate({ type: 'user.active', email });
    expect([status, body.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(body)).not.toContain('outbox');
    expect(await traffic()).toMatchObject([{ status: 500, error: expect.stringContaining('outbox') }]);
    expect((await jet.call('GET', '/v1/account')).status).toBe(200);
  });

  it('shows the last hundred on the page', async () => {
    for (let index = 0; index < 101; index++) await jet.call('GET', `/v1/unknown-${index}`);
    const html = await page();
    expect(html.match(/<article>/g)).toHaveLength(100);
    expect(html).toContain('the last 100 of 101');
    expect(html).not.toContain('/v1/unknown-0<');
    expect(html.indexOf('/v1/unknown-100<')).toBeLessThan(html.indexOf('/v1/unknown-99<'));
  });

  it('a port that is taken is an error, and leaves nothing open', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const again = { directory: jet.folder, token, webhookSecret, port };
    await expect(startTrainingJet(again)).rejects.toThrow('EADDRINUSE');
    await new Promise((done) => other.close(done));
    const server = await startTrainingJet(again);
    expect(server.url).toBe(`http://127.0.0.1:${port}`);
    await server.stop();
  });
});
