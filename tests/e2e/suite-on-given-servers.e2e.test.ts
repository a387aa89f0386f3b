import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EventStoreDBClient } from '@eventstore/db-client';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInChild as startEventStore } from '../embedded/eventstore/server-process.js';
import { startInChild as startMongodb } from '../embedded/mongodb/server-process.js';
import { temporaryFolder } from '../support/leadline.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** A few of each kind: of the protocols, of what speaks them, of the whole product, and of the embedded servers alone. */
const files = [
  'tests/embedded/eventstore/append.test.ts',
  'tests/embedded/eventstore/restart.test.ts',
  'tests/embedded/mongodb/aggregate.test.ts',
  'tests/runtime/event-store.test.ts',
  'tests/runtime/subscription.test.ts',
  'tests/runtime/idempotency-store.test.ts',
  'tests/e2e/projections.e2e.test.ts',
];

// What stands in for given servers here are embedded ones, each in a process of its own.
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let eventStore: Awaited<ReturnType<typeof startEventStore>>;
let mongodb: Awaited<ReturnType<typeof startMongodb>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  eventStore = await startEventStore(join(folder.path, 'events'));
  mongodb = await startMongodb(join(folder.path, 'documents'));
});
afterAll(async () => {
  await eventStore.kill();
  await mongodb.kill();
  await folder.remove();
});

const databases = async (): Promise<readonly string[]> => {
  const client = new MongoClient(mongodb.url);
  const found = (await client.db().admin().listDatabases()).databases.map(({ name }) => name);
  await client.close();
  return found;
};

const prefixes = async (): Promise<ReadonlySet<string>> => {
  const client = EventStoreDBClient.connectionString(eventStore.url);
  const found = new Set<string>();
  for await (const { event } of client.readAll())
    if (event !== undefined && !event.streamId.startsWith('$')) found.add(event.streamId.split('.')[0] ?? '');
  await client.dispose();
  return found;
};

test('the suite runs against given servers, and leaves no database behind', {
  timeout: 240_000,
}, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [vitest, 'run', '--reporter=json', ...files],
    {
      cwd: root,
      env: { ...process.env, EVENTSTORE_URL: eventStore.url, MONGODB_URL: mongodb.url },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const { success, numPassedTests, numPendingTests } = JSON.parse(stdout);
  expect(success).toBe(true);
  expect(numPassedTests).toBeGreaterThan(50);
  // Those that stop the server.
  expect(numPendingTests).toBeGreaterThan(0);
  const used = [...(await prefixes())];
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((name) => !name.startsWith('test_'))).toEqual([]);
  expect(await databases()).toEqual([]);
});
