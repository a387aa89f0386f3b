import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { FlowId } from '../../domain/codecs/ids.js';
import { firstRevision, Revision } from '../../domain/codecs/numbers.js';
import { isRecord } from '../../domain/codecs/struct.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import type { ReadStream } from '../event-log.js';

/** Which events of a history are asked for; all of what is given must fit. */
export interface EventFilter {
  readonly types?: readonly string[];
  /** When they happened: from the one instant on, and before the other. */
  readonly since?: Instant;
  readonly until?: Instant;
  /** Those of the runs of a flow, and what it decided about the lead. */
  readonly flowId?: FlowId;
}

export interface FoundEvents {
  readonly items: readonly Recorded<AnyEvent>[];
  /** Where the next page begins. */
  readonly next?: Revision;
}

const pageSize = 500;
/** So many events are looked through for one page; the next one goes on from there. */
const maxScanned = 20_000;

const typeOf = (event: Recorded<AnyEvent>): string =>
  event.type === 'EventErased' ? event.data.type : event.type;

/** Tells which events are of a flow; it must see them from the first on, since only its beginning names the flow of a run. */
const createFlowTest = (flowId: FlowId | undefined) => {
  const runs = new Set<unknown>();
  return ({ data: fields, metadata }: Recorded<AnyEvent>): boolean => {
    if (flowId === undefined) return true;
    const data: unknown = fields;
    if (!isRecord(data)) return false;
    if (data['flowId'] === flowId) {
      runs.add(data['runId']);
      return true;
    }
    const isOfRun = data['runId'] !== undefined && runs.has(data['runId']);
    return isOfRun || (metadata.actor.kind === 'flow' && metadata.actor.id === flowId);
  };
};

const isWithin = ({ metadata }: Recorded<AnyEvent>, { since, until }: EventFilter): boolean =>
  (since === undefined || since <= metadata.occurredAt) &&
  (until === undefined || metadata.occurredAt < until);

/** The events of a stream from a revision on that fit, at most `limit`. */
export const findEvents = async (
  readStream: ReadStream,
  stream: string,
  from: Revision,
  limit: number,
  filter: EventFilter,
): Promise<FoundEvents> => {
  const isOfFlow = createFlowTest(filter.flowId);
  const fits = (event: Recorded<AnyEvent>): boolean =>
    isOfFlow(event) &&
    event.revision >= from &&
    (filter.types?.includes(typeOf(event)) ?? true) &&
    isWithin(event, filter);
  const items: Recorded<AnyEvent>[] = [];
  const start = filter.flowId === undefined ? from : firstRevision;
  for (let at = start; ; at = decodeOrThrow(Revision, at + pageSize)) {
    const page = await readStream(stream, at, pageSize);
    for (const event of page) {
      if (!fits(event)) continue;
      if (items.length === limit) return { items, next: event.revision };
      items.push(event);
    }
    if (page.length < pageSize) return { items };
    if (at + pageSize - from >= maxScanned) return { items, next: decodeOrThrow(Revision, at + pageSize) };
  }
};
