import type {
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import pb from '@eventstore/db-client/generated/streams_pb.js';
import type { handleUnaryCall, ServerUnaryCall } from '@grpc/grpc-js';
import type { Outcome } from '../append.js';
import type { EventLog } from '../event-log.js';
import type { ExpectedRevision } from '../expected-revision.js';
import { expectedIn, streamNameIn } from './requests.js';
import { asServiceError, deadlineExceeded, invalidArgument, refusalOf } from './rpc-error.js';

type Target = { readonly stream: string; readonly expected: ExpectedRevision };
type Options = Exclude<ReturnType<(DeleteReq | TombstoneReq)['getOptions']>, undefined>;

const targetIn = (options: Options | undefined): Target => {
  if (options === undefined) throw invalidArgument('The options are missing.');
  return {
    stream: streamNameIn(options.getStreamIdentifier()),
    expected: expectedIn(options, options.hasRevision(), options.getRevision()),
  };
};

const positionOf = (target: Target, outcome: Outcome | undefined): string => {
  if (outcome === undefined) throw deadlineExceeded();
  if (outcome.kind === 'written') return String(outcome.position);
  throw refusalOf(target.stream, target.expected, outcome);
};

const remove = async (
  log: EventLog,
  call: ServerUnaryCall<DeleteReq | TombstoneReq, unknown>,
  how: 'softDelete' | 'tombstone',
): Promise<string> => {
  const target = targetIn(call.request.getOptions());
  const outcome = await log.change((appends) =>
    call.cancelled ? undefined : appends[how](target.stream, target.expected),
  );
  return positionOf(target, outcome);
};

export const deleteStream =
  (log: EventLog): handleUnaryCall<DeleteReq, DeleteResp> =>
  (call, callback) => {
    remove(log, call, 'softDelete').then(
      (position) =>
        callback(
          null,
          new pb.DeleteResp().setPosition(
            new pb.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position),
          ),
        ),
      (error) => callback(asServiceError(error)),
    );
  };

export const tombstoneStream =
  (log: EventLog): handleUnaryCall<TombstoneReq, TombstoneResp> =>
  (call, callback) => {
    remove(log, call, 'tombstone').then(
      (position) =>
        callback(
          null,
          new pb.TombstoneResp().setPosition(
            new pb.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
          ),
        ),
      (error) => callback(asServiceError(error)),
    );
  };
