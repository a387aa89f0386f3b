import * as t from 'io-ts';
import { ConnectionId } from '../codecs/ids.js';
import { closed } from '../codecs/struct.js';
import { taggedUnion } from '../codecs/tagged-union.js';
import { SmtpSecrets, TrainingJetSecrets, TwilioSecrets } from './secrets.js';
import { type ConnectionKind, SmtpSettings, TrainingJetSettings, TwilioSettings } from './settings.js';

/** A connection with its secrets in clear text: for those who send through it, and nobody else. Never stored. */
export const OpenConnection = taggedUnion(
  'OpenConnection',
  {
    smtp: closed('OpenSmtpConnection', {
      kind: t.literal('smtp'),
      connectionId: ConnectionId,
      settings: SmtpSettings,
      secrets: SmtpSecrets,
    }),
    twilio: closed('OpenTwilioConnection', {
      kind: t.literal('twilio'),
      connectionId: ConnectionId,
      settings: TwilioSettings,
      secrets: TwilioSecrets,
    }),
    'training-jet': closed('OpenTrainingJetConnection', {
      kind: t.literal('training-jet'),
      connectionId: ConnectionId,
      settings: TrainingJetSettings,
      secrets: TrainingJetSecrets,
    }),
  },
  'kind',
);
export type OpenConnection = t.TypeOf<typeof OpenConnection>;

export type OpenConnectionOf<Kind extends ConnectionKind> = Extract<OpenConnection, { readonly kind: Kind }>;

/** Whether a connection is of that kind. */
export const isOfKind =
  <Kind extends ConnectionKind>(kind: Kind) =>
  (connection: OpenConnection): connection is OpenConnectionOf<Kind> =>
    connection.kind === kind;
