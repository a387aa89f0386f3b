import * as t from 'io-ts';
import ipaddr from 'ipaddr.js';
import { decode } from '../domain/codecs/decode.js';
import { open } from '../domain/codecs/struct.js';
import { line, oneOf, pattern, RefinedType, text } from '../domain/codecs/text.js';
import { Mailbox, PhoneNumber } from '../domain/codecs/values.js';
import type { Fault } from '../domain/errors.js';

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

/** Variables that make sense together only: the account of a provider. */
const accounts: readonly (readonly string[])[] = [
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_NUMBERS'],
  ['TRAINING_JET_URL', 'TRAINING_JET_TOKEN', 'TRAINING_JET_WEBHOOK_SECRET'],
];

const incompleteAccounts = (given: Readonly<Record<string, unknown>>): readonly Fault[] =>
  accounts.flatMap((names) => {
    const missing = names.filter((name) => given[name] === undefined);
    const present = names.find((name) => given[name] !== undefined);
    return present === undefined
      ? []
      : missing.map((path) => ({ path, message: `is missing: ${present} is set` }));
  });

/** The environment variables that Leadline reads. */
const Environment = open(
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
      fits: (input) => /^[A-Za-z0-9+/]{43}=$/.test(input),
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

/** Every variable that Leadline reads. */
export const variableNames: readonly string[] = Object.keys(Environment.optional);

export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly numbers: readonly PhoneNumber[];
}

export interface TrainingJetAccount {
  readonly url: string;
  readonly token: string;
  readonly webhookSecret: string;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Of a real server; the embedded one is started where none is given. */
  readonly eventStoreUrl: string | undefined;
  /** Stands before the names of all our streams on the server; may be empty. */
  readonly eventStoreStreamPrefix: string;
  readonly mongodbUrl: string | undefined;
  /** For how many seconds a start waits for given servers. */
  readonly connectTimeout: number;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly webhookSecret: string | undefined;
  /** Ranges that webhooks may reach although they are not public. */
  readonly webhookAllowedAddresses: readonly string[];
  /** Without a slash at its end; what this machine knows itself by where none is given. */
  readonly publicUrl: string | undefined;
  /** 32 bytes in base64: seals what is secret in the log. */
  readonly encryptionKey: string | undefined;
  /** The country that phone numbers without a country code are from. */
  readonly defaultRegion: string;
  /** Of the real provider; the stand-in is started where none is given. */
  readonly twilio: TwilioAccount | undefined;
  readonly trainingJet: TrainingJetAccount | undefined;
  readonly standIns: { readonly twilioPort: number; readonly trainingJetPort: number };
  readonly catcher: { readonly smtpPort: number; readonly httpPort: number };
  /** How long the file of an import may be. */
  readonly importMaxBytes: number;
  /** What each embedded server may have; what Node gives a thread where none is given. */
  readonly embeddedMemoryMb: number | undefined;
  readonly logLevel: string;
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly Fault[] };

type Settings = t.TypeOf<typeof Environment>;

const twilioOf = (set: Settings): TwilioAccount | undefined => {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_NUMBERS: numbers } = set;
  return accountSid === undefined || authToken === undefined || numbers === undefined
    ? undefined
    : { accountSid, authToken, numbers: numbers.split(',').filter(PhoneNumber.is) };
};

const trainingJetOf = (set: Settings): TrainingJetAccount | undefined => {
  const {
    TRAINING_JET_URL: url,
    TRAINING_JET_TOKEN: token,
    TRAINING_JET_WEBHOOK_SECRET: webhookSecret,
  } = set;
  return url === undefined || token === undefined || webhookSecret === undefined
    ? undefined
    : { url, token, webhookSecret };
};

/** Reads the configuration; an empty variable counts as not set. Every wrong variable is named. */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): ReadConfig => {
  const given = Object.fromEntries(
    variableNames.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  const decoded = decode(Environment, given);
  if (!decoded.ok) return decoded;
  const incomplete = incompleteAccounts(given);
  if (incomplete.length > 0) return { ok: false, faults: incomplete };
  const set = decoded.value;
  return {
    ok: true,
    config: {
      host: set.HOST ?? '127.0.0.1',
      port: set.PORT ?? 8080,
      dataDir: set.DATA_DIR ?? './data',
      eventStoreUrl: set.EVENTSTORE_URL,
      eventStoreStreamPrefix: set.EVENTSTORE_STREAM_PREFIX ?? '',
      mongodbUrl: set.MONGODB_URL,
      connectTimeout: set.CONNECT_TIMEOUT ?? 60,
      smtpUrl: set.SMTP_URL,
      mailFrom: set.MAIL_FROM ?? 'Leadline <leadline@localhost>',
      webhookSecret: set.WEBHOOK_SECRET,
      webhookAllowedAddresses: set.WEBHOOK_ALLOWED_ADDRESSES?.split(',') ?? [],
      publicUrl: set.PUBLIC_URL?.replace(/\/+$/, ''),
      encryptionKey: set.ENCRYPTION_KEY,
      defaultRegion: set.DEFAULT_REGION ?? 'US',
      twilio: twilioOf(set),
      trainingJet: trainingJetOf(set),
      standIns: {
        twilioPort: set.TWILIO_STAND_IN_PORT ?? 8026,
        trainingJetPort: set.TRAINING_JET_STAND_IN_PORT ?? 8027,
      },
      catcher: { smtpPort: set.CATCHER_SMTP_PORT ?? 1025, httpPort: set.CATCHER_HTTP_PORT ?? 8025 },
      importMaxBytes: set.IMPORT_MAX_BYTES ?? 1024 ** 3,
      embeddedMemoryMb: set.EMBEDDED_MEMORY_MB,
      logLevel: set.LOG_LEVEL ?? 'info',
    },
  };
};
