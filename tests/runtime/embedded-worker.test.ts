import { MongoClient, MongoServerError } from 'mongodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startInWorker } from '../../runtime/embedded-worker.js';
import { createLog } from '../../runtime/log.js';
import { eventually } from '../support/eventually.js';
import { needsEmbedded } from '../support/given-servers.js';
import { temporaryFolder } from '../support/leadline.js';

needsEmbedded('MONGODB_URL', 'fills its memory');

// The built file: a worker thread knows no TypeScript.
const file = new URL('../../dist/embedded/mongodb/worker.js', import.meta.url);
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const start = async (memoryMb: number | undefined) => {
  const lines: string[] = [];
  const failures: Error[] = [];
  const server = await startInWorker({
    called: 'the embedded MongoDB',
    file,
    directory: folder.path,
    memoryMb,
    log: createLog('warn', { write: (line) => lines.push(line) }),
    onFailure: (error) => failures.push(error),
  });
  const client = await MongoClient.connect(server.url, { retryWrites: false, serverSelectionTimeoutMS: 500 });
  return { server, client, lines, failures, things: client.db('test').collection('things') };
};

const isFull = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === 146 && error.message.includes('fill the memory');

it('warns before memory is full, takes no more then, and goes on', { timeout: 120_000 }, async () => {
  const { server, client, failures, lines, things } = await start(500);
  let written = 0;
  const insertForEver = async (): Promise<void> => {
    for (;;) {
      const docs = Array.from({ length: 200 }, () => ({ text: 'x'.repeat(50_000) }));
      await things.insertMany(docs);
      written += docs.length;
    }
  };
  expect(await insertForEver().catch(isFull)).toBe(true);
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    expect.stringMatching(/^the embedded MongoDB has \d+ MB in use of the \d+ MB .*EMBEDDED_MEMORY_MB/),
  ]);
  expect(await things.countDocuments()).toBe(written);
  const { storageEngine } = await client.db('test').admin().serverStatus();
  expect(storageEngine['documents']).toBe(written);
  expect(storageEngine['dataSize']).toBeGreaterThan(50_000 * written);
  expect(storageEngine['heapLimit']).toBeLessThan(600 * 1024 ** 2);

  await things.deleteMany({});
  await eventually(async () => (await things.insertOne({ text: '' })).acknowledged || undefined);
  await client.close();
  await server.stop();
  expect(failures).toEqual([]);
});
