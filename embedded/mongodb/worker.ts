import { parentPort, workerData } from 'node:worker_threads';
import { type MongoOptions, startMongo } from './server.js';

const optionsIn = (data: unknown): MongoOptions => {
  if (typeof data !== 'object' || data === null || !('directory' in data)) {
    throw new TypeError('workerData must be the options of the MongoDB server.');
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
  const mongo = await startMongo(optionsIn(workerData));
  parent.on('message', async (message) => {
    if (message !== 'stop') throw new TypeError(`Unknown message: ${String(message)}`);
    await mongo.stop();
    parent.postMessage({ type: 'stopped' });
    parent.close();
  });
  parent.postMessage({ type: 'listening', url: mongo.url });
};

run().catch((error: unknown) => {
  parent.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  parent.close();
});
