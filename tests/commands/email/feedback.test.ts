import { describe, expect, it } from 'vitest';
import { readFeedback } from '../../../commands/email/feedback.js';

interface Report {
  readonly type?: string;
  readonly fields: readonly string[];
  readonly returned?: string;
  readonly returnedType?: string;
}

const original =
  'Message-ID: <018f3c00-0000-7000-8000-000000000000.0@leadline>\r\nTo: ada@example.com\r\nSubject: Hi\r\n\r\nHello';

const mail = ({
  type = 'message/delivery-status',
  fields,
  returned = original,
  returnedType = 'message/rfc822',
}: Report): string =>
  [
    'From: MAILER-DAEMON@mx.example.org',
    'To: shop@example.com',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type.split('/')[1]};`,
    '\tboundary="B"',
    '',
    '--B',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'This is the mail system. Message-ID: <not-this-one@leadline>',
    '',
    '--B',
    `Content-Type: ${type}`,
    '',
    ...fields,
    '',
    '--B',
    `Content-Type: ${returnedType}`,
    '',
    returned,
    '--B--',
    '',
  ].join('\r\n');

const status = (action: string, code: string, ...more: readonly string[]) => [
  'Reporting-MTA: dns; mx.example.org',
  'Arrival-Date: Mon, 2 Mar 2026 09:00:00 +0100',
  '',
  'Final-Recipient: rfc822; ada@example.com',
  `Action: ${action}`,
  `Status: ${code}`,
  ...more,
];

describe('a delivery status notification', () => {
  it('names the address, what the other server said, and the message', async () => {
    const report = mail({
      fields: status(
        'failed',
        '5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 <ada@example.com>:',
        '    User unknown',
      ),
    });
    expect(await readFeedback(report)).toEqual({
      kind: 'bounce',
      permanent: true,
      recipient: 'ada@example.com',
      diagnostic: 'smtp; 550 5.1.1 <ada@example.com>: User unknown',
      messageId: '<018f3c00-0000-7000-8000-000000000000.0@leadline>',
    });
  });

  it.each([
    ['5.1.1', true],
    ['5.1.2', true],
    ['5.1.10', true],
    ['5.2.1', true],
    ['5.1.6', true],
    ['5.0.0', false],
    ['5.1.0', false],
    ['5.1.7', false],
    ['5.1.8', false],
    ['5.2.2', false],
    ['5.3.4', false],
    ['5.4.4', false],
    ['5.7.1', false],
    ['4.2.2', false],
    ['4.4.7', false],
  ])('with the status %s is for ever: %s', async (code, permanent) => {
    expect(await readFeedback(mail({ fields: status('failed', code) }))).toMatchObject({
      kind: 'bounce',
      permanent,
    });
  });

  it.each(['delayed', 'delivered', 'relayed', 'expanded'])(
    'of a mail that was %s is no bounce',
    async (action) => {
      expect(await readFeedback(mail({ fields: status(action, '4.4.1') }))).toBeUndefined();
    },
  );

  it('may give the headers only, and the address as the sender wrote it', async () => {
    const report = mail({
      fields: status('Failed', '5.1.1', 'Original-Recipient: rfc822;Ada.Lovelace@Example.com'),
      returnedType: 'text/rfc822-headers',
    });
    expect(await readFeedback(report)).toMatchObject({
      recipient: 'Ada.Lovelace@example.com',
      messageId: '<018f3c00-0000-7000-8000-000000000000.0@leadline>',
    });
  });
});

describe('the fields of a report', () => {
  const failed = (...fields: readonly string[]) =>
    readFeedback(mail({ fields: ['Reporting-MTA: dns; mx.example.org', '', ...fields] }));

  it('belong to the recipient whom it failed for, whoever else it names', async () => {
    const report = await failed(
      ...['Final-Recipient: rfc822; bob@example.com', 'Action: delivered', 'Status: 2.0.0', ''],
      ...['Final-Recipient: rfc822; ada@example.com', 'Action: failed', 'Status: 5.1.1', ''],
      ...['Final-Recipient: rfc822; eve@example.com', 'Action: relayed', 'Status: 2.0.0'],
    );
    expect(report).toMatchObject({ permanent: true, recipient: 'ada@example.com' });
  });

  it('may have words in parentheses, and an address of another kind that nobody can write to', async () => {
    const report = await failed(
      ...['Original-Recipient: x400; /S=Ada/C=GB', 'Final-Recipient: RFC822; <ada@example.com>'],
      ...['Action: failed (no such user)', 'Status: 5.1.1 (bad destination mailbox)', 'Diagnostic-Code:'],
    );
    expect(report).toEqual({
      kind: 'bounce',
      permanent: true,
      recipient: 'ada@example.com',
      diagnostic: 'failed 5.1.1',
      messageId: '<018f3c00-0000-7000-8000-000000000000.0@leadline>',
    });
  });

  it('that have names of objects or control characters do no harm', async () => {
    const report = await failed(
      ...['__proto__: x', 'constructor: x', 'Final-Recipient: rfc822; ada@example.com', 'Action: failed'],
      ...['Status: 5.1.1', 'Diagnostic-Code: smtp; 550\u0000 5.1.1\tno\u001b[31m one'],
    );
    expect(report).toMatchObject({ permanent: true, diagnostic: 'smtp; 550 5.1.1 no [31m one' });
  });

  it('are read in no time, however long they are', async () => {
    const started = performance.now();
    await failed(`Final-Recipient: rfc822; ${'@a'.repeat(100_000)} <`, 'Action: failed', 'Status: 5.1.1');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('of the message itself are its headers, not what its body says', async () => {
    const report = mail({
      fields: status('failed', '5.1.1'),
      returned: 'To: ada@example.com\r\n\r\nMessage-ID: <other@leadline>',
    });
    expect(await readFeedback(report)).not.toHaveProperty('messageId');
  });
});

describe('an abuse report', () => {
  const abuse = (feedbackType: string) => [
    `Feedback-Type: ${feedbackType}`,
    'User-Agent: Yahoo!-Mail-Feedback/2.0',
    'Version: 0.1',
    'Original-Rcpt-To: ada@example.com',
  ];

  it('is a complaint', async () => {
    expect(await readFeedback(mail({ type: 'message/feedback-report', fields: abuse('abuse') }))).toEqual({
      kind: 'complaint',
      feedbackType: 'abuse',
      recipient: 'ada@example.com',
      messageId: '<018f3c00-0000-7000-8000-000000000000.0@leadline>',
    });
  });

  it('names the address of the message where it names none itself', async () => {
    const report = mail({ type: 'message/feedback-report', fields: ['Feedback-Type: fraud'] });
    expect(await readFeedback(report)).toMatchObject({ kind: 'complaint', recipient: 'ada@example.com' });
  });

  it.each(['not-spam', 'auth-failure'])('of the type %s is no complaint of a reader', async (type) => {
    expect(
      await readFeedback(mail({ type: 'message/feedback-report', fields: abuse(type) })),
    ).toBeUndefined();
  });
});

describe('any other mail', () => {
  it.each(
    [
      'Subject: Out of office\r\n\r\nBack on Monday. Status: 5.1.1\r\nAction: failed',
      'Content-Type: multipart/report; boundary="B"\r\n\r\nno parts',
      'Content-Type: message/delivery-status\r\n\r\nnothing',
      '',
      '\u0000\u0001\u0002',
      'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n--',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(5000)}`,
      `${'X-Header: 1\r\n'.repeat(100_000)}\r\n`,
    ].map((text) => [text.slice(0, 60), text]),
  )('is no report: %j', async (_name, text) => {
    expect(await readFeedback(text)).toBeUndefined();
  });
});
