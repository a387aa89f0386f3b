import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { rpcError } from './rpc-error.js';

/** Every method of the service, answering that this server has no `what`: the protocol's "not supported". */
export const refused = (service: ServiceDefinition, what: string): UntypedServiceImplementation => {
  const refusal = () => rpcError(status.UNIMPLEMENTED, `The embedded EventStoreDB has no ${what}.`);
  const answer: handleUnaryCall<unknown, unknown> = (_call, callback) => callback(refusal());
  const stream: handleServerStreamingCall<unknown, unknown> = (call) => call.emit('error', refusal());
  return Object.fromEntries(
    Object.entries(service).map(([name, { responseStream }]) => [name, responseStream ? stream : answer]),
  );
};
