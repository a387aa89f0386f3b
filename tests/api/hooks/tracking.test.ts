import { beforeEach, describe, expect, test } from 'vitest';
import { createLinks } from '../../../commands/links.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { LeadId, TemplateId } from '../../../domain/codecs/ids.js';
import { Instant } from '../../../domain/codecs/time.js';
import { Url } from '../../../domain/codecs/values.js';
import type { MessageRef } from '../../../domain/lead/message-ref.js';
import { testTokens } from '../../support/messaging.js';
import { useApi } from '../support/use-api.js';

const { get, post, api } = useApi();
const links = createLinks('', testTokens);
const shop = decodeOrThrow(Url, 'https://shop.example/a?b=1&c=2#d');
const person = {
  'user-agent':
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15',
};

let leadId: string;
let message: MessageRef;
beforeEach(async () => {
  leadId = (await post('/v1/leads', { email: 'ada@example.com' })).body.leadId;
  message = {
    leadId: decodeOrThrow(LeadId, leadId),
    messageId: '018f3c00-0000-7000-8000-000000000000.0',
    template: { templateId: decodeOrThrow(TemplateId, 'welcome'), version: 2 },
    sentAt: decodeOrThrow(Instant, '2026-02-28T09:00:00Z'),
  };
});

const visit = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${api().url}${path}`, { redirect: 'manual', headers: person, ...init });
const events = async () =>
  (await get(`/v1/leads/${leadId}/history`)).body.items
    .slice(1)
    .map(({ type, data }: { type: string; data: object }) => ({ type, data }));

describe('opening an e-mail', () => {
  test('is recorded when the picture is fetched, once an hour', async () => {
    const picture = await visit(links.open(message));
    expect([
      picture.status,
      picture.headers.get('content-type'),
      picture.headers.get('cache-control'),
    ]).toEqual([200, 'image/gif', 'no-store']);
    expect(new TextDecoder('latin1').decode(await picture.arrayBuffer())).toMatch(/^GIF89a/);
    await visit(links.open(message));
    const opened = {
      type: 'EmailOpened',
      data: {
        messageId: '<018f3c00-0000-7000-8000-000000000000.0@leadline>',
        machine: false,
        template: { templateId: 'welcome', version: 2 },
        userAgent: person['user-agent'],
      },
    };
    expect(await events()).toEqual([opened]);
    api().advance(60 * 60 * 1000);
    await visit(links.open(message));
    expect(await events()).toEqual([opened, opened]);
  });

  test.each([
    [
      'an image proxy',
      { 'user-agent': 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html' },
    ],
    ['a prefetch', { ...person, 'sec-purpose': 'prefetch' }],
    ['a bot', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
    ['nobody', { 'user-agent': '' }],
  ])('by %s is a machine’s', async (_who, headers) => {
    await visit(links.open(message), { headers });
    expect(await events()).toMatchObject([{ type: 'EmailOpened', data: { machine: true } }]);
  });

  test('within two seconds after it was sent is a machine’s', async () => {
    const sentAt = decodeOrThrow(Instant, api().ports.clock());
    await visit(links.open({ ...message, sentAt }));
    expect(await events()).toMatchObject([{ data: { machine: true } }]);
  });
});

describe('following a link', () => {
  test('is recorded, and leads where the mail said', async () => {
    const answer = await visit(links.click(message, shop));
    expect([answer.status, answer.headers.get('location')]).toEqual([302, shop]);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await events()).toMatchObject([{ type: 'EmailLinkClicked', data: { url: shop, machine: false } }]);
  });
});

describe('unsubscribing', () => {
  test('asks first, so that whoever looks at every link unsubscribes nobody', async () => {
    const page = await visit(links.unsubscribe(message));
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('<form method="post">');
    expect(await events()).toEqual([]);
  });

  test.each([
    ['one click in the mail program', 'List-Unsubscribe=One-Click'],
    ['the button on the page', ''],
  ])('is done by %s, once', async (_how, body) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const _twice of [1, 2]) {
      const done = await visit(links.unsubscribe(message), { method: 'POST', headers, body });
      expect(done.status).toBe(200);
    }
    expect(await events()).toMatchObject([{ type: 'ConsentWithdrawn', data: { channel: 'email' } }]);
  });
});

describe('a link that is not ours', () => {
  const tokenOf = (path: string): string => path.split('/').at(-1) ?? '';
  const flipped = (token: string, at: number): string =>
    token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
  const claims = (claim: object): string => Buffer.from(JSON.stringify(claim)).toString('base64url');

  test('is not followed, and records nothing: at least fifty forgeries of each kind', async () => {
    const click = tokenOf(links.click(message, shop));
    const open = tokenOf(links.open(message));
    const unsubscribe = tokenOf(links.unsubscribe(message));
    const signature = click.split('.')[1] ?? '';
    const evil = claims({ message, url: 'https://evil.example/' });
    const forged = [
      ...Array.from({ length: 40 }, (_, no) => flipped(click, Math.floor((no * click.length) / 40))),
      open,
      unsubscribe,
      evil,
      `${evil}.`,
      `${evil}.${signature}`,
      `${evil}.${'A'.repeat(43)}`,
      `.${signature}`,
      click.slice(0, -1),
      `${click}A`,
      `${click}.${signature}`,
      click.toUpperCase(),
      `${claims({ alg: 'none' })}.${evil}.`,
      'x',
      '%00',
      '..%2f..%2fetc%2fpasswd',
      'A'.repeat(7000),
      encodeURIComponent('https://evil.example/'),
    ];
    expect(new Set(forged).size).toBeGreaterThanOrEqual(50);
    for (const token of forged) {
      const answer = await visit(`/t/c/${token}`);
      expect([answer.status, answer.headers.get('location')], token).toEqual([404, null]);
    }
    for (const token of [click, unsubscribe, flipped(open, 3)])
      expect((await visit(`/t/o/${token}`)).status).toBe(404);
    for (const token of [click, open, flipped(unsubscribe, 3)])
      expect((await visit(`/t/u/${token}`, { method: 'POST' })).status).toBe(404);
    expect(await events()).toEqual([]);
  });

  test('is not logged: whoever has it could use it', async () => {
    await visit(links.unsubscribe(message));
    expect(JSON.stringify(api().log.lines)).not.toContain(tokenOf(links.unsubscribe(message)).slice(0, 30));
  });

  test('to a lead that is not there is not found', async () => {
    const nobody = decodeOrThrow(LeadId, '018f3c00-0000-7000-8000-00000000dead');
    expect((await visit(links.open({ ...message, leadId: nobody }))).status).toBe(404);
    expect((await visit(links.unsubscribe({ ...message, leadId: nobody }), { method: 'POST' })).status).toBe(
      404,
    );
  });
});
