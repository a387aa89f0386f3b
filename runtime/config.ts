import { decode } from '../domain/codecs/decode.js';
import { PhoneNumber } from '../domain/codecs/values.js';
import type { Fault } from '../domain/errors.js';
import { Environment } from './environment.js';

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

const twilioOf = (set: Environment): TwilioAccount | undefined => {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_NUMBERS: numbers } = set;
  return accountSid === undefined || authToken === undefined || numbers === undefined
    ? undefined
    : { accountSid, authToken, numbers: numbers.split(',').filter(PhoneNumber.is) };
};

const trainingJetOf = (set: Environment): TrainingJetAccount | undefined => {
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
