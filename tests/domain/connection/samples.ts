import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ConnectionId } from '../../../domain/codecs/ids.js';
import type { ConnectionEvent } from '../../../domain/connection/connection.js';
import { SealedSecrets } from '../../../domain/connection/secrets.js';
import { ConnectionSettings } from '../../../domain/connection/settings.js';

export const connectionId = decodeOrThrow(ConnectionId, 'main');

const smtpSettings = {
  kind: 'smtp',
  name: 'Main',
  host: 'smtp.example.com',
  port: 587,
  from: 'Ann <ann@example.com>',
};

export const settingsOf = (settings: object): ConnectionSettings =>
  decodeOrThrow(ConnectionSettings, settings);

/** A mail server that nobody has to sign in to; `changes` go over it. */
export const smtp = (changes: object = {}): ConnectionSettings => settingsOf({ ...smtpSettings, ...changes });

export const twilio = (changes: object = {}): ConnectionSettings =>
  settingsOf({
    kind: 'twilio',
    name: 'Phone',
    accountSid: `AC${'0'.repeat(32)}`,
    numbers: [{ number: '+15005550006' }],
    ...changes,
  });

export const trainingJet = (changes: object = {}): ConnectionSettings =>
  settingsOf({ kind: 'training-jet', name: 'School', baseUrl: 'https://school.example', ...changes });

/** What stands for secrets that are sealed: `{ password: 'a' }` becomes `{ password: 'v1.a' }`. */
export const sealed = (secrets: Readonly<Record<string, string>>): SealedSecrets =>
  decodeOrThrow(
    SealedSecrets,
    Object.fromEntries(Object.entries(secrets).map(([name, text]) => [name, `v1.${text}`])),
  );

export const created = (
  settings: ConnectionSettings = smtp(),
  secrets: SealedSecrets = {},
): ConnectionEvent => ({ type: 'ConnectionCreated', data: { connectionId, settings, sealed: secrets } });

export const revised = (
  settings: ConnectionSettings = smtp(),
  secrets: SealedSecrets = {},
): ConnectionEvent => ({ type: 'ConnectionRevised', data: { connectionId, settings, sealed: secrets } });

export const removed: ConnectionEvent = { type: 'ConnectionRemoved', data: { connectionId } };
