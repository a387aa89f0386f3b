import { maxDocumentBytes } from '../bson/codec.js';
import type { Doc } from '../bson/value.js';
import type { Command, Server } from './command.js';

export const maxMessageBytes = 48_000_000;
export const maxWriteBatchSize = 100_000;
const version = [7, 0, 0, 0];

const identity = (body: Doc, server: Server): Doc => ({
  helloOk: true,
  ...(body['hello'] === undefined ? { ismaster: true } : { isWritablePrimary: true }),
  maxBsonObjectSize: maxDocumentBytes,
  maxMessageSizeBytes: maxMessageBytes,
  maxWriteBatchSize,
  localTime: server.now(),
  logicalSessionTimeoutMinutes: 30,
  connectionId: server.connectionId,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
});

// Without a topologyVersion in the answer, drivers poll instead of waiting for changes.
const greetings = [
  'helloOk',
  'client',
  'compression',
  'loadBalanced',
  'topologyVersion',
  'maxAwaitTimeMS',
  'backpressure',
];
const hello: Command = {
  options: greetings,
  onlyOff: ['saslSupportedMechs', 'speculativeAuthenticate'],
  run: (body, _database, server) => identity(body, server),
};

const nothing = (...options: string[]): Command => ({ options, run: () => ({}) });

const buildInfo: Command = {
  options: [],
  run: () => ({
    version: version.slice(0, 3).join('.'),
    versionArray: [...version],
    modules: ['leadline embedded'],
    maxBsonObjectSize: maxDocumentBytes,
    bits: 64,
    storageEngines: ['leadline-sqlite'],
  }),
};

const connectionStatus: Command = {
  options: ['showPrivileges'],
  run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
};

export const handshakeCommands: Readonly<Record<string, Command>> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: nothing(),
  endSessions: nothing(),
  refreshSessions: nothing(),
  buildInfo,
  buildinfo: buildInfo,
  connectionStatus,
};
