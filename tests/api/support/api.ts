import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp, createRoutes } from '../../../api/app.js';
import { createAuthenticate, writeApiKey } from '../../../api/authenticate.js';
import type { ApiPorts } from '../../../api/ports.js';
import { createCommands } from '../../../commands/create-commands.js';
import { createRepositories } from '../../../commands/repositories.js';
import { type Role, SecretHash } from '../../../domain/api-key/api-key.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ApiKeyId, EventId, LeadId } from '../../../domain/codecs/ids.js';
import { Instant } from '../../../domain/codecs/time.js';
import { Name } from '../../../domain/codecs/values.js';
import { DomainError } from '../../../domain/errors.js';
import { createQueries } from '../../../projections/queries.js';
import { createFindLeads } from '../../../runtime/find-leads.js';
import { broadcastRunIdOf, runIdOf } from '../../../runtime/ids.js';
import { compileMjml } from '../../../runtime/mjml.js';
import { sha256 } from '../../../runtime/sign.js';
import { createVerifyTrainingJet } from '../../../runtime/verify-training-jet.js';
import { createMemoryImportFiles } from '../../support/memory-import-files.js';
import {
  createTestConnections,
  testConnection,
  testLinks,
  testTokens,
  trainingJetSecret,
} from '../../support/messaging.js';
import { createRecordingGateways } from '../../support/recording-gateways.js';
import { createTestReports } from '../../support/test-reports.js';
import { testSigner } from '../../support/test-signer.js';
import { createConsumers, createReadModels } from './consumers.js';
import { createMemoryIdempotency } from './memory-idempotency.js';
import { createMemoryLog } from './memory-log.js';

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const newEventId = (): EventId => decodeOrThrow(EventId, randomUUID());
const newApiKeyId = (): ApiKeyId => decodeOrThrow(ApiKeyId, randomUUID().replaceAll('-', '').slice(0, 12));

interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly details: object;
  readonly message: string;
}

const createTestLog = () => {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (details: object, message: string) => {
    lines.push({ level, details, message });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
};

const createTestClock = () => {
  let now = Date.UTC(2026, 2, 1, 9);
  return {
    clock: (): Instant => decodeOrThrow(Instant, new Date(now).toISOString()),
    advance: (milliseconds: number): void => {
      now += milliseconds;
    },
  };
};

const nothingToDo = async (): Promise<void> => undefined;

/** All that the API needs, in memory, and what a test wants to look at. */
export const createTestPorts = async (changes: Partial<ApiPorts> = {}) => {
  const { clock, advance } = createTestClock();
  const events = createMemoryLog(clock);
  const { readStream, append } = events;
  const docs = createReadModels();
  const repositories = createRepositories({ readStream, append, clock, newId: newEventId });
  const sent = createRecordingGateways();
  const importFiles = createMemoryImportFiles();
  const commands = createCommands({
    repositories,
    readStream,
    clock,
    hash,
    newId: newEventId,
    newLeadId: () => decodeOrThrow(LeadId, randomUUID()),
    connection: testConnection,
    manageConnections: createTestConnections(repositories),
    links: testLinks,
    compileMjml,
    findLeads: createFindLeads(docs.leads),
    broadcastRunIdOf,
    importFiles,
    defaultRegion: 'US',
    seenSourceEventIds: async () => new Set(),
    gateways: sent,
    forgetLead: async () => undefined,
    forgetAddresses: async () => undefined,
    saltOf: async () => () => 'salt',
    sha256,
    signer: testSigner,
  });
  const { settle } = createConsumers({ log: events, docs, commands, importFiles, clock });
  const {
    manage: reports,
    make: makeReports,
    store: reportStore,
  } = createTestReports({
    ...commands,
    findLeads: createFindLeads(docs.leads),
    readStream,
    connection: testConnection,
    defaultRegion: 'US',
    hash,
    runIdOf,
    newId: newEventId,
    clock,
  });
  const log = createTestLog();
  const idempotency = createMemoryIdempotency();
  const ports: ApiPorts = {
    commands,
    queries: createQueries(docs),
    reports,
    readStream,
    exportKey: testSigner.publicKey,
    waitFor: async () => {
      await settle();
      return true;
    },
    archive: () => {
      throw DomainError.notFound('An archive of this API');
    },
    readModels: { statuses: async () => [], rebuild: nothingToDo, verify: nothingToDo, cancel: nothingToDo },
    authenticate: createAuthenticate({
      apiKeys: repositories.apiKeys,
      hash,
      equal: (left, right) => left === right,
    }),
    idempotency,
    issueSecret: () => ({ id: newApiKeyId(), secret: `${randomUUID()}_${randomUUID()}` }),
    hash,
    newId: newEventId,
    clock,
    ready: async () => ({ ready: true, checks: { mongodb: 'ok' } }),
    isAway: () => false,
    log,
    importMaxBytes: 1024 * 1024,
    publicUrl: 'https://leadline.example',
    tokens: testTokens,
    verifyTwilio: async () => false,
    verifyTrainingJet: createVerifyTrainingJet(async (id) =>
      id === 'default' ? trainingJetSecret : undefined,
    ),
    version: '1.2.3',
    ...changes,
  };
  const issue = async (role: Role): Promise<string> => {
    const { id: apiKeyId, secret } = ports.issueSecret();
    const id = newEventId();
    const cause = { actor: { kind: 'system', id: 'test' }, correlationId: id, causationId: id } as const;
    const name = decodeOrThrow(Name, `The ${role} of the test`);
    const secretHash = decodeOrThrow(SecretHash, hash(secret));
    const command = { type: 'IssueApiKey', apiKeyId, name, role, secretHash } as const;
    await repositories.apiKeys.execute(apiKeyId, [{ command, cause }]);
    return writeApiKey(apiKeyId, secret);
  };
  const keys: Readonly<Record<Role, string>> = {
    admin: await issue('admin'),
    client: await issue('client'),
    analyst: await issue('analyst'),
    auditor: await issue('auditor'),
  };
  return { ports, events, settle, makeReports, reportStore, advance, sent, log, idempotency, keys };
};

/** The API on a server of its own. */
export const startApi = async (changes: Partial<ApiPorts> = {}) => {
  const parts = await createTestPorts(changes);
  const server = createServer(createApp(parts.ports).callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = addressOf(server.address());
  return {
    ...parts,
    routes: createRoutes(parts.ports),
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const addressOf = (address: AddressInfo | string | null): AddressInfo => {
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address;
};

export type RunningApi = Awaited<ReturnType<typeof startApi>>;
