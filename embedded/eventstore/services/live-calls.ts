import { status } from '@grpc/grpc-js';
import { rpcError } from './rpc-error.js';

type Call = { on(event: string, listener: () => void): unknown; emit(event: 'error', error: Error): boolean };

/** The calls that would never end by themselves and so would keep the server from stopping. */
export const createLiveCalls = () => {
  const calls = new Set<Call>();

  return {
    tracked:
      <SomeCall extends Call>(handler: (call: SomeCall) => void) =>
      (call: SomeCall): void => {
        calls.add(call);
        for (const event of ['cancelled', 'close', 'finish']) call.on(event, () => calls.delete(call));
        handler(call);
      },
    end: (): void => {
      for (const call of calls)
        call.emit('error', rpcError(status.UNAVAILABLE, 'The server is shutting down.'));
      calls.clear();
    },
  };
};
