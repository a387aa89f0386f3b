import twilio from 'twilio';
import { startTwilio, type Twilio, type TwilioOptions } from '../../../embedded/twilio/server.js';
import { eventually } from '../../support/eventually.js';
import { temporaryFolder } from '../../support/leadline.js';
import { type FormReceiver, type ReceivedForm, startFormReceiver } from './form-receiver.js';

export const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
export const authToken = 'a secret that only the two of us know';
/** The account's number, and a phone that takes whatever it is sent. */
export const ours = '+12025550199';
export const theirs = '+12025550123';

/** What Twilio's SDK sends to api.twilio.com goes to another server. */
export class RedirectedClient extends twilio.RequestClient {
  constructor(private readonly baseUrl: string) {
    super();
  }

  override request<TData>(
    options: Parameters<twilio.RequestClient['request']>[0] & { readonly data?: TData },
  ) {
    const uri = options.uri.replace('https://api.twilio.com', this.baseUrl);
    return super.request<TData>({ ...options, uri });
  }
}

/** An unmodified SDK that speaks to the server at `url`. */
export const sdk = (url: string, token = authToken) =>
  twilio(accountSid, token, { httpClient: new RedirectedClient(url) });

export interface RunningTwilio {
  readonly twilio: () => Twilio;
  readonly client: () => ReturnType<typeof sdk>;
  readonly receiver: FormReceiver;
  readonly folder: string;
  /** Starts it again on the same folder. */
  readonly restart: (options?: Partial<TwilioOptions>) => Promise<void>;
  readonly stop: () => Promise<void>;
  /** A request of somebody who has signed in. */
  readonly api: (
    method: string,
    path: string,
    form?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  readonly simulate: (message: unknown) => Promise<Response>;
  readonly traffic: (kind: 'messages' | 'calls') => Promise<Record<string, unknown>[]>;
  /** Waits until so many callbacks have arrived. */
  readonly callbacks: (count: number) => Promise<readonly ReceivedForm[]>;
}

export const authorization = (token = authToken): string =>
  `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}`;

/** A stand-in of Twilio, a client of it, and an application that it calls back. */
export const runTwilio = async (options: Partial<TwilioOptions> = {}): Promise<RunningTwilio> => {
  const folder = await temporaryFolder();
  const receiver = await startFormReceiver();
  const start = (changes: Partial<TwilioOptions> = {}) =>
    startTwilio({
      directory: folder.path,
      accountSid,
      authToken,
      numbers: [ours],
      retryDelays: [0, 0],
      ...options,
      ...changes,
    });
  let running = await start();
  return {
    twilio: () => running,
    client: () => sdk(running.url),
    receiver,
    folder: folder.path,
    restart: async (changes) => {
      await running.stop();
      running = await start(changes);
    },
    stop: async () => {
      await running.stop();
      await receiver.close();
      await folder.remove();
    },
    api: async (method, path, form) => {
      const response = await fetch(`${running.url}/2010-04-01/Accounts/${accountSid}${path}`, {
        method,
        headers: { authorization: authorization() },
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      });
      const body: unknown = await response.json();
      return { status: response.status, body: { ...Object(body) } };
    },
    simulate: (message) =>
      fetch(`${running.url}/simulate/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
      }),
    traffic: async (kind) => {
      const response = await fetch(`${running.url}/traffic/${kind}`);
      const items: unknown = await response.json();
      return Array.isArray(items) ? items : [];
    },
    callbacks: (count) =>
      eventually(async () => (receiver.received.length >= count ? receiver.received : undefined)),
  };
};
