import type { ServerWritableStream } from '@grpc/grpc-js';

/** Writes to a call no faster than its client reads, and learns when the client is gone. */
export const createPatientWriter = <Request, Response>(call: ServerWritableStream<Request, Response>) => {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  for (const event of ['cancelled', 'close', 'error']) call.on(event, leave);

  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        call.off('drain', done);
        gone.signal.removeEventListener('abort', done);
        resolve();
      };
      if (gone.signal.aborted) resolve();
      else {
        call.on('drain', done);
        gone.signal.addEventListener('abort', done);
      }
    });

  return {
    gone: gone.signal,
    write: async (response: Response): Promise<void> => {
      if (!gone.signal.aborted && !call.write(response)) await drained();
    },
  };
};

export type PatientWriter<Response> = { gone: AbortSignal; write(response: Response): Promise<void> };
