import { type CheckConnection, createManageConnections } from '../commands/manage-connections.js';
import type { Gateways } from '../commands/message.js';
import type { Repositories } from '../commands/repositories.js';
import type { OpenConnectionOf } from '../domain/connection/open-connection.js';
import { builtInConnections } from './built-in-connections.js';
import type { Config } from './config.js';
import type { Servers } from './embedded.js';
import { checkSmtp, createEmailGateway } from './gateways/email.js';
import type { SmtpServer } from './gateways/smtp-transport.js';
import { createTrainingJetGateway } from './gateways/training-jet.js';
import { createTwilioGateway } from './gateways/twilio.js';
import { createWebhookGateway } from './gateways/webhook.js';
import { createSeal } from './seal.js';
import { webhookSecret } from './secrets.js';
import { keyFor } from './sign.js';
import { createVerifyTrainingJet } from './verify-training-jet.js';

export interface MessagingPorts {
  readonly config: Config;
  readonly servers: Servers;
  readonly repositories: Repositories;
  /** What secrets in the log are sealed with. */
  readonly key: Uint8Array;
}

const loopback = ['127.0.0.0/8', '::1/128'];

/** The same object for the same connection, by which the gateway tells that nothing about it has changed. */
const smtpServers = new WeakMap<OpenConnectionOf<'smtp'>, SmtpServer>();

const toSmtpServer = (connection: OpenConnectionOf<'smtp'>): SmtpServer => {
  const known = smtpServers.get(connection);
  if (known !== undefined) return known;
  const { host, port, from, security, user, replyTo, dkim } = connection.settings;
  const { password, dkimPrivateKey: privateKey } = connection.secrets;
  const server: SmtpServer = {
    host,
    port,
    from,
    ...(security === undefined ? {} : { security }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(dkim === undefined || privateKey === undefined ? {} : { dkim: { ...dkim, privateKey } }),
  };
  smtpServers.set(connection, server);
  return server;
};

const toTrainingJet = ({ settings, secrets }: OpenConnectionOf<'training-jet'>) => ({
  baseUrl: settings.baseUrl,
  token: secrets.token,
});

/** The ways out of the house, through the connections of the environment and those that are stored. */
export const createMessaging = async ({ config, servers, repositories, key }: MessagingPorts) => {
  const { twilio: twilioStandIn, trainingJet: school, catcher } = servers;
  const allowedAddresses = [
    ...config.webhookAllowedAddresses,
    // Beside the stand-ins, whose addresses are on this machine.
    ...(catcher === undefined && school === undefined ? [] : loopback),
  ];
  const check: CheckConnection = (connection) => {
    switch (connection.kind) {
      case 'smtp':
        return checkSmtp(toSmtpServer(connection));
      case 'twilio':
        return twilio.check(connection);
      case 'training-jet':
        return trainingJet.check(toTrainingJet(connection));
      default:
        return connection satisfies never;
    }
  };
  const manageConnections = createManageConnections({
    repositories,
    seal: createSeal(keyFor('connections', key)),
    builtIn: builtInConnections(config, servers),
    check,
  });
  const { connectionOf } = manageConnections;

  const email = createEmailGateway(async (id) => {
    const found = await connectionOf('smtp', id);
    return found.kind === 'found' ? { kind: 'found', server: toSmtpServer(found.connection) } : found;
  });
  const twilio = createTwilioGateway({
    connectionOf: (id) => connectionOf('twilio', id),
    baseUrlOf: (accountSid) =>
      accountSid === twilioStandIn?.account.accountSid ? twilioStandIn.url : undefined,
  });
  const trainingJet = createTrainingJetGateway({
    connectionOf: async (id) => {
      const found = await connectionOf('training-jet', id);
      return found.kind === 'found' ? { kind: 'found', connection: toTrainingJet(found.connection) } : found;
    },
    allowedAddresses,
  });
  const webhook = createWebhookGateway({
    secret: await webhookSecret(config.webhookSecret, config.dataDir),
    allowedAddresses,
  });
  const gateways: Gateways = {
    sendEmail: email.sendEmail,
    sendSms: twilio.sendSms,
    placeCall: twilio.placeCall,
    sendWebhook: webhook.sendWebhook,
    addSubscription: trainingJet.addSubscription,
  };
  return {
    manageConnections,
    gateways,
    verifyTwilio: twilio.verify,
    verifyTrainingJet: createVerifyTrainingJet(async (id) => {
      const found = await connectionOf('training-jet', id);
      return found.kind === 'found' ? found.connection.secrets.webhookSecret : undefined;
    }),
    close: async () => {
      email.close();
      await Promise.all([twilio.close(), trainingJet.close(), webhook.close()]);
    },
  };
};
