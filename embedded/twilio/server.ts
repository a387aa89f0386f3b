import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Account, checkAccount } from './account.js';
import { createAnswer } from './answer.js';
import { CallRecord } from './call-record.js';
import { CallbackRecord } from './callback.js';
import { createCallbacks } from './callbacks.js';
import { MessageRecord } from './message-record.js';
import { openOptOuts } from './opt-outs.js';
import { openRecords } from './records.js';
import type { Reply } from './reply.js';

export interface TwilioOptions {
  readonly directory: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** The account's own; +15005550006 may send even if it is not among them. */
  readonly numbers?: readonly string[];
  /** 0: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Where messages from phones are delivered, unless a simulation says otherwise. */
  readonly webhookUrl?: string;
  /** Milliseconds before each further try of a callback that nobody took. */
  readonly retryDelays?: readonly number[];
  /** How many API requests may be under way at once; more are refused with 20429. */
  readonly concurrency?: number;
  /** How many messages and calls may wait for their callbacks; more are refused with 21611 and 20429. */
  readonly mostWaiting?: number;
  readonly now?: () => Date;
}

export interface Twilio extends Account {
  /** Where the API is, and a page with what was sent; `/traffic/messages` and `/traffic/calls` give it as JSON. */
  readonly url: string;
  /** Removes the messages and calls that mention one of the texts. */
  readonly forget: (mentions: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const write = (response: ServerResponse, { status, type, headers, body, afterwards }: Reply): void => {
  // Also when the client has gone: what it asked for was taken.
  if (afterwards !== undefined) response.once('close', afterwards);
  response.writeHead(status, { 'content-type': type, ...headers }).end(body);
};

/**
 * Starts a server that speaks Twilio's REST API for text messages and calls, reaches nobody, and keeps what it is sent. How a
 * phone behaves is chosen by its number: see phone-behaviour.ts. Throws if the account or its numbers cannot be Twilio's.
 */
export const startTwilio = async ({
  directory,
  accountSid,
  authToken,
  numbers = ['+15005550006'],
  port = 0,
  host = '127.0.0.1',
  webhookUrl,
  retryDelays = [500, 2000, 8000],
  concurrency = 100,
  mostWaiting = 10_000,
  now = () => new Date(),
}: TwilioOptions): Promise<Twilio> => {
  const account: Account = { accountSid, authToken, numbers };
  checkAccount(account);
  const messages = await openRecords(join(directory, 'messages'), MessageRecord);
  const calls = await openRecords(join(directory, 'calls'), CallRecord);
  const sent = await openRecords(join(directory, 'callbacks'), CallbackRecord);
  const optOuts = await openOptOuts(join(directory, 'opt-outs'));

  const callbacks = await createCallbacks({
    directory: join(directory, 'outbox'),
    authToken,
    retryDelays,
    mostWaiting,
    sent,
    now,
  });
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 });
  const url = (): string => {
    const address = server.address();
    return `http://${host}:${typeof address === 'object' ? address?.port : port}`;
  };
  const exchange = { account, messages, calls, sent, callbacks, optOuts, now, url };
  const answer = createAnswer({ exchange, webhookUrl, concurrency });
  server.on('request', (request, response) => {
    answer(request).then(
      (reply) => write(response, reply),
      () => response.destroy(),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  callbacks.resume();
  return {
    ...account,
    url: url(),
    forget: async (mentions) => {
      for (const records of [messages, calls, sent]) await records.forget(mentions);
    },
    stop: async () => {
      await callbacks.stop();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
