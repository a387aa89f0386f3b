import { Worker } from 'node:worker_threads';
import * as t from 'io-ts';
import type { Log } from './log.js';

interface EmbeddedServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Embedding {
  /** In messages: `the embedded MongoDB`. */
  readonly called: string;
  /** The entry of the thread. */
  readonly file: URL;
  readonly directory: string;
  /** What Node gives a thread where none is given. */
  readonly memoryMb: number | undefined;
  readonly log: Log;
  /** Called when the server has ended by itself. */
  readonly onFailure: (error: Error) => void;
}

/** What the thread of an embedded server tells. */
const Message = t.union([
  t.type({ type: t.literal('listening'), url: t.string }),
  t.type({ type: t.literal('failed'), message: t.string }),
  t.type({ type: t.literal('memory'), usedBytes: t.number, limitBytes: t.number }),
  t.type({ type: t.literal('stopped') }),
]);

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2).toLocaleString('en')} MB`;
const advice =
  'give it more with EMBEDDED_MEMORY_MB, or use a server of its own (docs/operations.md, "Memory")';

const explained = (error: Error, called: string): Error =>
  'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new Error(`${called} needs more memory than it may have, and would again: ${advice}`, { cause: error })
    : error;

/** Runs a server in a worker thread, so that its work does not hold up the API's. */
export const startInWorker = ({
  called,
  file,
  directory,
  memoryMb,
  log,
  onFailure,
}: Embedding): Promise<EmbeddedServer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(file, {
      workerData: { directory },
      ...(memoryMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
    });
    let stopping = false;
    const ended = new Promise<void>((done) => {
      worker.once('exit', () => done());
    });
    const fail = (error: Error): void => {
      stopping = true;
      reject(error);
      onFailure(error);
    };
    const stop = async (): Promise<void> => {
      stopping = true;
      worker.postMessage('stop');
      await ended;
    };
    worker.on('error', (error) => fail(explained(error, called)));
    worker.on('exit', (code) => {
      if (!stopping) fail(new Error(`${called} ended with code ${code}`));
    });
    worker.on('message', (said: unknown) => {
      if (!Message.is(said)) throw new TypeError(`${called} has said something unknown`);
      switch (said.type) {
        case 'listening':
          return resolve({ url: said.url, stop });
        case 'failed':
          stopping = true;
          return reject(new Error(said.message));
        case 'memory':
          return log.warn(
            `${called} has ${megabytes(said.usedBytes)} in use of the ${megabytes(said.limitBytes)} that it may have: ${advice}`,
          );
        case 'stopped':
          return undefined;
      }
    });
  });
