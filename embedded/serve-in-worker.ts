import { parentPort, workerData } from 'node:worker_threads';
import { afterEachCollection, createMemoryWatch, readMemory } from './memory-watch.js';

interface Options {
  readonly directory: string;
  readonly port?: number;
  readonly host?: string;
}

interface Running {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const optionsIn = (data: unknown): Options => {
  if (typeof data !== 'object' || data === null || !('directory' in data))
    throw new TypeError('workerData must be the options of the server.');
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

/**
 * Runs a server in this worker thread, with the options in workerData. Tells the parent `listening` with the URL, or
 * `failed` with the reason, `memory` when more than half of what the thread may have is in use; stops on the message
 * `stop`, and then says `stopped`.
 */
export const serveInWorker = (start: (options: Options) => Promise<Running>): void => {
  if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
  const parent = parentPort;
  const stopWatching = afterEachCollection(
    createMemoryWatch(readMemory, (memory) => parent.postMessage({ type: 'memory', ...memory })),
  );
  const run = async (): Promise<void> => {
    const server = await start(optionsIn(workerData));
    parent.on('message', async (message) => {
      if (message !== 'stop') throw new TypeError(`Unknown message: ${String(message)}`);
      await server.stop();
      stopWatching();
      parent.postMessage({ type: 'stopped' });
      parent.close();
    });
    parent.postMessage({ type: 'listening', url: server.url });
  };
  run().catch((error: unknown) => {
    stopWatching();
    parent.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    parent.close();
  });
};
