import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventLog } from '../event-log.js';
import { allForwards, type Pages } from '../read-all.js';
import { streamForwards } from '../read-stream.js';
import type { StoredEvent } from '../stored-event.js';
import type { PatientWriter } from './patient-writer.js';
import type { ReadRequest } from './read-request.js';
import {
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  fellBehindResponse,
  responseTo,
} from './read-responses.js';
import { streamDeleted } from './rpc-error.js';

/** The place after the one given: a subscription has seen that one already. */
const placeAfter = (request: ReadRequest, last: number): number => {
  if (request.from === 'start') return 0;
  return request.from === 'end' ? last + 1 : request.from + 1;
};

const refuseTombstoned = (log: EventLog, stream: string | undefined): void => {
  if (stream !== undefined && log.streams.isTombstoned(stream)) throw streamDeleted(stream);
};

const pagesOf = (log: EventLog, request: ReadRequest): Pages =>
  request.stream === undefined
    ? allForwards(log.storage, placeAfter(request, log.lastPosition()))
    : streamForwards(log, request.stream, placeAfter(request, log.streams.lastRevision(request.stream)));

const createSender = (log: EventLog, request: ReadRequest, writer: PatientWriter<ReadResp>) => {
  const { filter } = request;
  let lookedAt = 0;
  return async (event: StoredEvent): Promise<void> => {
    if (filter === undefined) return writer.write(responseTo(log, request, event));
    if (filter.matches(event)) await writer.write(responseTo(log, request, event));
    lookedAt += 1;
    if (lookedAt < filter.checkpointInterval) return;
    lookedAt = 0;
    await writer.write(checkpointResponse(event.position));
  };
};

/**
 * Reads pages until everything is sent, then sleeps until the next commit. Nothing is queued for a subscriber:
 * a slow one holds a page and reads the rest from disk when it gets there.
 */
export const subscribe = async (
  log: EventLog,
  request: ReadRequest,
  writer: PatientWriter<ReadResp>,
): Promise<void> => {
  refuseTombstoned(log, request.stream);
  const pages = pagesOf(log, request);
  const send = createSender(log, request, writer);
  let isLive = false;
  await writer.write(confirmationResponse(randomUUID()));
  while (!writer.gone.aborted) {
    const version = log.commits.version();
    const page = pages.next();
    if (isLive && !page.isLast) {
      isLive = false;
      await writer.write(fellBehindResponse());
    }
    for (const event of page.events) await send(event);
    if (!page.isLast) await setImmediate();
    else {
      if (!isLive) await writer.write(caughtUpResponse());
      isLive = true;
      await log.commits.after(version, writer.gone);
      refuseTombstoned(log, request.stream);
    }
  }
};
