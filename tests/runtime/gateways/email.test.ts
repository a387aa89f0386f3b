import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmailMessage } from '../../../commands/message.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ConnectionId } from '../../../domain/codecs/ids.js';
import { EmailAddress } from '../../../domain/codecs/values.js';
import { checkSmtp, createEmailGateway, type EmailGateway } from '../../../runtime/gateways/email.js';
import type { SmtpServer } from '../../../runtime/gateways/smtp-transport.js';
import { smtpServerOf } from '../../../runtime/gateways/smtp-url.js';
import { type SmtpReceiver, startSmtpReceiver } from '../../support/smtp-receiver.js';

const to = decodeOrThrow(EmailAddress, 'ann@example.com');

const mail = (changes: Partial<EmailMessage> = {}): EmailMessage => ({
  channel: 'email',
  purpose: 'marketing',
  connectionId: decodeOrThrow(ConnectionId, 'default'),
  messageId: '<run.1@leadline>',
  to,
  subject: 'Grüße, Ann',
  text: 'Hello.',
  headers: {},
  ...changes,
});

describe('the e-mail gateway', () => {
  let server: SmtpReceiver;
  let gateway: EmailGateway;
  const open = (url: string, changes: Partial<SmtpServer> = {}): EmailGateway => {
    const known = { ...smtpServerOf(url, 'Shop <shop@example.com>'), ...changes };
    return createEmailGateway(async (id) =>
      id === 'default'
        ? { kind: 'found', server: known }
        : { kind: 'permanent', code: 'unknown-connection', message: `There is no connection “${id}”.` },
    );
  };

  beforeEach(async () => {
    server = await startSmtpReceiver();
    gateway = open(server.url);
  });
  afterEach(async () => {
    gateway.close();
    await server.close();
  });

  it('hands over a mail as it was written, and gives the answer of the server', async () => {
    const delivery = await gateway.sendEmail(
      mail({ html: '<p>Hello.</p>', replyTo: decodeOrThrow(EmailAddress, 'help@example.com') }),
    );
    expect(delivery).toEqual({ kind: 'delivered', receipt: { response: '250 taken' } });
    const [got] = server.received;
    expect(got).toMatchObject({
      messageId: '<run.1@leadline>',
      subject: 'Grüße, Ann',
      html: '<p>Hello.</p>',
      from: '"Shop" <shop@example.com>',
      to: ['ann@example.com'],
    });
    expect(got?.text?.trim()).toBe('Hello.');
    expect(got?.headerLines.join('\n')).toContain('Reply-To: help@example.com');
  });

  it('takes the sender of the message before that of the connection', async () => {
    await gateway.sendEmail(mail({ from: 'Ben <ben@example.com>' }));
    expect(server.received[0]?.from).toBe('"Ben" <ben@example.com>');
  });

  it('sends one message after the other over kept connections', async () => {
    for (const no of [1, 2, 3]) await gateway.sendEmail(mail({ messageId: `<run.${no}@leadline>` }));
    expect(server.received.map(({ messageId }) => messageId)).toEqual([
      '<run.1@leadline>',
      '<run.2@leadline>',
      '<run.3@leadline>',
    ]);
  });

  it.each([
    ['rcpt', 550, 'permanent', 'mail-server-refused', '550 no such user here'],
    ['rcpt', 451, 'transient', 'mail-server-busy', '451 try again later'],
    ['data', 554, 'permanent', 'mail-server-refused', '554 no such user here'],
    ['data', 452, 'transient', 'mail-server-busy', '452 try again later'],
  ] as const)(
    'takes a refusal at %s with %i as %s, in the words of the server',
    async (at, code, kind, name, said) => {
      server.behave({ at, code });
      expect(await gateway.sendEmail(mail())).toEqual({ kind, code: name, message: said });
    },
  );

  it('does not know whether a mail went out whose connection broke after it was handed over', async () => {
    server.behave('hang-up');
    expect(await gateway.sendEmail(mail())).toMatchObject({
      kind: 'unknown',
      code: 'mail-connection-broken',
    });
    expect(server.received).toHaveLength(1);
  });

  it('nor when that was a connection that had worked before', async () => {
    await gateway.sendEmail(mail());
    server.behave('hang-up');
    const again = mail({ messageId: '<run.2@leadline>' });
    expect(await gateway.sendEmail(again)).toMatchObject({ kind: 'unknown', code: 'mail-connection-broken' });
    expect(server.received).toHaveLength(2);
  });

  it('tries again later where nobody listens', async () => {
    await server.close();
    expect(await gateway.sendEmail(mail())).toMatchObject({
      kind: 'transient',
      code: 'mail-server-unreachable',
    });
  });

  it('tries again later where it is not let in: the password is mended, the mail is not lost', async () => {
    const wrong = open(server.url.replace('//', '//user:wrong@'));
    expect(await wrong.sendEmail(mail())).toMatchObject({
      kind: 'transient',
      code: 'mail-server-unreachable',
    });
    wrong.close();
    const right = open(server.url.replace('//', '//user:right@'));
    expect(await right.sendEmail(mail())).toMatchObject({ kind: 'delivered' });
    right.close();
  });

  it('refuses a connection that it does not have', async () => {
    expect(
      await gateway.sendEmail(mail({ connectionId: decodeOrThrow(ConnectionId, 'other') })),
    ).toMatchObject({
      kind: 'permanent',
      code: 'unknown-connection',
    });
  });

  it.each(['Hi\r\nBcc: eve@example.com', 'Hi\nBcc: eve@example.com', 'Hi\r\n\r\nBody'])(
    'writes no header that a subject holds: %j',
    async (subject) => {
      await gateway.sendEmail(mail({ subject, from: 'Ben\r\nBcc: eve@example.com <ben@example.com>' }));
      const [got] = server.received;
      expect(got?.to).toEqual(['ann@example.com']);
      expect(got?.headerLines.filter((line) => /^bcc/i.test(line))).toEqual([]);
      expect(got?.text?.trim()).toBe('Hello.');
    },
  );

  it('reads no file and no address that a text names', async () => {
    const text = '<img src="file:///etc/passwd"> file:///etc/passwd';
    await gateway.sendEmail(mail({ html: text, text }));
    expect(server.received[0]?.text?.trim()).toBe(text);
  });

  it('adds the headers of the message, and signs it where the connection has a key (DKIM)', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signing = open(server.url, {
      dkim: {
        domain: 'example.com',
        selector: 'mail',
        privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      },
    });
    await signing.sendEmail(mail({ headers: { 'List-Unsubscribe': '<https://leadline.example/t/u/x>' } }));
    signing.close();
    const lines = server.received[0]?.headerLines.join('\n') ?? '';
    expect(lines).toContain('List-Unsubscribe: <https://leadline.example/t/u/x>');
    expect(lines).toMatch(/DKIM-Signature: v=1; a=rsa-sha256;[\s\S]*d=example\.com;[\s\S]*s=mail;/);
    expect(publicKey.asymmetricKeyType).toBe('rsa');
  });

  it('takes another server as soon as the connection names one, and loses nothing', async () => {
    const other = await startSmtpReceiver();
    let current = smtpServerOf(server.url, 'Shop <shop@example.com>');
    const changing = createEmailGateway(async () => ({ kind: 'found', server: current }));
    const first = changing.sendEmail(mail());
    await first;
    current = smtpServerOf(other.url, 'Shop <shop@example.com>');
    expect(await changing.sendEmail(mail({ messageId: '<run.2@leadline>' }))).toMatchObject({
      kind: 'delivered',
    });
    expect([server.received.length, other.received.length]).toEqual([1, 1]);
    changing.close();
    await other.close();
  });

  it('never sends in the clear over a connection that asks for TLS', async () => {
    const strict = open(server.url, { security: 'starttls', user: 'user', password: 'right' });
    expect(await strict.sendEmail(mail())).toMatchObject({ kind: 'transient' });
    expect(server.received).toEqual([]);
    strict.close();
  });

  it('checks a connection by signing in, and says what the server says', async () => {
    const at = (changes: Partial<SmtpServer>) => ({
      ...smtpServerOf(server.url, 'a@example.com'),
      ...changes,
    });
    expect(await checkSmtp(at({ user: 'user', password: 'right' }))).toMatchObject({ ok: true });
    const wrong = await checkSmtp(at({ user: 'user', password: 'hunter2' }));
    expect(wrong).toMatchObject({ ok: false, message: expect.stringContaining('535') });
    expect(JSON.stringify(wrong)).not.toContain('hunter2');
    await server.close();
    expect(await checkSmtp(at({}))).toMatchObject({ ok: false });
    expect(server.received).toEqual([]);
  });
});
