import * as t from 'io-ts';
import type { ShownConnection } from '../commands/find-connections.js';
import { dictionary } from '../domain/codecs/collections.js';
import { ConnectionId } from '../domain/codecs/ids.js';
import { closed, open, type StructType } from '../domain/codecs/struct.js';
import { taggedUnion } from '../domain/codecs/tagged-union.js';
import { RefinedType } from '../domain/codecs/text.js';
import {
  Password,
  PrivateKey,
  SecretName,
  SmtpSecrets,
  TrainingJetSecrets,
  TwilioSecrets,
} from '../domain/connection/secrets.js';
import { SmtpSettings, TrainingJetSettings, TwilioSettings } from '../domain/connection/settings.js';
import { VersionNumber } from '../domain/versioned.js';

/** Something that `null` takes away. */
const removable = <A>({ name, is, validate, schema }: RefinedType<A>): RefinedType<A | null> =>
  new RefinedType<A | null>(
    `Removable${name}`,
    (input): input is A | null => input === null || is(input),
    (input, context) => (input === null ? t.success(input) : validate(input, context)),
    { ...schema, type: ['string', 'null'] },
  );

/** A connection to be created: its settings, and its secrets beside them. */
export const NewConnection = taggedUnion(
  'NewConnection',
  {
    smtp: closed('NewSmtpConnection', SmtpSettings.required, {
      ...SmtpSettings.optional,
      connectionId: ConnectionId,
      secrets: SmtpSecrets,
    }),
    twilio: closed(
      'NewTwilioConnection',
      { ...TwilioSettings.required, secrets: TwilioSecrets },
      { ...TwilioSettings.optional, connectionId: ConnectionId },
    ),
    'training-jet': closed(
      'NewTrainingJetConnection',
      { ...TrainingJetSettings.required, secrets: TrainingJetSecrets },
      { ...TrainingJetSettings.optional, connectionId: ConnectionId },
    ),
  },
  'kind',
);

/** A connection as it shall be from now on: of the secrets only those that change; `null` removes one. */
export const RevisedConnection = taggedUnion(
  'RevisedConnection',
  {
    smtp: closed('RevisedSmtpConnection', SmtpSettings.required, {
      ...SmtpSettings.optional,
      secrets: closed(
        'RevisedSmtpSecrets',
        {},
        { password: removable(Password), dkimPrivateKey: removable(PrivateKey) },
      ),
    }),
    twilio: closed('RevisedTwilioConnection', TwilioSettings.required, {
      ...TwilioSettings.optional,
      secrets: closed('RevisedTwilioSecrets', {}, TwilioSecrets.required),
    }),
    'training-jet': closed('RevisedTrainingJetConnection', TrainingJetSettings.required, {
      ...TrainingJetSettings.optional,
      secrets: closed('RevisedTrainingJetSecrets', {}, TrainingJetSecrets.required),
    }),
  },
  'kind',
);

const answerOf = <R extends t.Props, O extends t.Props>(
  name: string,
  { required, optional }: StructType<R, O>,
) =>
  open(
    name,
    {
      ...required,
      connectionId: ConnectionId,
      /** Set by the environment: it cannot be changed here. */
      builtIn: t.boolean,
      /** Which there are; what they are is never shown. */
      secrets: dictionary(SecretName, t.literal(true), 5),
    },
    { ...optional, version: VersionNumber },
  );

export const ConnectionAnswer = taggedUnion(
  'Connection',
  {
    smtp: answerOf('SmtpConnection', SmtpSettings),
    twilio: answerOf('TwilioConnection', TwilioSettings),
    'training-jet': answerOf('TrainingJetConnection', TrainingJetSettings),
  },
  'kind',
);

/** A connection as answers show it. */
export const showConnection = (shown: ShownConnection): t.TypeOf<typeof ConnectionAnswer> => {
  const { connectionId, isBuiltIn, version, settings, secrets } = shown;
  const names: readonly (readonly [string, true])[] = secrets.map((name) => [name, true]);
  return {
    connectionId,
    builtIn: isBuiltIn,
    ...(version === undefined ? {} : { version }),
    ...settings,
    secrets: Object.fromEntries(names),
  };
};
