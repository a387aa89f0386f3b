import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statusPb, { type Status } from '@eventstore/db-client/generated/status_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import pb from '@eventstore/db-client/generated/streams_pb.js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Outcome } from '../append.js';
import type { ExpectedRevision } from '../expected-revision.js';
import { maxAppendSize } from './rpc-error.js';

const statusWith = (
  code: Parameters<Status['setCode']>[0],
  message: string,
  kind: string,
  detail: { serializeBinary(): Uint8Array },
): Status => {
  const details = new anyPb.Any();
  details.pack(detail.serializeBinary(), `event_store.client.${kind}`);
  return new statusPb.Status().setCode(code).setMessage(message).setDetails(details);
};

const withExpected = (
  detail: InstanceType<typeof shared.WrongExpectedVersion>,
  expected: ExpectedRevision,
): InstanceType<typeof shared.WrongExpectedVersion> => {
  switch (expected) {
    case 'any':
      return detail.setExpectedAny(new emptyPb.Empty());
    case 'no_stream':
      return detail.setExpectedNoStream(new emptyPb.Empty());
    case 'stream_exists':
      return detail.setExpectedStreamExists(new emptyPb.Empty());
    default:
      return detail.setExpectedStreamPosition(String(expected));
  }
};

const wrongExpectedVersion = (current: number, expected: ExpectedRevision): Status => {
  const detail = withExpected(new shared.WrongExpectedVersion(), expected);
  if (current < 0) detail.setCurrentNoStream(new emptyPb.Empty());
  else detail.setCurrentStreamRevision(String(current));
  return statusWith(codes.Code.FAILED_PRECONDITION, 'WrongExpectedVersion', 'WrongExpectedVersion', detail);
};

const identifierOf = (stream: string) =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream, 'utf8'));

export const tooLarge = (): Status =>
  statusWith(
    codes.Code.INVALID_ARGUMENT,
    `Maximum Append Size of ${maxAppendSize} Exceeded.`,
    'MaximumAppendSizeExceeded',
    new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendSize),
  );

const accessDenied = (): Status =>
  statusWith(codes.Code.PERMISSION_DENIED, 'Access Denied', 'AccessDenied', new shared.AccessDenied());

export const timedOut = (): Status =>
  statusWith(codes.Code.DEADLINE_EXCEEDED, 'Timeout', 'Timeout', new shared.Timeout());

export const badRequest = (message: string): Status =>
  statusWith(codes.Code.INVALID_ARGUMENT, message, 'BadRequest', new shared.BadRequest().setMessage(message));

// A kind that the client does not know: for those it shows the message, for the known kind Unknown it does not.
export const internalError = (message: string): Status =>
  statusWith(codes.Code.INTERNAL, message, 'InternalError', new shared.Unknown());

/** The client takes the stream's name out of every refusal. */
const responseTo = (correlationId: string, stream: string): BatchAppendResp =>
  new pb.BatchAppendResp()
    .setCorrelationId(new shared.UUID().setString(correlationId))
    .setStreamIdentifier(identifierOf(stream));

export const batchError = (correlationId: string, stream: string, error: Status): BatchAppendResp =>
  responseTo(correlationId, stream).setError(error);

const success = (outcome: Extract<Outcome, { kind: 'written' }>) => {
  const result = new pb.BatchAppendResp.Success();
  if (outcome.revision < 0) result.setNoStream(new emptyPb.Empty());
  else result.setCurrentRevision(String(outcome.revision));
  if (outcome.position === undefined) return result.setNoPosition(new emptyPb.Empty());
  return result.setPosition(
    new shared.AllStreamPosition()
      .setCommitPosition(String(outcome.position))
      .setPreparePosition(String(outcome.position)),
  );
};

export const batchResponse = (
  correlationId: string,
  stream: string,
  expected: ExpectedRevision,
  outcome: Outcome,
): BatchAppendResp => {
  switch (outcome.kind) {
    case 'written':
      return responseTo(correlationId, stream).setSuccess(success(outcome));
    case 'wrong-expected-revision':
      return batchError(correlationId, stream, wrongExpectedVersion(outcome.current, expected));
    case 'access-denied':
      return batchError(correlationId, stream, accessDenied());
    case 'stream-deleted':
      return batchError(
        correlationId,
        stream,
        statusWith(
          codes.Code.FAILED_PRECONDITION,
          `Event stream '${stream}' is deleted.`,
          'StreamDeleted',
          new shared.StreamDeleted().setStreamIdentifier(identifierOf(stream)),
        ),
      );
  }
};
