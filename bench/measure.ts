import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Prints a line of a table. */
export const say = (name: string, value: string, beside = ''): void =>
  console.log(`${name.padEnd(58)}${value.padEnd(22)}${beside}`.trimEnd());

/** In milliseconds. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

export const rate = (count: number, milliseconds: number, what: string): string =>
  `${Math.round((count * 1000) / milliseconds).toLocaleString('en')} ${what}/s`;

export const megabytes = (bytes: number): string =>
  `${Math.round(bytes / 1024 / 1024).toLocaleString('en')} MB`;

/** Starts an embedded server in a worker thread, as Leadline runs it. */
export const startWorker = async (server: 'eventstore' | 'mongodb', directory: string) => {
  const file = new URL(`../embedded/${server}/worker.js`, import.meta.url);
  const worker = new Worker(file, { workerData: { directory } });
  const [message] = await once(worker, 'message');
  return {
    url: String(message.url),
    stop: async (): Promise<void> => {
      worker.postMessage('stop');
      await once(worker, 'exit');
    },
  };
};
