import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { unusable } from '../database-file.js';
import { lockFolder } from '../folder-lock.js';
import type { OnUpsertMiss } from './commands/steps.js';
import { serveConnection } from './connection.js';
import { createCursors } from './cursors.js';
import { type Catalog, openCatalog } from './storage/catalog.js';
import { databaseFile } from './storage/database.js';
import { openStorage, type Storage } from './storage/storage.js';
import { sweepExpired } from './sweep.js';

export interface MongoOptions {
  readonly directory: string;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly sweepEveryMs?: number;
  readonly now?: () => Date;
  /** For tests of code that must survive another client's being faster: called between the search and the insert of each upsert. */
  readonly onUpsertMiss?: OnUpsertMiss;
}

export interface RunningMongo {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

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

const readCatalog = (directory: string, storage: Storage): Catalog => {
  try {
    return openCatalog(storage);
  } catch (error) {
    throw unusable(databaseFile.called, join(directory, databaseFile.fileName), error);
  }
};

const openData = (directory: string) => {
  const lock = lockFolder(directory);
  let storage: Storage | undefined;
  const close = (): void => {
    try {
      storage?.close();
    } finally {
      lock.release();
    }
  };
  try {
    storage = openStorage(directory);
    return { storage, catalog: readCatalog(directory, storage), close };
  } catch (error) {
    try {
      close();
    } catch {
      // Why it could not be opened says more than why it cannot be closed.
    }
    throw error;
  }
};

/** Starts a server that speaks the MongoDB wire protocol and keeps its data in one folder. */
export const startMongo = async (options: MongoOptions): Promise<RunningMongo> => {
  const { directory, port = 0, host = '127.0.0.1', sweepEveryMs = 60_000, now = () => new Date() } = options;
  const { onUpsertMiss } = options;
  const { storage, catalog, close } = openData(directory);
  const cursors = createCursors(() => now().getTime());
  const connections = new Map<Socket, ReturnType<typeof serveConnection>>();
  let lastConnection = 0;
  const { settled, quiet, checkWritable } = storage;

  const net = createServer({ noDelay: true }, (socket) => {
    const server = { catalog, cursors, now, connectionId: ++lastConnection, checkWritable };
    connections.set(socket, serveConnection(socket, { server, settled, quiet, onUpsertMiss }));
    socket.on('close', () => connections.delete(socket));
  });
  const actualPort = await listen(net, port, host).catch((error: unknown) => {
    close();
    throw error;
  });
  const sweeping = setInterval(() => {
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
