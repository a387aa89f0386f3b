import type { EventId, FlowId, SegmentId } from '../codecs/ids.js';
import type { Revision } from '../codecs/numbers.js';
import type { Instant } from '../codecs/time.js';
import type { Lineage, Recorded } from '../event.js';
import type { FlowVersion } from '../flow/events.js';
import type { TriggerEvent } from '../run/events.js';
import type { WatchEvent } from './events.js';

/** What a flow waits for: that time passes. */
export interface OpenWatch {
  readonly flowVersion: FlowVersion;
  readonly because?: TriggerEvent;
  readonly from: Instant;
  readonly dueAt: Instant;
  /** Of the request that it all began with: what follows carries it on. */
  readonly correlationId: EventId;
  /** The flows whose runs led to it, the first first. */
  readonly lineage: Lineage;
}

/** A stretch of time of which what the lead did is dealt with. */
export interface Settled {
  readonly from: Instant;
  readonly upTo: Instant;
}

/** Whether the lead is in a segment, in one version of it. */
export interface Membership {
  readonly segmentId: SegmentId;
  readonly segmentVersion: number;
  readonly isIn: boolean;
}

/** What is remembered of one flow. */
export interface FlowWatch {
  readonly open?: OpenWatch;
  /** The latest stretch that is dealt with, so that an event of it that is seen again opens nothing. */
  readonly settled?: Settled;
  /** The newest event of the lead that has opened one. */
  readonly newest?: Revision;
  /** Of the segment that the flow waits for; nothing of a lead that has never been seen in it. */
  readonly segment?: Membership;
}

/** By flow: bounded by the number of flows that wait for time to pass. */
export type Watches = Readonly<Record<string, FlowWatch>>;

export const noWatches: Watches = {};

/** What is remembered of a flow. */
export const watchOf = (watches: Watches, flowId: FlowId): FlowWatch =>
  (Object.hasOwn(watches, flowId) ? watches[flowId] : undefined) ?? {};

/** Whether this event of the lead, or one after it, has opened a watch of the flow already. */
export const isSeen = ({ newest }: FlowWatch, because: TriggerEvent | undefined): boolean =>
  because !== undefined && newest !== undefined && newest >= because.revision;

/** The first instant at which one of the open watches is due. */
export const nextWatchAt = (watches: Watches): Instant | undefined =>
  Object.values(watches).reduce<Instant | undefined>(
    (first, { open }) =>
      open === undefined || (first !== undefined && first <= open.dueAt) ? first : open.dueAt,
    undefined,
  );

const latest = (newest: Revision | undefined, because: TriggerEvent | undefined) => {
  if (because === undefined || (newest !== undefined && newest >= because.revision))
    return newest === undefined ? {} : { newest };
  return { newest: because.revision };
};

/** Folds one event into the watches. */
export const evolveWatches = (watches: Watches, event: Recorded<WatchEvent>): Watches => {
  const { flowId } = event.data;
  const { open, ...known } = watchOf(watches, flowId);
  const remember = (watch: FlowWatch): Watches => ({ ...watches, [flowId]: watch });
  switch (event.type) {
    case 'WatchScheduled': {
      const { flowVersion, because, from, dueAt } = event.data;
      const { correlationId, lineage = [] } = event.metadata;
      const came = because === undefined ? {} : { because };
      return remember({
        ...known,
        ...latest(known.newest, because),
        open: { flowVersion, ...came, from, dueAt, correlationId, lineage },
      });
    }
    case 'WatchCleared': {
      const { from, upTo } = event.data;
      return remember({ ...known, settled: { from, upTo } });
    }
    case 'WatchFired': {
      const { from, dueAt: upTo, because } = event.data;
      return remember({ ...known, ...latest(known.newest, because), settled: { from, upTo } });
    }
    case 'SegmentEntered':
    case 'SegmentLeft': {
      const { segmentId, segmentVersion } = event.data;
      const segment = { segmentId, segmentVersion, isIn: event.type === 'SegmentEntered' };
      return remember({ ...known, ...(open === undefined ? {} : { open }), segment });
    }
    default:
      return event satisfies never;
  }
};
