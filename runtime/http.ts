import { createServer, type RequestListener } from 'node:http';
import type { Db } from 'mongodb';
import { createApp } from '../api/app.js';
import { createAuthenticate } from '../api/authenticate.js';
import type { ApiPorts } from '../api/ports.js';
import { systemClock } from './clock.js';
import type { Config } from './config.js';
import { createIdempotencyStore } from './idempotency-store.js';
import { equal, hash, issueSecret, newId } from './ids.js';
import { isAway } from './is-away.js';
import type { Log } from './log.js';
import { version } from './version.js';

export interface ApiParts
  extends Pick<
    ApiPorts,
    | 'commands'
    | 'queries'
    | 'reports'
    | 'readStream'
    | 'readModels'
    | 'archive'
    | 'exportKey'
    | 'waitFor'
    | 'publicUrl'
    | 'importMaxBytes'
    | 'tokens'
    | 'verifyTwilio'
    | 'verifyTrainingJet'
  > {
  readonly db: Db;
  readonly log: Log;
  /** What is still waited for until the read models have caught up and the scheduler runs; then `undefined`. */
  readonly waitingFor: () => string | undefined;
}

export interface HttpServer {
  /** Under which this machine knows it. */
  readonly url: string;
  /** Answers requests from here on; until then every answer is 503. */
  readonly serve: (listener: RequestListener) => void;
  /** Takes no new connection and ends when the requests under way have been answered. */
  readonly stop: () => Promise<void>;
}

const patience = 10_000;

/** Whoever may send anything may send the file of an import, over a slow line; whoever may not is answered before. */
const longestRequest = 60 * 60 * 1000;

const answers = async (db: Db): Promise<string> => {
  try {
    await db.command({ ping: 1 });
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const notYet: RequestListener = (_request, response) => {
  response.writeHead(503, { 'retry-after': '1', 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: 'Starting', status: 503 }));
};

/** Opens the port, so that the address is known before anything is served there. */
export const openHttp = async ({
  host,
  port: wanted,
}: Pick<Config, 'host' | 'port'>): Promise<HttpServer> => {
  let listener = notYet;
  let stopped: Promise<void> | undefined;
  const server = createServer((request, response) => listener(request, response));
  server.requestTimeout = longestRequest;
  server.headersTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`the port ${wanted} is taken: set PORT to another one`)
          : error,
      ),
    );
    server.listen(wanted, host, resolve);
  });
  const address = server.address();
  const port = address === null || typeof address === 'string' ? wanted : address.port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    serve: (next) => {
      listener = next;
    },
    stop: () => {
      stopped ??= new Promise((resolve) => {
        const impatience = setTimeout(() => server.closeAllConnections(), patience);
        server.close(() => {
          clearTimeout(impatience);
          resolve();
        });
        server.closeIdleConnections();
      });
      return stopped;
    },
  };
};

/** The API, ready to be served. */
export const createApi = async ({ db, log, waitingFor, ...rest }: ApiParts): Promise<RequestListener> => {
  const { apiKeys } = rest.commands.repositories;
  const app = createApp({
    ...rest,
    authenticate: createAuthenticate({ apiKeys, hash, equal }),
    idempotency: await createIdempotencyStore(db),
    issueSecret,
    hash,
    newId,
    clock: systemClock,
    ready: async () => {
      const checks = { mongodb: await answers(db), 'read-models': waitingFor() ?? 'ok' };
      return { ready: Object.values(checks).every((check) => check === 'ok'), checks };
    },
    isAway,
    log: {
      info: (details, message) => log.info(details, message),
      warn: (details, message) => log.warn(details, message),
      error: (details, message) => log.error(details, message),
    },
    version,
  });
  const handle = app.callback();
  return (request, response) => {
    void handle(request, response);
  };
};
