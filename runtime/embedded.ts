import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Catcher } from '../embedded/catcher/server.js';
import type { Config, TrainingJetAccount, TwilioAccount } from './config.js';
import { type StandIn, startMailCatcher, startTrainingJetStandIn, startTwilioStandIn } from './stand-ins.js';

interface EmbeddedServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Where the servers that Leadline needs are: given ones, or stand-ins started here. */
export interface Servers {
  readonly eventStoreUrl: string;
  readonly mongodbUrl: string;
  readonly smtpUrl: string;
  /** Present where mail is caught instead of sent. */
  readonly catcher: Catcher | undefined;
  /** Present where nobody is texted or called. */
  readonly twilio: StandIn<TwilioAccount> | undefined;
  readonly trainingJet: StandIn<TrainingJetAccount> | undefined;
  readonly embedded: readonly ('eventstore' | 'mongodb')[];
  /** Removes what the stand-ins caught that mentions one of the texts. */
  readonly forgetCaught: (mentions: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const textIn = (message: unknown, key: string): string => {
  const value: unknown =
    typeof message === 'object' && message !== null ? Reflect.get(message, key) : undefined;
  return typeof value === 'string' ? value : '';
};

/** Runs a server in a worker thread, so that its work does not hold up the API's. */
const startInWorker = (
  file: string,
  directory: string,
  onFailure: (error: Error) => void,
): Promise<EmbeddedServer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(file, import.meta.url), { workerData: { directory } });
    let stopping = false;
    const ended = new Promise<void>((done) => {
      worker.once('exit', () => done());
    });
    const fail = (error: Error): void => {
      reject(error);
      onFailure(error);
    };
    worker.on('error', fail);
    worker.on('exit', (code) => {
      if (!stopping) fail(new Error(`${file} ended with code ${code}`));
    });
    worker.on('message', (message: unknown) => {
      const type = textIn(message, 'type');
      if (type === 'failed') {
        stopping = true;
        reject(new Error(textIn(message, 'message')));
      }
      if (type === 'listening')
        resolve({
          url: textIn(message, 'url'),
          stop: async () => {
            stopping = true;
            worker.postMessage('stop');
            await ended;
          },
        });
    });
  });

/**
 * Starts a stand-in for each server that the configuration does not name.
 * @param publicUrl where the stand-ins of providers report what happens
 */
export const startServers = async (
  config: Config,
  publicUrl: string,
  onFailure: (error: Error) => void,
): Promise<Servers> => {
  const { dataDir } = config;
  const started: { readonly stop: () => Promise<void> }[] = [];
  const keep = <S extends { readonly stop: () => Promise<void> }>(server: S): S => {
    started.unshift(server);
    return server;
  };
  const stop = async (): Promise<void> => {
    for (const server of started) await server.stop();
  };
  const embed = async (name: string): Promise<string> => {
    const server = await startInWorker(`../embedded/${name}/worker.js`, join(dataDir, name), onFailure);
    return keep(server).url;
  };
  try {
    const eventStoreUrl = config.eventStoreUrl ?? (await embed('eventstore'));
    const mongodbUrl = config.mongodbUrl ?? (await embed('mongodb'));
    const catcher = config.smtpUrl === undefined ? keep(await startMailCatcher(config)) : undefined;
    const twilio =
      config.twilio === undefined ? keep(await startTwilioStandIn(config, publicUrl)) : undefined;
    const trainingJet =
      config.trainingJet === undefined ? keep(await startTrainingJetStandIn(config, publicUrl)) : undefined;
    return {
      eventStoreUrl,
      mongodbUrl,
      smtpUrl: config.smtpUrl ?? catcher?.smtpUrl ?? '',
      catcher,
      twilio,
      trainingJet,
      embedded: [
        ...(config.eventStoreUrl === undefined ? (['eventstore'] as const) : []),
        ...(config.mongodbUrl === undefined ? (['mongodb'] as const) : []),
      ],
      forgetCaught: async (mentions) => {
        await catcher?.forget(mentions);
        await twilio?.forget(mentions);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
