import { Webhook } from 'standardwebhooks';
import {
  startTrainingJet,
  type TrainingJet,
  type TrainingJetOptions,
} from '../../../embedded/training-jet/server.js';
import { type Call, createCall } from '../../support/http-client.js';
import { temporaryFolder } from '../../support/leadline.js';
import type { Received } from '../../support/webhook-receiver.js';

export const token = 'tj_token_of_the_tests';
export const webhookSecret = `whsec_${Buffer.from('thirty-two bytes for a test key!').toString('base64')}`;

export interface StandIn {
  readonly url: () => string;
  readonly folder: string;
  readonly deliverTo: TrainingJet['deliverTo'];
  /** With the token. */
  readonly call: Call;
  readonly subscribe: (key: string, body: unknown) => ReturnType<Call>;
  readonly simulate: (body: unknown) => ReturnType<Call>;
  readonly restart: (options?: Partial<TrainingJetOptions>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The stand-in in a folder of its own, which can be stopped and started again. */
export const startStandIn = async (options: Partial<TrainingJetOptions> = {}): Promise<StandIn> => {
  const folder = await temporaryFolder();
  const start = (changes: Partial<TrainingJetOptions>) =>
    startTrainingJet({ directory: folder.path, token, webhookSecret, ...changes });
  let server = await start(options);
  const call: Call = (...request) => createCall(server.url, token)(...request);
  return {
    url: () => server.url,
    folder: folder.path,
    deliverTo: (url) => server.deliverTo(url),
    call,
    subscribe: (key, body) => call('POST', '/v1/subscriptions', body, { 'idempotency-key': key }),
    simulate: (body) => call('POST', '/simulate/events', body),
    restart: async (changes = {}) => {
      await server.stop();
      server = await start({ ...options, ...changes });
    },
    close: async () => {
      await server.stop();
      await folder.remove();
    },
  };
};

interface Told {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const isTold = (input: unknown): input is Told =>
  typeof input === 'object' && input !== null && 'type' in input && 'data' in input;

/** The event of a webhook. @throws Error unless it was signed with the secret */
export const verify = ({ headers, body }: Received, secret = webhookSecret): Told => {
  const event = new Webhook(secret).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  });
  if (!isTold(event)) throw new Error('not an event');
  return event;
};
