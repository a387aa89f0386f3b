import type {
  ScavengeResp,
  StartScavengeReq,
  StopScavengeReq,
} from '@eventstore/db-client/generated/operations_pb.js';
import pb from '@eventstore/db-client/generated/operations_pb.js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Scavenger } from '../scavenge.js';
import { invalidArgument, scavengeNotFound } from './rpc-error.js';

const { STARTED, INPROGRESS, STOPPED } = pb.ScavengeResp.ScavengeResult;

/** Starts a scavenge, which goes on after the answer; `$scavenges` says when it has ended. */
export const startScavenge =
  (scavenger: Scavenger): handleUnaryCall<StartScavengeReq, ScavengeResp> =>
  (call, callback) => {
    const chunk = call.request.getOptions()?.getStartFromChunk() ?? 0;
    if (chunk !== 0) {
      callback(invalidArgument(`The log has no chunks: startFromChunk must be 0, and is ${chunk}.`));
      return;
    }
    const { id, isNew } = scavenger.start();
    callback(null, new pb.ScavengeResp().setScavengeId(id).setScavengeResult(isNew ? STARTED : INPROGRESS));
  };

export const stopScavenge =
  (scavenger: Scavenger): handleUnaryCall<StopScavengeReq, ScavengeResp> =>
  (call, callback) => {
    const id = call.request.getOptions()?.getScavengeId() ?? '';
    if (scavenger.stop(id)) {
      callback(null, new pb.ScavengeResp().setScavengeId(id).setScavengeResult(STOPPED));
    } else callback(scavengeNotFound(id));
  };
