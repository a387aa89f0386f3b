import type * as t from 'io-ts';
import { type DictionaryType, dictionary } from '../codecs/collections.js';
import { closed } from '../codecs/struct.js';
import { type Branded, oneOf, type RefinedType, text } from '../codecs/text.js';
import type { Fault } from '../errors.js';
import type { ConnectionKind, ConnectionSettings } from './settings.js';

/** Taken as it is: a space at the end may be part of it. */
const secret = <const Word extends string>(name: Word, max: number): RefinedType<Branded<Word>> =>
  text(name, {
    message: `must be 1 to ${max} characters without line breaks`,
    schema: { minLength: 1, maxLength: max, writeOnly: true },
    fits: (input) => input.length > 0 && input.length <= max && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(input),
  });

const pem =
  /^-----BEGIN (RSA )?PRIVATE KEY-----\n(?:[A-Za-z0-9+/=]{1,76}\n){1,200}-----END (RSA )?PRIVATE KEY-----$/;

/** Of an account on a mail server. */
export const Password = secret('Password', 1000);

/** A private key in PEM, with whatever line ends it was copied. */
export const PrivateKey = text('PrivateKey', {
  message: 'must be a private key in PEM, without a passphrase: -----BEGIN PRIVATE KEY----- …',
  schema: { maxLength: 16_000, pattern: pem.source, writeOnly: true },
  fits: (input) => pem.test(input),
  normalise: (input) => input.replaceAll(/\r\n?/g, '\n').trim(),
});

export const SmtpSecrets = closed('SmtpSecrets', {}, { password: Password, dkimPrivateKey: PrivateKey });

export const TwilioSecrets = closed('TwilioSecrets', { authToken: secret('AuthToken', 200) });

export const TrainingJetSecrets = closed('TrainingJetSecrets', {
  token: secret('TrainingJetToken', 1000),
  webhookSecret: text('WebhookSecret', {
    message: 'must be whsec_ and 24 to 64 bytes in base64',
    schema: { pattern: '^whsec_[A-Za-z0-9+/]{32,88}={0,2}$', writeOnly: true },
    fits: (input) => /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(input),
  }),
});

const secretsOf = {
  smtp: SmtpSecrets,
  twilio: TwilioSecrets,
  'training-jet': TrainingJetSecrets,
} as const satisfies Readonly<Record<ConnectionKind, { readonly required: t.Props }>>;

export const SecretName = oneOf('SecretName', [
  'password',
  'dkimPrivateKey',
  'authToken',
  'token',
  'webhookSecret',
]);
export type SecretName = t.TypeOf<typeof SecretName>;

const sealedText = /^v\d+\.[\w-]+(?:\.[\w-]*)*$/;

/** What is stored of a secret: text that nobody can read without the key. Clear text is not of this form. */
export const SealedText = text('SealedText', {
  message: 'must be sealed',
  schema: { pattern: sealedText.source, maxLength: 50_000 },
  fits: (input) => input.length <= 50_000 && sealedText.test(input),
});
export type SealedText = t.TypeOf<typeof SealedText>;

/** The secrets of a connection by name, none of them in clear text. */
export const SealedSecrets: DictionaryType<SealedText> = dictionary(SecretName, SealedText, 5);
export type SealedSecrets = t.TypeOf<typeof SealedSecrets>;

/** New secrets by name; `null` removes one, and what is not named stays. */
export type SecretChanges<Secret extends string> = Readonly<Record<string, Secret | null | undefined>>;

/** The secrets after the changes. */
export const changeSecrets = (secrets: SealedSecrets, changes: SecretChanges<SealedText>): SealedSecrets => {
  const changed = new Map(Object.entries(secrets));
  for (const [name, secret] of Object.entries(changes)) {
    if (secret === null) changed.delete(name);
    else if (secret !== undefined) changed.set(name, secret);
  }
  return Object.fromEntries(changed);
};

/** Of two that need each other, what is missing. */
const together = (
  [setting, hasSetting]: readonly [string, boolean],
  [name, hasSecret]: readonly [string, boolean],
): readonly Fault[] => {
  if (hasSetting && !hasSecret) return [{ path: name, message: `is missing: there is ${setting}` }];
  return hasSecret && !hasSetting
    ? [{ path: setting, message: `is missing: there is ${name}, which null would remove` }]
    : [];
};

/** What settings and secrets lack of each other. */
export const secretFaults = (settings: ConnectionSettings, secrets: SealedSecrets): readonly Fault[] => {
  const required = Object.keys(secretsOf[settings.kind].required);
  const missing = required
    .filter((name) => !Object.hasOwn(secrets, name))
    .map((name) => ({ path: `secrets.${name}`, message: 'is missing' }));
  if (settings.kind !== 'smtp') return missing;
  return [
    ...together(
      ['user', settings.user !== undefined],
      ['secrets.password', secrets['password'] !== undefined],
    ),
    ...together(
      ['dkim', settings.dkim !== undefined],
      ['secrets.dkimPrivateKey', secrets['dkimPrivateKey'] !== undefined],
    ),
  ];
};
