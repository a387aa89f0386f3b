import { describe, expect, it } from 'vitest';
import { decode } from '../../../domain/codecs/decode.js';
import {
  Password,
  PrivateKey,
  SealedText,
  SmtpSecrets,
  TrainingJetSecrets,
} from '../../../domain/connection/secrets.js';
import { ConnectionSettings } from '../../../domain/connection/settings.js';
import { smtp, trainingJet, twilio } from './samples.js';

const faultsOf = (settings: object): readonly string[] => {
  const decoded = decode(ConnectionSettings, settings);
  return decoded.ok ? [] : decoded.faults.map(({ path }) => path);
};

const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(2);
const key = `-----BEGIN PRIVATE KEY-----\n${body}\n${body}\n-----END PRIVATE KEY-----`;

describe('the settings of a connection', () => {
  it.each([
    'smtp.example.com',
    'localhost',
    'mail_server',
    '10.0.0.1',
    '::1',
    '2001:db8::25',
    'a.b.'.slice(0, 3),
  ])('take the host %s', (host) => {
    expect(faultsOf({ ...smtp(), host })).toEqual([]);
  });

  it.each(['', 'a b', 'smtp://a', 'a:25', '-a', 'a/b', 'a..b', 'ä.example', `${'a.'.repeat(127)}b`])(
    'refuse the host %s',
    (host) => {
      expect(faultsOf({ ...smtp(), host })).toEqual(['host']);
    },
  );

  it('name everything that is wrong', () => {
    const wrong = { port: 0, from: 'nobody', security: 'ssl', user: 'a\nb', replyTo: 'x', password: 'x' };
    expect([...faultsOf({ ...smtp(), ...wrong })].sort()).toEqual([
      'from',
      'password',
      'port',
      'replyTo',
      'security',
      'user',
    ]);
    expect(faultsOf({ ...smtp(), dkim: { domain: 'localhost', selector: '.' } })).toEqual([
      'dkim.domain',
      'dkim.selector',
    ]);
    expect(
      faultsOf({ ...twilio(), accountSid: 'AC1', numbers: [{ number: '5550006' }], defaultRegion: 'de' }),
    ).toEqual(['accountSid', 'numbers[0].number', 'defaultRegion']);
    expect(faultsOf({ ...twilio(), numbers: [] })).toEqual(['numbers']);
    expect(faultsOf({ ...trainingJet(), baseUrl: 'https://user:secret@school.example' })).toEqual([
      'baseUrl',
    ]);
    expect(faultsOf({ kind: 'fax', name: 'Fax' })).toEqual(['kind']);
  });

  it('may hold back what is sent', () => {
    const limits = { throttle: { max: 100, per: 'PT1H' } };
    for (const settings of [smtp({ limits }), twilio({ limits }), trainingJet({ limits })])
      expect(settings.limits).toEqual(limits);
  });
});

describe('secrets', () => {
  it('are taken as they are, spaces too', () => {
    expect(decode(Password, ' pass wörd ')).toEqual({ ok: true, value: ' pass wörd ' });
    for (const wrong of ['', 'a\nb', 'a\u0000', 'a'.repeat(1001)])
      expect(decode(Password, wrong).ok).toBe(false);
  });

  it('that are private keys are in PEM, with whatever line ends', () => {
    for (const written of [key, `${key}\n`, key.replaceAll('\n', '\r\n'), `\n${key.replaceAll('\n', '\r')} `])
      expect(decode(PrivateKey, written)).toEqual({ ok: true, value: key });
    for (const other of [
      'secret',
      key.replaceAll('PRIVATE', 'PUBLIC'),
      key.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE'),
      `${key}\n${key}`,
      key.replace('\n', '\n'.repeat(100_000)),
    ])
      expect(decode(PrivateKey, other).ok).toBe(false);
  });

  it('are not repeated in what is said about them', () => {
    const wrong = { password: 'hunter2\n', dkimPrivateKey: 'hunter2', hunter: 'hunter2' };
    expect(JSON.stringify(decode(SmtpSecrets, wrong))).not.toContain('hunter2');
    const jet = { token: '', webhookSecret: 'hunter2' };
    expect(JSON.stringify(decode(TrainingJetSecrets, jet))).not.toContain('hunter2');
  });

  it('in clear text do not pass for sealed ones', () => {
    expect(SealedText.is('v1.bm9uY2U.c2VjcmV0.dGFn')).toBe(true);
    for (const clear of ['hunter2', key, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'v1. x'])
      expect(SealedText.is(clear)).toBe(false);
  });
});
