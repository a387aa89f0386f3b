import { createServer } from 'node:http';
import type { Db } from 'mongodb';
import { createApp } from '../api/app.js';
import { createAuthenticate } from '../api/authenticate.js';
import type { ApiPorts } from '../api/ports.js';
import { systemClock } from './clock.js';
import type { Config } from './config.js';
import { createIdempotencyStore } from './idempotency-store.js';
import { equal, hash, issueSecret, newId } from './ids.js';
import type { Log } from './log.js';
import { version } from './version.js';

export interface HttpPorts extends Pick<ApiPorts, 'commands' | 'queries' | 'readStream' | 'waitFor'> {
  readonly config: Config;
  readonly db: Db;
  readonly log: Log;
  /** Whether the read models have caught up and the scheduler runs. */
  readonly isReady: () => boolean;
}

export interface HttpServer {
  readonly url: string;
  /** Takes no new connection and ends when the requests under way have been answered. */
  readonly stop: () => Promise<void>;
}

const patience = 10_000;

const answers = async (db: Db): Promise<string> => {
  try {
    await db.command({ ping: 1 });
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Serves the API. */
export const startHttp = async ({ config, db, log, isReady, ...rest }: HttpPorts): Promise<HttpServer> => {
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
      const checks = { mongodb: await answers(db), 'read-models': isReady() ? 'ok' : 'catching up' };
      return { ready: Object.values(checks).every((check) => check === 'ok'), checks };
    },
    log: {
      info: (details, message) => log.info(details, message),
      warn: (details, message) => log.warn(details, message),
      error: (details, message) => log.error(details, message),
    },
    version,
  });
  const server = createServer(app.callback());
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`the port ${config.port} is taken: set PORT to another one`)
          : error,
      ),
    );
    server.listen(config.port, config.host, resolve);
  });
  const address = server.address();
  const port = address === null || typeof address === 'string' ? config.port : address.port;
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        const impatience = setTimeout(() => server.closeAllConnections(), patience);
        server.close(() => {
          clearTimeout(impatience);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
};
