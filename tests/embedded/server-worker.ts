import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A server in a worker thread, as Leadline runs it. */
export const startInWorker = async (name: 'eventstore' | 'mongodb', directory: string) => {
  // The built file: a worker thread knows no TypeScript.
  const builtWorker = new URL(`../../dist/embedded/${name}/worker.js`, import.meta.url);
  const worker = new Worker(builtWorker, { workerData: { directory } });
  let failure: unknown;
  worker.on('error', (error) => {
    failure = error;
  });
  const exited = once(worker, 'exit');
  const [message] = await once(worker, 'message');
  const url = String(message.url);
  return {
    url,
    port: Number(new URL(url).port),
    /** What ended it although nobody asked it to stop. */
    failure: (): unknown => failure,
    stop: async (): Promise<void> => {
      worker.postMessage('stop');
      await exited;
    },
  };
};
