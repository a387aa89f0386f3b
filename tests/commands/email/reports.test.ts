import { describe, expect, it } from 'vitest';
import { readFeedback } from '../../../commands/email/feedback.js';

interface Shape {
  readonly headers: readonly string[];
  readonly type: string;
  readonly fields: readonly string[];
  readonly returned: readonly string[];
  readonly returnedType: string;
}

const messageId = '<018f3c00-0000-7000-8000-000000000000.0@leadline>';
const sent = [
  'From: Shop <shop@example.com>',
  'To: ada@example.org',
  `Message-ID: ${messageId}`,
  'Subject: Hi',
];

const write = ({ headers, type, fields, returned, returnedType }: Shape): string =>
  [
    ...headers,
    'To: shop@example.com',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; boundary="=_b/1"; report-type=${type.split('/')[1]}`,
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--=_b/1',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'Your message could not be delivered.',
    '',
    '--=_b/1',
    'Content-Description: Delivery report',
    `Content-Type: ${type}`,
    '',
    ...fields,
    '',
    '--=_b/1',
    'Content-Description: Undelivered message',
    `Content-Type: ${returnedType}`,
    '',
    ...returned,
    '',
    '--=_b/1--',
    '',
  ].join('\r\n');

const status = 'message/delivery-status';

/** What these senders write, each in its own way. */
const shapes = {
  Postfix: {
    headers: ['From: MAILER-DAEMON@mx.example.net (Mail Delivery System)', 'Auto-Submitted: auto-replied'],
    type: status,
    fields: [
      'Reporting-MTA: dns; mx.example.net',
      'X-Postfix-Queue-ID: 4F1A2B3C4D',
      'X-Postfix-Sender: rfc822; shop@example.com',
      'Arrival-Date: Mon,  2 Mar 2026 09:00:00 +0100 (CET)',
      '',
      'Final-Recipient: rfc822; ada@example.org',
      'Original-Recipient: rfc822;ada@example.org',
      'Action: failed',
      'Status: 5.1.1',
      'Remote-MTA: dns; mx.example.org',
      'Diagnostic-Code: smtp; 550 5.1.1 <ada@example.org>: Recipient address rejected:',
      '    User unknown in virtual mailbox table',
    ],
    returned: [...sent, '', 'Hello'],
    returnedType: 'message/rfc822',
  },
  Exim: {
    headers: [
      'From: Mail Delivery System <Mailer-Daemon@mx.example.net>',
      'X-Failed-Recipients: ada@example.org',
    ],
    type: status,
    fields: [
      'Reporting-MTA: dns; mx.example.net',
      '',
      'Action: failed',
      'Final-Recipient: rfc822;ada@example.org',
      'Status: 5.0.0',
      'Remote-MTA: dns; mx.example.org',
      'Diagnostic-Code: smtp; 550 No such user here',
    ],
    returned: ['Return-path: <shop@example.com>', ...sent],
    returnedType: 'message/rfc822',
  },
  'Exchange Online': {
    headers: ['From: <postmaster@example.onmicrosoft.com>', 'X-MS-Exchange-Message-Is-Ndr:'],
    type: status,
    fields: [
      'Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.exchangelabs.com',
      'Received-From-MTA: dns;mail.example.com',
      '',
      'Final-Recipient: rfc822;ada@example.org',
      'Action: failed',
      'Status: 5.1.10',
      'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@example.org',
      ' not found by SMTP address lookup',
      'X-Display-Name: Ada',
    ],
    returned: [...sent, '', 'Hello'],
    returnedType: 'message/rfc822',
  },
  Gmail: {
    headers: [
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'X-Failed-Recipients: ada@example.org',
    ],
    type: status,
    fields: [
      'Reporting-MTA: dns; googlemail.com',
      'X-Original-Message-ID: <another@leadline>',
      '',
      'Final-Recipient: rfc822; ada@example.org',
      'Action: failed',
      'Status: 5.1.1',
      'Remote-MTA: dns; gmail-smtp-in.l.google.com. (2a00:1450::1a, the server for the domain example.org.)',
      'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try',
      ' 550-5.1.1 double-checking the recipient',
      'Last-Attempt-Date: Mon, 02 Mar 2026 00:00:01 -0800 (PST)',
    ],
    returned: sent,
    returnedType: 'text/rfc822-headers',
  },
  SES: {
    headers: ['From: MAILER-DAEMON@eu-west-1.amazonses.com'],
    type: status,
    fields: [
      'Reporting-MTA: dns; a7-1.smtp-out.eu-west-1.amazonses.com',
      '',
      'Action: failed',
      'Final-Recipient: rfc822; ada@example.org',
      'Diagnostic-Code: smtp; 550 5.1.1 user unknown',
      'Status: 5.1.1',
    ],
    returned: [...sent, '', 'Hello'],
    returnedType: 'message/rfc822',
  },
} satisfies Record<string, Shape>;

describe('a bounce', () => {
  it.each(Object.entries(shapes))('is read as %s writes it', async (_sender, shape) => {
    expect(await readFeedback(write(shape))).toMatchObject({
      kind: 'bounce',
      permanent: true,
      recipient: 'ada@example.org',
      messageId,
      diagnostic: expect.stringMatching(/^smtp; ?550/),
    });
  });

  it.each(['smtp; 550-5.7.1 rejected as spam', 'smtp; 552 5.2.2 mailbox full', 'smtp; 550 Access denied'])(
    'of Exim is for ever only where the other server said so: %s',
    async (diagnostic) => {
      const fields = [...shapes.Exim.fields.slice(0, -1), `Diagnostic-Code: ${diagnostic}`];
      expect(await readFeedback(write({ ...shapes.Exim, fields }))).toMatchObject({
        kind: 'bounce',
        permanent: false,
        diagnostic,
      });
    },
  );

  it('may be encoded in base64', async () => {
    const type = `${status}\r\nContent-Transfer-Encoding: base64`;
    const fields = [btoa(shapes.Postfix.fields.join('\n'))];
    expect(await readFeedback(write({ ...shapes.Postfix, type, fields }))).toMatchObject({
      permanent: true,
      recipient: 'ada@example.org',
    });
  });
});

describe('a complaint', () => {
  it.each([
    ['the report names the address', ['Original-Rcpt-To: <ada@example.org>']],
    ['the report keeps it for itself', []],
  ])('is read as Yahoo writes it: %s', async (_case, more) => {
    const report = write({
      headers: ['From: Yahoo! Mail AntiSpam Feedback <feedback@arf.mail.yahoo.com>'],
      type: 'message/feedback-report',
      fields: [
        ...['Feedback-Type: abuse', 'User-Agent: Yahoo!-Mail-Feedback/2.0', 'Version: 0.1'],
        ...['Original-Mail-From: <shop@example.com>', ...more, 'Reported-Domain: example.com'],
      ],
      returned: [...sent, '', 'Hello'],
      returnedType: 'message/rfc822; charset="utf-8"',
    });
    expect(await readFeedback(report)).toEqual({
      kind: 'complaint',
      feedbackType: 'abuse',
      recipient: 'ada@example.org',
      messageId,
    });
  });
});
