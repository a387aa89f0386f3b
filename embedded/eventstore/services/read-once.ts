import { setImmediate } from 'node:timers/promises';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventLog } from '../event-log.js';
import { allBackwards, allForwards, type Pages } from '../read-all.js';
import { existence, streamBackwards, streamForwards } from '../read-stream.js';
import type { PatientWriter } from './patient-writer.js';
import type { ReadRequest, StartingPoint } from './read-request.js';
import { notFoundResponse, responseTo } from './read-responses.js';
import { streamDeleted } from './rpc-error.js';

const end = Number.MAX_SAFE_INTEGER;

const pointToNumber = (from: StartingPoint): number => {
  if (from === 'start') return 0;
  return from === 'end' ? end : from;
};

const pagesOf = (log: EventLog, { stream, from, isBackwards }: ReadRequest): Pages => {
  const point = pointToNumber(from);
  if (stream === undefined) {
    return isBackwards
      ? allBackwards(log.storage, point)
      : allForwards(log.storage, point, log.lastPosition());
  }
  return isBackwards
    ? streamBackwards(log, stream, point)
    : streamForwards(log, stream, point, log.streams.lastRevision(stream));
};

const sendPages = async (
  log: EventLog,
  request: ReadRequest,
  writer: PatientWriter<ReadResp>,
): Promise<void> => {
  const pages = pagesOf(log, request);
  let left = request.count ?? 0;
  while (left > 0 && !writer.gone.aborted) {
    const page = pages.next();
    for (const event of page.events) {
      if (left === 0) return;
      if (request.filter && !request.filter.matches(event)) continue;
      left -= 1;
      await writer.write(responseTo(log, request, event));
    }
    if (page.isLast) return;
    await setImmediate();
  }
};

/** A read: what is there now, then the end. */
export const readOnce = async (
  log: EventLog,
  request: ReadRequest,
  writer: PatientWriter<ReadResp>,
): Promise<void> => {
  if (request.stream !== undefined) {
    const found = existence(log.streams, request.stream);
    if (found === 'deleted') throw streamDeleted(request.stream);
    if (found === 'not-found') return writer.write(notFoundResponse(request.stream));
  }
  await sendPages(log, request, writer);
};
