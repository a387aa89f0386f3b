import { decodeOrThrow } from '../domain/codecs/decode.js';
import { OpenConnection } from '../domain/connection/open-connection.js';
import type { Config } from './config.js';
import type { Servers } from './embedded.js';
import { smtpServerOf } from './gateways/smtp-url.js';

const smtp = ({ mailFrom }: Config, { smtpUrl }: Servers): unknown => {
  const { host, port, from, security, user, password } = smtpServerOf(smtpUrl, mailFrom);
  return {
    kind: 'smtp',
    connectionId: 'default',
    settings: {
      kind: 'smtp',
      name: 'Default mail server',
      host,
      port,
      from,
      ...optional({ security, user }),
    },
    secrets: optional({ password }),
  };
};

/** Without what is not there. */
const optional = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const twilio = (config: Config, servers: Servers): unknown => {
  const account = config.twilio ?? servers.twilio?.account;
  if (account === undefined) return undefined;
  const { accountSid, authToken, numbers } = account;
  const settings = { accountSid, numbers: numbers.map((number) => ({ number })) };
  return {
    kind: 'twilio',
    connectionId: 'default',
    settings: { kind: 'twilio', name: 'Default Twilio account', ...settings },
    secrets: { authToken },
  };
};

const trainingJet = (config: Config, servers: Servers): unknown => {
  const account = config.trainingJet ?? servers.trainingJet?.account;
  if (account === undefined) return undefined;
  const { url, token, webhookSecret } = account;
  return {
    kind: 'training-jet',
    connectionId: 'default',
    settings: { kind: 'training-jet', name: 'Default Training Jet', baseUrl: url },
    secrets: { token, webhookSecret },
  };
};

/** The connections of the environment: one of each kind, `default`, to the real server or to its stand-in. */
export const builtInConnections = (config: Config, servers: Servers): readonly OpenConnection[] =>
  [smtp(config, servers), twilio(config, servers), trainingJet(config, servers)]
    .filter((connection) => connection !== undefined)
    .map((connection) => decodeOrThrow(OpenConnection, connection));
