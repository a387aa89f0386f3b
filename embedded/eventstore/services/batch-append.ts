import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { EventLog } from '../event-log.js';
import {
  badRequest,
  batchError,
  batchResponse,
  internalError,
  timedOut,
  tooLarge,
} from './batch-responses.js';
import { goneSignal } from './gone-signal.js';
import { type Batch, createPendingBatches } from './pending-batches.js';
import { asServiceError } from './rpc-error.js';

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

const answerTo = async (log: EventLog, batch: Batch): Promise<BatchAppendResp> => {
  const { correlationId, options, events, problem } = batch;
  const { stream, expected, deadline } = options;
  if (problem === 'too-large') return batchError(correlationId, stream, tooLarge());
  if (problem) return batchError(correlationId, stream, badRequest(problem.badRequest));
  try {
    const outcome = await log.change((appends) =>
      Date.now() > deadline ? undefined : appends.append({ stream, expected, events }),
    );
    return outcome === undefined
      ? batchError(correlationId, stream, timedOut())
      : batchResponse(correlationId, stream, expected, outcome);
  } catch (error) {
    return batchError(correlationId, stream, internalError(asServiceError(error).details));
  }
};

/** One call carries all appends of a client. Those that arrive in one turn of the event loop share a commit. */
export const batchAppend =
  (log: EventLog) =>
  (call: Call): void => {
    const batches = createPendingBatches();
    const gone = goneSignal(call);
    let unanswered = 0;
    let isOver = false;
    const endWhenAnswered = (): void => {
      if (isOver && unanswered === 0 && !gone.aborted) call.end();
    };
    const answer = async (batch: Batch): Promise<void> => {
      unanswered += 1;
      const response = await answerTo(log, batch);
      unanswered -= 1;
      // A client that does not read its answers must not send more.
      if (!gone.aborted && !call.write(response) && !call.isPaused()) {
        call.pause();
        call.once('drain', () => call.resume());
      }
      endWhenAnswered();
    };
    call.on('data', (request: BatchAppendReq) => {
      if (gone.aborted) return;
      try {
        const batch = batches.add(request);
        if (batch) void answer(batch);
      } catch (error) {
        call.emit('error', asServiceError(error));
      }
    });
    call.on('end', () => {
      isOver = true;
      endWhenAnswered();
    });
  };
