import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js';
import type { EventLog } from '../event-log.js';
import { createPatientWriter } from './patient-writer.js';
import { readOnce } from './read-once.js';
import { readRequestIn } from './read-request.js';
import { asServiceError } from './rpc-error.js';
import { subscribe } from './subscribe.js';

const serve = async (log: EventLog, call: ServerWritableStream<ReadReq, ReadResp>): Promise<void> => {
  const request = readRequestIn(call.request);
  const writer = createPatientWriter(call);
  if (request.count === undefined) await subscribe(log, request, writer);
  else await readOnce(log, request, writer);
};

/** Reads and subscriptions are one method of the protocol. */
export const read =
  (log: EventLog): handleServerStreamingCall<ReadReq, ReadResp> =>
  (call) => {
    serve(log, call).then(
      () => call.end(),
      (error) => call.emit('error', asServiceError(error)),
    );
  };
