import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, it } from 'vitest';
import { startEventStore } from '../../../embedded/eventstore/server.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { connect, happened, removeFolder, temporaryFolder } from './running-store.js';

needsEmbedded('EVENTSTORE_URL', 'is about its worker thread');

// The built file: a worker thread knows no TypeScript.
const builtWorker = new URL('../../../dist/embedded/eventstore/worker.js', import.meta.url);
const directory = temporaryFolder();
afterAll(() => removeFolder(directory));

const nextMessage = async (worker: Worker): Promise<unknown> => (await once(worker, 'message'))[0];

it('serves from a thread of its own until it is told to stop', async () => {
  const worker = new Worker(builtWorker, { workerData: { directory } });
  const listening = await nextMessage(worker);
  expect(listening).toEqual({
    type: 'listening',
    url: expect.stringMatching(/^esdb:\/\/127\.0\.0\.1:\d+\?tls=false$/),
  });
  const { url } = Object.fromEntries(Object.entries(listening ?? {}));
  const client = connect(String(url));
  expect((await client.appendToStream('threaded', happened(0))).success).toBe(true);
  await client.dispose();
  const exited = once(worker, 'exit');
  worker.postMessage('stop');
  expect(await nextMessage(worker)).toEqual({ type: 'stopped' });
  expect(await exited).toEqual([0]);
});

it('says why it could not start, and leaves', async () => {
  const owner = await startEventStore({ directory });
  const worker = new Worker(builtWorker, { workerData: { directory } });
  const exited = once(worker, 'exit');
  expect(await nextMessage(worker)).toEqual({
    type: 'failed',
    message: `The data folder ${directory} is in use by the process with pid ${process.pid}.`,
  });
  await exited;
  await owner.stop();
});
