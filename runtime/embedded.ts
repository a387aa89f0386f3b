import type { Catcher } from '../embedded/catcher/server.js';
import type { Config, TrainingJetAccount, TwilioAccount } from './config.js';
import { type DatabasePorts, type Databases, startDatabases } from './databases.js';
import { type StandIn, startMailCatcher, startTrainingJetStandIn, startTwilioStandIn } from './stand-ins.js';

/** Where the servers that Leadline needs are: given ones, or stand-ins started here. */
export interface Servers extends Databases {
  readonly smtpUrl: string;
  /** Present where mail is caught instead of sent. */
  readonly catcher: Catcher | undefined;
  /** Present where nobody is texted or called. */
  readonly twilio: StandIn<TwilioAccount> | undefined;
  readonly trainingJet: StandIn<TrainingJetAccount> | undefined;
  /** Removes what the stand-ins caught that mentions one of the texts. */
  readonly forgetCaught: (mentions: readonly string[]) => Promise<void>;
}

/**
 * Starts a stand-in for each server that the configuration does not name.
 * @param publicUrl where the stand-ins of providers report what happens
 */
export const startServers = async (
  config: Config,
  publicUrl: string,
  ports: DatabasePorts,
): Promise<Servers> => {
  const started: { readonly stop: () => Promise<void> }[] = [];
  const keep = <S extends { readonly stop: () => Promise<void> }>(server: S): S => {
    started.unshift(server);
    return server;
  };
  const stop = async (): Promise<void> => {
    for (const server of started) await server.stop();
  };
  try {
    const databases = keep(await startDatabases(config, ports));
    const catcher = config.smtpUrl === undefined ? keep(await startMailCatcher(config)) : undefined;
    const twilio =
      config.twilio === undefined ? keep(await startTwilioStandIn(config, publicUrl)) : undefined;
    const trainingJet =
      config.trainingJet === undefined ? keep(await startTrainingJetStandIn(config, publicUrl)) : undefined;
    return {
      ...databases,
      smtpUrl: config.smtpUrl ?? catcher?.smtpUrl ?? '',
      catcher,
      twilio,
      trainingJet,
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
