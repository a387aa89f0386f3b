import type { ServerWritableStream } from '@grpc/grpc-js';
import { goneSignal } from './gone-signal.js';

/** Writes to a call no faster than its client reads, and learns when the client is gone. */
export const createPatientWriter = <Request, Response>(call: ServerWritableStream<Request, Response>) => {
  const gone = goneSignal(call);

  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        call.off('drain', done);
        gone.removeEventListener('abort', done);
        resolve();
      };
      if (gone.aborted) resolve();
      else {
        call.on('drain', done);
        gone.addEventListener('abort', done);
      }
    });

  return {
    gone,
    write: async (response: Response): Promise<void> => {
      if (!gone.aborted && !call.write(response)) await drained();
    },
  };
};

export type PatientWriter<Response> = { gone: AbortSignal; write(response: Response): Promise<void> };
