import * as t from 'io-ts';
import ipaddr from 'ipaddr.js';
import { decode } from '../domain/codecs/decode.js';
import { open } from '../domain/codecs/struct.js';
import { line, oneOf, RefinedType, text } from '../domain/codecs/text.js';
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

const urlOf = (name: string, schemes: readonly string[]) =>
  text(name, {
    message: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    schema: {},
    fits: (input) => schemes.some((scheme) => input.startsWith(`${scheme}://`)) && input.length < 2000,
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

/** The environment variables that Leadline reads. */
const Environment = open(
  'Environment',
  {},
  {
    HOST: line('Host', 200),
    PORT: Port,
    DATA_DIR: line('DataDir', 1000),
    EVENTSTORE_URL: urlOf('EventStoreUrl', ['esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover']),
    MONGODB_URL: urlOf('MongodbUrl', ['mongodb', 'mongodb+srv']),
    SMTP_URL: urlOf('SmtpUrl', ['smtp', 'smtps']),
    MAIL_FROM: line('MailFrom', 300),
    WEBHOOK_SECRET: text('WebhookSecret', {
      message: 'must be whsec_ and 24 to 64 bytes in base64',
      schema: {},
      fits: (input) => /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(input),
    }),
    WEBHOOK_ALLOWED_ADDRESSES: Cidrs,
    CATCHER_SMTP_PORT: Port,
    CATCHER_HTTP_PORT: Port,
    LOG_LEVEL: oneOf('LogLevel', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
  },
);

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Of a real server; the embedded one is started where none is given. */
  readonly eventStoreUrl: string | undefined;
  readonly mongodbUrl: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly webhookSecret: string | undefined;
  /** Ranges that webhooks may reach although they are not public. */
  readonly webhookAllowedAddresses: readonly string[];
  readonly catcher: { readonly smtpPort: number; readonly httpPort: number };
  readonly logLevel: string;
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Reads the configuration; an empty variable counts as not set. Every wrong variable is named. */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): ReadConfig => {
  const names = Object.keys(Environment.optional);
  const given = Object.fromEntries(
    names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  const decoded = decode(Environment, given);
  if (!decoded.ok) return decoded;
  const set = decoded.value;
  return {
    ok: true,
    config: {
      host: set.HOST ?? '127.0.0.1',
      port: set.PORT ?? 8080,
      dataDir: set.DATA_DIR ?? './data',
      eventStoreUrl: set.EVENTSTORE_URL,
      mongodbUrl: set.MONGODB_URL,
      smtpUrl: set.SMTP_URL,
      mailFrom: set.MAIL_FROM ?? 'Leadline <leadline@localhost>',
      webhookSecret: set.WEBHOOK_SECRET,
      webhookAllowedAddresses: set.WEBHOOK_ALLOWED_ADDRESSES?.split(',') ?? [],
      catcher: { smtpPort: set.CATCHER_SMTP_PORT ?? 1025, httpPort: set.CATCHER_HTTP_PORT ?? 8025 },
      logLevel: set.LOG_LEVEL ?? 'info',
    },
  };
};
