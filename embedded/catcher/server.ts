import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { page } from './page.js';
import { createSmtpCatcher } from './smtp.js';
import { openCatcherStore } from './store.js';

export interface CatcherOptions {
  readonly directory: string;
  /** 0: any free port. */
  readonly smtpPort?: number;
  readonly httpPort?: number;
  readonly host?: string;
}

export interface Catcher {
  readonly smtpUrl: string;
  /** A page with everything that was caught; `/mails` and `/hooks` give it as JSON. */
  readonly httpUrl: string;
  /** Takes any request below it. */
  readonly hookUrl: string;
  /** Removes what mentions one of the texts. */
  readonly forget: (mentions: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const maxBody = 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    size += part.length;
    if (size > maxBody) return undefined;
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const listen = (
  server: {
    listen: (port: number, host: string, done: () => void) => unknown;
    once: (event: 'error', failed: (error: Error) => void) => unknown;
  },
  port: number,
  host: string,
): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

const portOf = (address: AddressInfo | string | null): number => {
  if (address === null || typeof address === 'string') throw new Error('the catcher has no port');
  return address.port;
};

/** Starts a mail server and a web server that keep what they are sent, so that a new user sees what would go out. */
export const startCatcher = async ({
  directory,
  smtpPort = 0,
  httpPort = 0,
  host = '127.0.0.1',
}: CatcherOptions): Promise<Catcher> => {
  const mails = await openCatcherStore(join(directory, 'mails'));
  const hooks = await openCatcherStore(join(directory, 'hooks'));
  const smtp = createSmtpCatcher(mails);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://catcher');
    const reply = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(text);
    };
    if (request.method === 'GET' && pathname === '/')
      return reply(200, 'text/html', page(mails.all(), hooks.all()));
    if (request.method === 'GET' && pathname === '/mails')
      return reply(200, 'application/json', JSON.stringify(mails.all()));
    if (request.method === 'GET' && pathname === '/hooks')
      return reply(200, 'application/json', JSON.stringify(hooks.all()));
    if (!pathname.startsWith('/hooks/')) return reply(404, 'text/plain', 'Not found');
    const body = await readBody(request);
    if (body === undefined) return reply(413, 'text/plain', 'Too large');
    await hooks.add({ method: request.method, path: pathname, headers: request.headers, body });
    return reply(200, 'application/json', '{"caught":true}');
  };

  const http = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  const stopSmtp = (): Promise<void> =>
    new Promise((resolve) => {
      smtp.close(() => resolve());
    });
  await listen(smtp, smtpPort, host);
  // A client that hangs up in the middle of a mail is an error of its own making.
  smtp.on('error', () => undefined);
  try {
    await listen(http, httpPort, host);
  } catch (error) {
    await stopSmtp();
    throw error;
  }
  const httpUrl = `http://${host}:${portOf(http.address())}`;
  return {
    smtpUrl: `smtp://${host}:${portOf(smtp.server.address())}`,
    httpUrl,
    hookUrl: `${httpUrl}/hooks/`,
    forget: async (mentions) => {
      await mails.forget(mentions);
      await hooks.forget(mentions);
    },
    stop: async () => {
      await stopSmtp();
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
    },
  };
};
