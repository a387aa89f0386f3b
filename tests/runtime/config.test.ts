import { describe, expect, it } from 'vitest';
import { readConfig } from '../../runtime/config.js';

const secret = `whsec_${'A'.repeat(43)}=`;

const configOf = (environment: Record<string, string>) => {
  const read = readConfig(environment);
  return read.ok ? read.config : expect.fail(JSON.stringify(read.faults));
};
const faultsOf = (environment: Record<string, string>) => {
  const read = readConfig(environment);
  return read.ok ? expect.fail(JSON.stringify(read.config)) : read.faults;
};

describe('the configuration', () => {
  it('needs no variable: everything runs on this machine, and only it can reach it', () => {
    expect(configOf({})).toEqual({
      host: '127.0.0.1',
      port: 8080,
      dataDir: './data',
      eventStoreUrl: undefined,
      eventStoreStreamPrefix: '',
      mongodbUrl: undefined,
      connectTimeout: 60,
      smtpUrl: undefined,
      mailFrom: 'Leadline <leadline@localhost>',
      webhookSecret: undefined,
      webhookAllowedAddresses: [],
      publicUrl: undefined,
      encryptionKey: undefined,
      defaultRegion: 'US',
      twilio: undefined,
      trainingJet: undefined,
      standIns: { twilioPort: 8026, trainingJetPort: 8027 },
      catcher: { smtpPort: 1025, httpPort: 8025 },
      importMaxBytes: 1_073_741_824,
      logLevel: 'info',
    });
  });

  it.each([
    ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
    ['PORT', '0', { port: 0 }],
    ['PORT', '65535', { port: 65535 }],
    ['DATA_DIR', '/var/lib/leadline', { dataDir: '/var/lib/leadline' }],
    ['EVENTSTORE_URL', 'esdb://a:2113?tls=false', { eventStoreUrl: 'esdb://a:2113?tls=false' }],
    ['EVENTSTORE_URL', 'esdb+discover://a:2113', { eventStoreUrl: 'esdb+discover://a:2113' }],
    [
      'EVENTSTORE_URL',
      'esdb://u:p%40ss@a:2113,b:2113/?tlsCAFile=/ca.crt&nodePreference=leader',
      { eventStoreUrl: 'esdb://u:p%40ss@a:2113,b:2113/?tlsCAFile=/ca.crt&nodePreference=leader' },
    ],
    ['CONNECT_TIMEOUT', '5', { connectTimeout: 5 }],
    ['EVENTSTORE_STREAM_PREFIX', 'shop_2.staging.', { eventStoreStreamPrefix: 'shop_2.staging.' }],
    ['MONGODB_URL', 'mongodb+srv://u:p@a/db', { mongodbUrl: 'mongodb+srv://u:p@a/db' }],
    ['SMTP_URL', 'smtps://u:p@mail:465', { smtpUrl: 'smtps://u:p@mail:465' }],
    ['MAIL_FROM', 'Shop <shop@example.com>', { mailFrom: 'Shop <shop@example.com>' }],
    ['WEBHOOK_SECRET', secret, { webhookSecret: secret }],
    [
      'WEBHOOK_ALLOWED_ADDRESSES',
      '10.0.0.0/8,127.0.0.1,fd00::/8',
      { webhookAllowedAddresses: ['10.0.0.0/8', '127.0.0.1', 'fd00::/8'] },
    ],
    ['CATCHER_SMTP_PORT', '2525', { catcher: { smtpPort: 2525, httpPort: 8025 } }],
    ['CATCHER_HTTP_PORT', '2526', { catcher: { smtpPort: 1025, httpPort: 2526 } }],
    ['IMPORT_MAX_BYTES', '5000', { importMaxBytes: 5000 }],
    ['EMBEDDED_MEMORY_MB', '8000', { embeddedMemoryMb: 8000 }],
    ['LOG_LEVEL', 'debug', { logLevel: 'debug' }],
  ])('reads %s=%s', (name, value, expected) => {
    expect(configOf({ [name]: value })).toMatchObject(expected);
  });

  it.each([
    ['HOST', 'a\nb'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['EVENTSTORE_URL', 'http://a'],
    ['EVENTSTORE_URL', 'kurrentdb://a:2113'],
    ['EVENTSTORE_URL', 'esdb://u:p@ss@a:2113'],
    ['EVENTSTORE_URL', 'esdb://u@a:2113'],
    ['EVENTSTORE_URL', 'esdb://u:p@a:2113?tsl=false'],
    ['CONNECT_TIMEOUT', '0'],
    ['CONNECT_TIMEOUT', '5s'],
    ['EVENTSTORE_STREAM_PREFIX', 'staging'],
    ['EVENTSTORE_STREAM_PREFIX', '$staging.'],
    ['EVENTSTORE_STREAM_PREFIX', 'my-staging.'],
    ['MONGODB_URL', 'localhost:27017'],
    ['SMTP_URL', 'mail.example.com'],
    ['WEBHOOK_SECRET', 'secret'],
    ['WEBHOOK_SECRET', 'whsec_short'],
    ['WEBHOOK_ALLOWED_ADDRESSES', 'intranet'],
    ['WEBHOOK_ALLOWED_ADDRESSES', '10.0.0.0/33'],
    ['WEBHOOK_ALLOWED_ADDRESSES', '1.2.3'],
    ['WEBHOOK_ALLOWED_ADDRESSES', '10.0.0.0/8,,127.0.0.1'],
    ['CATCHER_SMTP_PORT', 'x'],
    ['CATCHER_HTTP_PORT', 'x'],
    ['EMBEDDED_MEMORY_MB', '499'],
    ['EMBEDDED_MEMORY_MB', '1e6'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s, and names it', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([
      { path: name, message: expect.stringMatching(/^must be /) },
    ]);
  });

  it('names everything that is wrong at once', () => {
    const faults = faultsOf({ PORT: 'x', SMTP_URL: 'x', LOG_LEVEL: 'x' });
    expect(faults.map(({ path }) => path).sort()).toEqual(['LOG_LEVEL', 'PORT', 'SMTP_URL']);
  });

  it('takes an empty variable as one that is not set, and minds no others', () => {
    expect(configOf({ PORT: '', SMTP_URL: '', PATH: '/bin', HOME: '/root' })).toEqual(configOf({}));
  });
});
