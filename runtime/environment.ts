import * as t from 'io-ts';
import ipaddr from 'ipaddr.js';
import { open } from '../domain/codecs/struct.js';
import { line, oneOf, pattern, RefinedType, text } from '../domain/codecs/text.js';
import { Mailbox, PhoneNumber } from '../domain/codecs/values.js';
import { isKey } from './encryption-key.js';

const Port = new RefinedType<number>(
  'Port',
  (input): input is number => typeof input === 'number',
  (input, context) => {
    const port = typeof input === 'string' && /^\d{1,5}$/.test(input) ? Number(input) : Number.NaN;
    return port <= 65535 ? t.success(port) : t.failure(input, context, 'must be a port from 0 to 65535');
  },
  { type: 'integer' },
);

const amountOf = (name: string, digits: RegExp, message: string) =>
  new RefinedType<number>(
    name,
    (input): input is number => typeof input === 'number',
    (input, context) =>
      typeof input === 'string' && digits.test(input)
        ? t.success(Number(input))
        : t.failure(input, context, message),
    { type: 'integer' },
  );

const Bytes = amountOf('Bytes', /^[1-9]\d{0,14}$/, 'must be a number of bytes');
const Seconds = amountOf('Seconds', /^[1-9]\d{0,3}$/, 'must be a number of seconds from 1 to 9999');
const Megabytes = amountOf(
  'Megabytes',
  /^([5-9]\d{2}|[1-9]\d{3,5})$/,
  'must be a number of megabytes from 500 to 999999',
);

const urlOf = (name: string, schemes: readonly string[]) =>
  text(name, {
    message: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    schema: {},
    fits: (input) => schemes.some((scheme) => input.startsWith(`${scheme}://`)) && input.length < 2000,
  });

/** What the client understands. For any other option it prints the whole connection string, the password with it. */
const eventStoreOptions = [
  'tls',
  'tlsVerifyCert',
  'tlsCaFile',
  'userCertFile',
  'userKeyFile',
  'nodePreference',
  'defaultDeadline',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'connectionName',
];
const knownOptions: ReadonlySet<string> = new Set(eventStoreOptions.map((name) => name.toLowerCase()));
const eventStoreForm = /^esdb(?:\+discover)?:\/\/(?:[^:@/?]+:[^:@/?]+@)?[^@/?]+\/?(?:\?(?<options>[^?]*))?$/;

const EventStoreUrl = text('EventStoreUrl', {
  message: `must be esdb:// or esdb+discover://, user:password@ where there are some, hosts, and options of ${eventStoreOptions.join(', ')}; special characters of a password are percent-encoded`,
  schema: {},
  fits: (input) => {
    const found = eventStoreForm.exec(input);
    const options = new URLSearchParams(found?.groups?.['options']);
    return (
      found !== null &&
      input.length < 2000 &&
      [...options.keys()].every((name) => knownOptions.has(name.toLowerCase()))
    );
  },
});

/** `10.0.0.0/8`, or one address. */
const isRange = (input: string): boolean =>
  input.includes('/')
    ? ipaddr.isValidCIDR(input)
    : ipaddr.IPv4.isValidFourPartDecimal(input) || ipaddr.IPv6.isValid(input);

const Cidrs = text('Cidrs', {
  message: 'must be addresses or CIDR ranges with commas between them, such as 10.0.0.0/8,127.0.0.1',
  schema: {},
  fits: (input) => input.split(',').every(isRange),
});

const WebhookSecret = text('WebhookSecret', {
  message: 'must be whsec_ and 24 to 64 bytes in base64',
  schema: {},
  fits: (input) => /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(input),
});

const PhoneNumbers = text('PhoneNumbers', {
  message: 'must be phone numbers with commas between them, such as +4930901820,+15005550006',
  schema: {},
  fits: (input) => input.split(',').every(PhoneNumber.is),
});

/** The environment variables that Leadline reads. */
export const Environment = open(
  'Environment',
  {},
  {
    HOST: line('Host', 200),
    PORT: Port,
    DATA_DIR: line('DataDir', 1000),
    EVENTSTORE_URL: EventStoreUrl,
    EVENTSTORE_STREAM_PREFIX: pattern(
      'StreamPrefix',
      /^[a-z][a-z0-9._]{0,62}[._]$/,
      'must be 2 to 64 lower-case letters, digits, dots and underscores, a letter first and a dot or underscore last',
    ),
    MONGODB_URL: urlOf('MongodbUrl', ['mongodb', 'mongodb+srv']),
    SMTP_URL: urlOf('SmtpUrl', ['smtp', 'smtps']),
    CONNECT_TIMEOUT: Seconds,
    MAIL_FROM: Mailbox,
    WEBHOOK_SECRET: WebhookSecret,
    WEBHOOK_ALLOWED_ADDRESSES: Cidrs,
    /** Under which browsers and providers reach this server. */
    PUBLIC_URL: urlOf('PublicUrl', ['http', 'https']),
    ENCRYPTION_KEY: text('EncryptionKey', {
      message: 'must be 32 bytes in base64',
      schema: {},
      fits: isKey,
    }),
    DEFAULT_REGION: pattern('Region', /^[A-Z]{2}$/, 'must be a country code of two capitals, such as DE'),
    TWILIO_ACCOUNT_SID: pattern('AccountSid', /^AC[0-9a-f]{32}$/, 'must be AC and 32 hexadecimal digits'),
    TWILIO_AUTH_TOKEN: line('AuthToken', 200),
    TWILIO_NUMBERS: PhoneNumbers,
    TRAINING_JET_URL: urlOf('TrainingJetUrl', ['http', 'https']),
    TRAINING_JET_TOKEN: line('TrainingJetToken', 500),
    TRAINING_JET_WEBHOOK_SECRET: WebhookSecret,
    TWILIO_STAND_IN_PORT: Port,
    TRAINING_JET_STAND_IN_PORT: Port,
    CATCHER_SMTP_PORT: Port,
    CATCHER_HTTP_PORT: Port,
    IMPORT_MAX_BYTES: Bytes,
    EMBEDDED_MEMORY_MB: Megabytes,
    LOG_LEVEL: oneOf('LogLevel', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
  },
);

export type Environment = t.TypeOf<typeof Environment>;
