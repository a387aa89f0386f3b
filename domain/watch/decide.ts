import type { FlowId } from '../codecs/ids.js';
import type { Instant } from '../codecs/time.js';
import type { FlowVersion } from '../flow/events.js';
import { noSuchLead } from '../lead/no-such-lead.js';
import type { Lead } from '../lead/state.js';
import type { Reason } from '../run/events.js';
import type { WatchEvent } from './events.js';
import { type PlannedWatch, planned } from './plan.js';
import { type MarkSegment, mark } from './segment.js';
import { isSeen, type OpenWatch, type Watches, watchOf } from './state.js';

/** Opens the watch of a flow, or moves it. */
export interface ScheduleWatch extends PlannedWatch {
  readonly type: 'ScheduleWatch';
  readonly flowId: FlowId;
  readonly flowVersion: FlowVersion;
}

/** Closes the watch of a flow without starting anything. */
export interface ClearWatch {
  readonly type: 'ClearWatch';
  readonly flowId: FlowId;
  readonly upTo: Instant;
  readonly reason: Reason;
}

/** Starts the flow. */
export interface FireWatch extends PlannedWatch {
  readonly type: 'FireWatch';
  readonly flowId: FlowId;
  readonly flowVersion: FlowVersion;
  /** The watch that is open after it. */
  readonly next?: PlannedWatch;
}

export type WatchCommand = ScheduleWatch | ClearWatch | FireWatch | MarkSegment;

const isAsItIs = (open: OpenWatch, { flowVersion, from, dueAt }: ScheduleWatch): boolean =>
  open.flowVersion === flowVersion && open.from === from && open.dueAt === dueAt;

const schedule = (command: ScheduleWatch, watches: Watches): readonly WatchEvent[] => {
  const { flowId, flowVersion, because } = command;
  const watch = watchOf(watches, flowId);
  if (watch.open === undefined ? isSeen(watch, because) : isAsItIs(watch.open, command)) return [];
  return [{ type: 'WatchScheduled', data: { flowId, flowVersion, ...planned(command) } }];
};

const clear = ({ flowId, upTo, reason }: ClearWatch, watches: Watches): readonly WatchEvent[] => {
  const { open } = watchOf(watches, flowId);
  if (open === undefined) return [];
  const { flowVersion, from } = open;
  return [{ type: 'WatchCleared', data: { flowId, flowVersion, from, upTo, reason } }];
};

const fire = (command: FireWatch, watches: Watches): readonly WatchEvent[] => {
  const { flowId, flowVersion, because, next } = command;
  const watch = watchOf(watches, flowId);
  const isOpen = watch.open?.from === command.from;
  if (!isOpen && (because === undefined || isSeen(watch, because))) return [];
  if (watch.settled?.from === command.from && watch.settled.upTo === command.dueAt) return [];
  return [
    { type: 'WatchFired', data: { flowId, flowVersion, ...planned(command) } },
    ...(next === undefined
      ? []
      : [{ type: 'WatchScheduled' as const, data: { flowId, flowVersion, ...planned(next) } }]),
  ];
};

/**
 * Decides one command on the watches of a lead. What has been done already decides `[]`: a job that wakes twice finds
 * the watch closed.
 * @throws DomainError `notFound` when the lead is not registered
 */
export const decideWatches = (command: WatchCommand, lead: Lead, watches: Watches): readonly WatchEvent[] => {
  if (lead.status === 'unknown') throw noSuchLead(lead);
  switch (command.type) {
    case 'ScheduleWatch':
      return schedule(command, watches);
    case 'ClearWatch':
      return clear(command, watches);
    case 'FireWatch':
      return fire(command, watches);
    case 'MarkSegment':
      return mark(command, watches);
    default:
      return command satisfies never;
  }
};
