import { join } from 'node:path';
import type { Catcher } from '../embedded/catcher/server.js';
import type { Config, TrainingJetAccount, TwilioAccount } from './config.js';
import { startInWorker } from './embedded-worker.js';
import type { Log } from './log.js';
import { type StandIn, startMailCatcher, startTrainingJetStandIn, startTwilioStandIn } from './stand-ins.js';

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

/**
 * Starts a stand-in for each server that the configuration does not name.
 * @param publicUrl where the stand-ins of providers report what happens
 */
export const startServers = async (
  config: Config,
  publicUrl: string,
  { log, onFailure }: { readonly log: Log; readonly onFailure: (error: Error) => void },
): Promise<Servers> => {
  const { dataDir, embeddedMemoryMb: memoryMb } = config;
  const started: { readonly stop: () => Promise<void> }[] = [];
  const keep = <S extends { readonly stop: () => Promise<void> }>(server: S): S => {
    started.unshift(server);
    return server;
  };
  const stop = async (): Promise<void> => {
    for (const server of started) await server.stop();
  };
  const embed = async (called: string, folder: 'eventstore' | 'mongodb'): Promise<string> => {
    const file = new URL(`../embedded/${folder}/worker.js`, import.meta.url);
    const directory = join(dataDir, folder);
    return keep(await startInWorker({ called, file, directory, memoryMb, log, onFailure })).url;
  };
  try {
    const eventStoreUrl = config.eventStoreUrl ?? (await embed('the embedded EventStoreDB', 'eventstore'));
    const mongodbUrl = config.mongodbUrl ?? (await embed('the embedded MongoDB', 'mongodb'));
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
