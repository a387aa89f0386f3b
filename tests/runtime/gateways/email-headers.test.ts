import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeEmail } from '../../../commands/email/compose.js';
import { decode, decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ConnectionId, LeadId } from '../../../domain/codecs/ids.js';
import { Instant } from '../../../domain/codecs/time.js';
import { EmailAddress, Mailbox } from '../../../domain/codecs/values.js';
import { EmailContent } from '../../../domain/template/template.js';
import { createEmailGateway, type EmailGateway } from '../../../runtime/gateways/email.js';
import { smtpServerOf } from '../../../runtime/gateways/smtp-url.js';
import { testLinks } from '../../support/messaging.js';
import { type SmtpReceiver, startSmtpReceiver } from '../../support/smtp-receiver.js';

const breaks = [
  '\r\n',
  '\n',
  '\r',
  '\r\n ',
  '\n\t',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u000b',
  '\f',
  '\0',
  '\r\n\r\n',
];
const smuggled = [
  'Bcc: eve@example.com',
  'To: eve@example.com',
  'Content-Type: text/html',
  'DATA\r\n.\r\nMAIL FROM:<eve@example.com>',
  '.\r\nRCPT TO:<eve@example.com>',
];
/** What somebody might type into a form, to make headers of it. */
const attacks = [
  ...breaks.flatMap((line) => smuggled.map((header) => `Ada${line}${header}`)),
  '=?utf-8?Q?Ada=0D=0ABcc:_eve@example.com?=',
  '=?utf-8?B?QWRhDQpCY2M6IGV2ZUBleGFtcGxlLmNvbQ==?=',
  'Ada%0D%0ABcc: eve@example.com',
  'Ada\\r\\nBcc: eve@example.com',
  '\u560d\u560aBcc: eve@example.com',
];

const make = async (value: string) => {
  const composed = await composeEmail(
    {
      leadId: decodeOrThrow(LeadId, '018f3c00-0000-7000-8000-000000000000'),
      key: 'run.0',
      now: decodeOrThrow(Instant, '2026-03-02T08:00:00Z'),
      to: decodeOrThrow(EmailAddress, 'ada@example.com'),
      content: decodeOrThrow(EmailContent, {
        name: 'Hi',
        subject: 'Hi {{ contact.firstName }}',
        text: 'Hello {{ contact.firstName }}',
      }),
      connectionId: decodeOrThrow(ConnectionId, 'default'),
      purpose: 'marketing',
      isTracked: true,
    },
    { contact: { firstName: value } },
    testLinks,
  );
  return composed.ok ? composed.message : expect.fail(composed.message);
};

describe('what a lead calls itself', () => {
  let server: SmtpReceiver;
  let gateway: EmailGateway;
  beforeAll(async () => {
    server = await startSmtpReceiver();
    const known = smtpServerOf(server.url, 'Shop <shop@example.com>');
    gateway = createEmailGateway(async () => ({ kind: 'found', server: known }));
  });
  afterAll(async () => {
    gateway.close();
    await server.close();
  });

  it('is tried in more than fifty ways', () => {
    expect(new Set(attacks).size).toBeGreaterThanOrEqual(50);
  });

  it.each(attacks)('never becomes a header, a receiver or a mail of its own: %j', async (value) => {
    const before = server.received.length;
    expect((await gateway.sendEmail(await make(value))).kind).toBe('delivered');
    expect(server.received).toHaveLength(before + 1);
    const mail = server.received.at(-1);
    expect(mail?.to).toEqual(['ada@example.com']);
    const names = mail?.headerLines.map((line) => line.split(':')[0]?.toLowerCase()).sort();
    expect(names).toEqual(
      [
        'content-transfer-encoding',
        'content-type',
        'date',
        'from',
        'list-unsubscribe',
        'list-unsubscribe-post',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ].sort(),
    );
    expect(mail?.headerLines.find((line) => /^content-type/i.test(line))).toMatch(/text\/plain/);
  });
});

describe('a sender', () => {
  it.each([
    ...attacks.slice(0, 60).map((attack) => `${attack} <ada@example.com>`),
    ...attacks.slice(0, 60),
    'a@example.com, b@example.com',
    'a@example.com; b@example.com',
    'Ann <a@example.com>, Eve <eve@example.com>',
    'Friends: a@example.com, eve@example.com;',
    'Ann <a@example.com> <eve@example.com>',
    'Ann (eve@example.com) <a@example.com>',
    'eve@example.com <a@example.com>',
    '"Ann\\" <eve@example.com>," <a@example.com>',
    '"Ann" eve@example.com, <a@example.com>',
    '<a@example.com',
    'a@example.com>',
    '@example.com',
    'Ann <>',
    '',
    `${'x'.repeat(400)} <a@example.com>`,
  ])('that is more than one mailbox is refused: %j', (from) => {
    expect(decode(Mailbox, from).ok).toBe(false);
  });

  it.each([
    'ann@example.com',
    'Ann <ann@example.com>',
    '"Doe, Ann" <ann@example.com>',
    'Änn O’Hara <ann@example.com>',
  ])('that is one mailbox is taken: %s', (from) => {
    expect(decode(Mailbox, from)).toEqual({ ok: true, value: from });
  });
});
