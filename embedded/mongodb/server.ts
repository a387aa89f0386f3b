import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Memory } from '../memory-watch.js';
import type { Writing } from './commands/command.js';
import type { OnUpsertMiss } from './commands/steps.js';
import { serveConnection } from './connection.js';
import { createCursors } from './cursors.js';
import { createHeldBytes } from './framer.js';
import { createMemoryLimit } from './memory-limit.js';
import { openData } from './storage/open-data.js';
import { sweepExpired } from './sweep.js';

export interface MongoOptions {
  readonly directory: string;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly sweepEveryMs?: number;
  readonly now?: () => Date;
  /** For tests: how much memory is in use. */
  readonly memory?: () => Memory;
  /** For tests of code that must survive another client's being faster: called between the search and the insert of each upsert. */
  readonly onUpsertMiss?: OnUpsertMiss;
}

export interface RunningMongo {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

// Further ones are closed at once: each may hold an answer of 16 MB that its client does not take.
const maxConnections = 1_000;

const listen = (server: NetServer, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('the server has no port'));
    });
  });

/** Starts a server that speaks the MongoDB wire protocol and keeps its data in one folder. */
export const startMongo = async (options: MongoOptions): Promise<RunningMongo> => {
  const { directory, port = 0, host = '127.0.0.1', sweepEveryMs = 60_000, now = () => new Date() } = options;
  const { onUpsertMiss } = options;
  const limit = createMemoryLimit(options.memory);
  const { storage, catalog, close } = await openData(directory, limit);
  const cursors = createCursors(() => now().getTime());
  const connections = new Map<Socket, ReturnType<typeof serveConnection>>();
  const held = createHeldBytes();
  let lastConnection = 0;
  const { settled, quiet } = storage;
  const checkWritable = (kind: Writing): void => {
    storage.checkWritable();
    if (kind === 'more') limit.check();
  };

  const net = createServer({ noDelay: true }, (socket) => {
    const server = { catalog, cursors, now, connectionId: ++lastConnection, checkWritable };
    connections.set(socket, serveConnection(socket, { server, settled, quiet, onUpsertMiss, held }));
    socket.on('close', () => connections.delete(socket));
  });
  net.maxConnections = maxConnections;
  const actualPort = await listen(net, port, host).catch((error: unknown) => {
    close();
    throw error;
  });
  const emptyLog = (): void => {
    try {
      storage.emptyLog();
    } catch {
      // A disk that is full, or fails, is told of to whoever writes next; this is tried again.
    }
  };
  const sweeping = setInterval(() => {
    emptyLog();
    sweepExpired(catalog, now());
    cursors.closeIdle();
  }, sweepEveryMs);

  const shutDown = async (): Promise<void> => {
    clearInterval(sweeping);
    const closed = new Promise<void>((resolve) => net.close(() => resolve()));
    await Promise.all([...connections.values()].map((connection) => connection.end()));
    await closed;
    close();
  };
  let stopping: Promise<void> | undefined;
  return {
    url: `mongodb://${host}:${actualPort}/?directConnection=true`,
    port: actualPort,
    stop: () => {
      stopping ??= shutDown();
      return stopping;
    },
  };
};
