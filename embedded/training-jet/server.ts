import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from './app.js';
import { openDatabase } from './database.js';
import { createDelivery, type Wait } from './delivery.js';
import { createOutbox } from './outbox.js';
import { createPlatform, type Plan } from './platform.js';
import { openTraffic } from './traffic.js';

export interface TrainingJetOptions {
  readonly directory: string;
  /** Opens `/v1`. */
  readonly token: string;
  /** Signs the webhooks: `whsec_…` (Standard Webhooks). */
  readonly webhookSecret: string;
  /** Where events are sent; they wait until it is known. */
  readonly webhookUrl?: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** What `/v1/account` says. */
  readonly name?: string;
  readonly plans?: readonly Plan[];
  /** Between two tries of a webhook. */
  readonly wait?: Wait;
}

export interface TrainingJet {
  /** A page with the traffic; `/traffic` gives it as JSON, and the API is below `/v1`. */
  readonly url: string;
  /** Says where events are sent from now on. @throws TypeError when it is no URL */
  readonly deliverTo: (webhookUrl: string) => void;
  readonly stop: () => Promise<void>;
}

const defaultPlans: readonly Plan[] = [
  { planId: 'starter', name: 'Starter' },
  { planId: 'all-courses', name: 'All courses' },
];

const untilThen: Wait = (milliseconds, signal) => delay(milliseconds, undefined, { signal });

/** Starts a stand-in for Training Jet, which keeps everything in its folder and speaks the protocol of docs/training-jet.md. */
export const startTrainingJet = async ({
  directory,
  token,
  webhookSecret,
  webhookUrl,
  port: wanted = 0,
  host = '127.0.0.1',
  name = 'Training Jet stand-in',
  plans = defaultPlans,
  wait = untilThen,
}: TrainingJetOptions): Promise<TrainingJet> => {
  await mkdir(directory, { recursive: true });
  const traffic = await openTraffic(directory);
  const db = openDatabase(directory);
  try {
    const outbox = createOutbox(db);
    const delivery = createDelivery({ secret: webhookSecret, outbox, traffic, wait });
    const platform = createPlatform({ db, plans, outbox, deliver: delivery.add });
    const handle = createApp({ token, name, platform, traffic }).callback();
    const http = createServer({ requestTimeout: 30_000 }, (request, response) => {
      void handle(request, response);
    });
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(wanted, host, resolve);
    });
    if (webhookUrl !== undefined) delivery.deliverTo(webhookUrl);
    const address = http.address();
    const port = address === null || typeof address === 'string' ? wanted : address.port;
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      deliverTo: delivery.deliverTo,
      stop: async () => {
        await new Promise<void>((resolve) => {
          http.close(() => resolve());
          http.closeAllConnections();
        });
        await delivery.stop();
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
};
