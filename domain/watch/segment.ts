import type { FlowId } from '../codecs/ids.js';
import type { FlowVersion } from '../flow/events.js';
import type { TriggerEvent } from '../run/events.js';
import type { WatchEvent } from './events.js';
import { type PlannedWatch, planned } from './plan.js';
import { type FlowWatch, type Membership, type Watches, watchOf } from './state.js';

/** Says whether the lead is in the segment that a flow waits for. */
export interface MarkSegment extends Membership {
  readonly type: 'MarkSegment';
  readonly flowId: FlowId;
  readonly flowVersion: FlowVersion;
  readonly because?: TriggerEvent;
  /** The flow starts: the lead has entered while it waited. */
  readonly fires?: PlannedWatch;
  /** When time alone may change it, if it ever does. */
  readonly next?: PlannedWatch;
}

const nothingAhead = { code: 'no-change-ahead', message: 'Time alone changes nothing about it.' };

const isSame = (known: Membership | undefined, { segmentId, segmentVersion }: Membership): boolean =>
  known?.segmentId === segmentId && known.segmentVersion === segmentVersion;

const membership = ({ segment }: FlowWatch, command: MarkSegment): readonly WatchEvent[] => {
  const { flowId, flowVersion, segmentId, segmentVersion, isIn, because } = command;
  const wasIn = segment?.isIn ?? false;
  // Who was out and still is, is nothing to tell.
  if (wasIn === isIn && (!isIn || isSame(segment, command))) return [];
  const came = because === undefined ? {} : { because };
  const data = { flowId, flowVersion, segmentId, segmentVersion, ...came };
  return [isIn ? { type: 'SegmentEntered', data } : { type: 'SegmentLeft', data }];
};

const ahead = ({ open }: FlowWatch, command: MarkSegment, isFired: boolean): readonly WatchEvent[] => {
  const { flowId, flowVersion, next } = command;
  if (next !== undefined)
    return !isFired && open?.dueAt === next.dueAt && open.flowVersion === flowVersion
      ? []
      : [{ type: 'WatchScheduled', data: { flowId, flowVersion, ...planned(next) } }];
  if (open === undefined || isFired) return [];
  const { flowVersion: ofVersion, from } = open;
  return [
    {
      type: 'WatchCleared',
      data: { flowId, flowVersion: ofVersion, from, upTo: from, reason: nothingAhead },
    },
  ];
};

/** Tells what has changed about it, starts the flow if it is to, and says when it may change by itself. */
export const mark = (command: MarkSegment, watches: Watches): readonly WatchEvent[] => {
  const { flowId, flowVersion, fires, isIn } = command;
  const watch = watchOf(watches, flowId);
  const isKnownIn = isSame(watch.segment, command) && watch.segment?.isIn === true;
  const fired: readonly WatchEvent[] =
    fires === undefined || !isIn || isKnownIn
      ? []
      : [{ type: 'WatchFired', data: { flowId, flowVersion, ...planned(fires) } }];
  return [...membership(watch, command), ...fired, ...ahead(watch, command, fired.length > 0)];
};
