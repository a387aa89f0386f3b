import { parentPort, workerData } from 'node:worker_threads';
import { type EventStoreOptions, startEventStore } from './server.js';

const optionsIn = (data: unknown): EventStoreOptions => {
  if (typeof data !== 'object' || data === null || !('directory' in data)) {
    throw new TypeError('workerData must be the options of the event store.');
  }
  const { directory } = data;
  const port = 'port' in data ? data.port : undefined;
  const host = 'host' in data ? data.host : undefined;
  if (typeof directory !== 'string') throw new TypeError('workerData.directory must be a string.');
  return {
    directory,
    ...(typeof port === 'number' && { port }),
    ...(typeof host === 'string' && { host }),
  };
};

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
const parent = parentPort;

const run = async (): Promise<void> => {
  const store = await startEventStore(optionsIn(workerData));
  parent.on('message', async (message) => {
    if (message !== 'stop') throw new TypeError(`Unknown message: ${String(message)}`);
    await store.stop();
    parent.postMessage({ type: 'stopped' });
    parent.close();
  });
  parent.postMessage({ type: 'listening', url: store.url });
};

run().catch((error: unknown) => {
  parent.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  parent.close();
});
