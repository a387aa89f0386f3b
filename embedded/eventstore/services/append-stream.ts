import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { AppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import pb, { type AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import type { Append, Outcome } from '../append.js';
import type { EventLog } from '../event-log.js';
import type { ExpectedRevision } from '../expected-revision.js';
import type { ProposedEvent } from '../stored-event.js';
import { checkCount, expectedIn, proposedEventIn, sizeOf, streamNameIn } from './requests.js';
import {
  appendTooLarge,
  asServiceError,
  deadlineExceeded,
  invalidArgument,
  maxAppendSize,
  refusalOf,
} from './rpc-error.js';

const empty = () => new shared.Empty();

const successOf = (outcome: Extract<Outcome, { kind: 'written' }>): AppendResp => {
  const success = new pb.AppendResp.Success();
  if (outcome.revision < 0) success.setNoStream(empty());
  else success.setCurrentRevision(String(outcome.revision));
  if (outcome.position === undefined) success.setNoPosition(empty());
  else {
    const position = String(outcome.position);
    success.setPosition(
      new pb.AppendResp.Position().setCommitPosition(position).setPreparePosition(position),
    );
  }
  return new pb.AppendResp().setSuccess(success);
};

const wrongExpectedVersionOf = (expected: ExpectedRevision, current: number): AppendResp => {
  const wrong = new pb.AppendResp.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(empty());
  else wrong.setCurrentRevision(String(current));
  if (expected === 'any') wrong.setExpectedAny(empty());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(empty());
  else wrong.setExpectedRevision(String(expected));
  return new pb.AppendResp().setWrongExpectedVersion(wrong);
};

const responseOf = ({ stream, expected }: Omit<Append, 'events'>, outcome: Outcome): AppendResp => {
  if (outcome.kind === 'written') return successOf(outcome);
  if (outcome.kind === 'wrong-expected-revision') return wrongExpectedVersionOf(expected, outcome.current);
  throw refusalOf(stream, expected, outcome);
};

const createCollector = () => {
  let options: Omit<Append, 'events'> | undefined;
  const events: ProposedEvent[] = [];
  let size = 0;
  return {
    add: (request: AppendReq): void => {
      const header = request.getOptions();
      if (header) {
        options = {
          stream: streamNameIn(header.getStreamIdentifier()),
          expected: expectedIn(header, header.hasRevision(), header.getRevision()),
        };
      }
      const message = request.getProposedMessage();
      if (!message) return;
      const event = proposedEventIn(message);
      size += sizeOf(event);
      if (size > maxAppendSize) throw appendTooLarge();
      events.push(event);
      checkCount(events);
    },
    all: (): Append => {
      if (options === undefined) throw invalidArgument('The options are missing.');
      return { ...options, events };
    },
  };
};

/** The client's way to append with credentials: one call for each append. */
export const appendToStream =
  (log: EventLog) =>
  (call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>): void => {
    const collector = createCollector();
    let isAnswered = false;
    const fail = (error: unknown): void => {
      if (!isAnswered) callback(asServiceError(error));
      isAnswered = true;
    };
    const commit = async (): Promise<void> => {
      const append = collector.all();
      const outcome = await log.change((appends) => (call.cancelled ? undefined : appends.append(append)));
      if (outcome === undefined) throw deadlineExceeded();
      callback(null, responseOf(append, outcome));
    };
    call.on('data', (request: AppendReq) => {
      try {
        if (!isAnswered) collector.add(request);
      } catch (error) {
        fail(error);
      }
    });
    call.on('end', () => {
      if (!isAnswered) commit().catch(fail);
    });
  };
