import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PhoneNumber } from '../domain/codecs/values.js';
import { type Catcher, startCatcher } from '../embedded/catcher/server.js';
import { startTrainingJet } from '../embedded/training-jet/server.js';
import { startTwilio } from '../embedded/twilio/server.js';
import type { Config, TrainingJetAccount, TwilioAccount } from './config.js';
import { keptSecret } from './secrets.js';

/** A stand-in that runs: what opens it, and where its traffic can be looked at. */
export interface StandIn<Account> {
  readonly account: Account;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** One that can remove what mentions one of the texts. */
export interface Forgetful {
  readonly forget: (mentions: readonly string[]) => Promise<void>;
}

/** Where a port is taken, the error says which variable to set. */
const namingThePort = async <S>(
  start: Promise<S>,
  variables: Readonly<Record<number, string>>,
): Promise<S> => {
  try {
    return await start;
  } catch (error) {
    if (!(error instanceof Error && 'port' in error && 'code' in error) || error.code !== 'EADDRINUSE')
      throw error;
    const { port } = error;
    throw new Error(`the port ${port} is taken: set ${variables[Number(port)]} to another one`);
  }
};

/** Catches mail and web requests. */
export const startMailCatcher = ({ dataDir, catcher }: Config): Promise<Catcher> =>
  namingThePort(startCatcher({ directory: join(dataDir, 'caught'), ...catcher }), {
    [catcher.httpPort]: 'CATCHER_HTTP_PORT',
    [catcher.smtpPort]: 'CATCHER_SMTP_PORT',
  });

const hexadecimal = (bytes: number): string => randomBytes(bytes).toString('hex');

/** The number that Twilio lends for tests. */
const numbers = ['+15005550006'].filter(PhoneNumber.is);

/** Takes text messages and calls, reaches nobody, and reports as Twilio does. */
export const startTwilioStandIn = async (
  { dataDir, standIns: { twilioPort } }: Config,
  publicUrl: string,
): Promise<StandIn<TwilioAccount> & Forgetful> => {
  const accountSid = await keptSecret(dataDir, 'twilio-stand-in-account', () => `AC${hexadecimal(16)}`);
  const authToken = await keptSecret(dataDir, 'twilio-stand-in-token', () => hexadecimal(16));
  const { url, forget, stop } = await namingThePort(
    startTwilio({
      directory: join(dataDir, 'twilio'),
      accountSid,
      authToken,
      numbers,
      port: twilioPort,
      webhookUrl: `${publicUrl}/hooks/twilio/default/incoming`,
    }),
    { [twilioPort]: 'TWILIO_STAND_IN_PORT' },
  );
  return { account: { accountSid, authToken, numbers }, url, forget, stop };
};

/** A school without students, whose events come back as those of the real one. */
export const startTrainingJetStandIn = async (
  { dataDir, standIns: { trainingJetPort } }: Config,
  publicUrl: string,
): Promise<StandIn<TrainingJetAccount>> => {
  const token = await keptSecret(dataDir, 'training-jet-stand-in-token', () => hexadecimal(24));
  const webhookSecret = await keptSecret(
    dataDir,
    'training-jet-stand-in-secret',
    () => `whsec_${randomBytes(32).toString('base64')}`,
  );
  const { url, stop } = await namingThePort(
    startTrainingJet({
      directory: join(dataDir, 'training-jet'),
      token,
      webhookSecret,
      port: trainingJetPort,
      webhookUrl: `${publicUrl}/hooks/training-jet`,
    }),
    { [trainingJetPort]: 'TRAINING_JET_STAND_IN_PORT' },
  );
  return { account: { url, token, webhookSecret }, url, stop };
};
