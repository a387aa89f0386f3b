import { setImmediate } from 'node:timers/promises';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { MonitoringService } from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import { OperationsService } from '@eventstore/db-client/generated/operations_grpc_pb.js';
import { PersistentSubscriptionsService } from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import { ProjectionsService } from '@eventstore/db-client/generated/projections_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { UsersService } from '@eventstore/db-client/generated/users_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { lockFolder } from '../folder-lock.js';
import { type EventLog, openEventLog } from './event-log.js';
import { appendToStream } from './services/append-stream.js';
import { batchAppend } from './services/batch-append.js';
import { supportedMethods } from './services/features.js';
import { gossip } from './services/gossip.js';
import { createLiveCalls } from './services/live-calls.js';
import { read } from './services/read.js';
import { refused } from './services/refused.js';
import { deleteStream, tombstoneStream } from './services/remove-stream.js';
import { startScavenge, stopScavenge } from './services/scavenge.js';

export type EventStoreOptions = {
  readonly directory: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly host?: string;
};

export type EventStore = { readonly url: string; readonly port: number; stop(): Promise<void> };

const notSupported = [
  [PersistentSubscriptionsService, 'persistent subscriptions'],
  [ProjectionsService, 'projections'],
  [UsersService, 'users'],
  [MonitoringService, 'statistics'],
] as const;

// The client may send an append in one message of a few MiB; it is refused as too large, not as a broken call.
const maxMessageLength = 17 * 1024 * 1024;
// Of one connection: a call that reads holds a page of about 1 MiB, and further calls wait for their turn.
const maxCalls = 1_000;
// The real server's default: a connection whose client is gone, or half gone, is closed after two of them.
const keepAlive = 10_000;
// A client that does not read would keep its call open for ever.
const stopWithin = 2_000;

const createServer = (log: EventLog, address: () => { host: string; port: number }) => {
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageLength,
    'grpc.max_send_message_length': maxMessageLength,
    'grpc.max_concurrent_streams': maxCalls,
    'grpc.keepalive_time_ms': keepAlive,
    'grpc.keepalive_timeout_ms': keepAlive,
  });
  const live = createLiveCalls();
  server.addService(StreamsService, {
    read: live.tracked(read(log)),
    append: appendToStream(log),
    delete: deleteStream(log),
    tombstone: tombstoneStream(log),
    batchAppend: live.tracked(batchAppend(log)),
  });
  server.addService(ServerFeaturesService, {
    getSupportedMethods: supportedMethods([
      StreamsService,
      GossipService,
      ServerFeaturesService,
      OperationsService,
      ...notSupported.map(([service]) => service),
    ]),
  });
  server.addService(GossipService, { read: gossip(address) });
  server.addService(OperationsService, {
    ...refused(OperationsService, 'operations besides scavenges'),
    startScavenge: startScavenge(log.scavenger),
    stopScavenge: stopScavenge(log.scavenger),
  });
  for (const [service, what] of notSupported) server.addService(service, refused(service, what));
  return { server, live };
};

const listen = (server: Server, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });

const shutDown = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const impatience = setTimeout(() => server.forceShutdown(), stopWithin);
    server.tryShutdown(() => {
      clearTimeout(impatience);
      resolve();
    });
  });

const startOn = async (log: EventLog, host: string, wantedPort: number): Promise<EventStore> => {
  let port = wantedPort;
  const { server, live } = createServer(log, () => ({ host, port }));
  await log.initialise();
  port = await listen(server, `${host}:${wantedPort}`);
  return {
    url: `esdb://${host}:${port}?tls=false`,
    port,
    stop: async () => {
      log.flush();
      // Let the answers to what was flushed go out before their calls end.
      await setImmediate();
      live.end();
      await shutDown(server);
    },
  };
};

/** Starts a server that speaks the EventStoreDB protocol and keeps its events in `directory`, which it owns until it stops. */
export const startEventStore = async ({
  directory,
  port = 0,
  host = '127.0.0.1',
}: EventStoreOptions): Promise<EventStore> => {
  const lock = lockFolder(directory);
  let log: EventLog | undefined;
  const close = async (): Promise<void> => {
    await log?.close();
    lock.release();
  };
  try {
    log = openEventLog(directory);
    const store = await startOn(log, host, port);
    let stopped: Promise<void> | undefined;
    return {
      ...store,
      stop: () => {
        stopped ??= store.stop().finally(close);
        return stopped;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};
