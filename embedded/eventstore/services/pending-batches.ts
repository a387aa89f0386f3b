import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { Append } from '../append.js';
import type { ProposedEvent } from '../stored-event.js';
import { checkCount, expectedIn, proposedEventIn, sizeOf, streamNameIn, uuidIn } from './requests.js';
import { asServiceError, maxAppendSize, missingMetadata, tooMuchHeld } from './rpc-error.js';

type Options = Omit<Append, 'events'> & { readonly deadline: number };

export type Batch = {
  readonly correlationId: string;
  readonly options: Options;
  readonly events: readonly ProposedEvent[];
  readonly problem: 'too-large' | { readonly badRequest: string } | undefined;
};

type Pending = {
  readonly options: Options;
  events: ProposedEvent[];
  size: number;
  problem: Batch['problem'];
};

const optionsIn = (options: BatchAppendReq.Options | undefined): Options => {
  if (options === undefined) throw missingMetadata();
  const deadline = options.getDeadline();
  return {
    stream: streamNameIn(options.getStreamIdentifier()),
    expected: expectedIn(options, options.hasStreamPosition(), options.getStreamPosition()),
    deadline: deadline === undefined ? Number.POSITIVE_INFINITY : deadline.toDate().getTime(),
  };
};

const problemIn = (error: unknown): Batch['problem'] => ({ badRequest: asServiceError(error).details });

const begin = (options: BatchAppendReq.Options | undefined): Pending => {
  try {
    return { options: optionsIn(options), events: [], size: 0, problem: undefined };
  } catch (error) {
    const unusable: Options = { stream: '', expected: 'any', deadline: Number.POSITIVE_INFINITY };
    return { options: unusable, events: [], size: 0, problem: problemIn(error) };
  }
};

const take = (pending: Pending, request: BatchAppendReq): void => {
  for (const message of request.getProposedMessagesList()) {
    const event = proposedEventIn(message);
    pending.size += sizeOf(event);
    pending.events.push(event);
    checkCount(pending.events);
    if (pending.size <= maxAppendSize) continue;
    pending.problem = 'too-large';
    pending.events = [];
    return;
  }
};

// The client sends an append in several messages only if it is larger than any that is accepted.
const maxUnfinished = 100;

/** Puts appends together that arrive in several messages. An append with a problem is answered when it is complete. */
export const createPendingBatches = () => {
  const open = new Map<string, Pending>();

  return {
    /** Answers the batch when its last message has come. Throws if the message does not say which batch it is of, or if too many are begun. */
    add: (request: BatchAppendReq): Batch | undefined => {
      const correlationId = uuidIn(request.getCorrelationId());
      const pending = open.get(correlationId) ?? begin(request.getOptions());
      open.set(correlationId, pending);
      try {
        if (pending.problem === undefined) take(pending, request);
      } catch (error) {
        pending.problem = problemIn(error);
        pending.events = [];
      }
      if (!request.getIsFinal()) {
        if (open.size > maxUnfinished) {
          throw tooMuchHeld(`More than ${maxUnfinished} appends of this call wait for their last message.`);
        }
        return undefined;
      }
      open.delete(correlationId);
      return { correlationId, ...pending };
    },
  };
};
