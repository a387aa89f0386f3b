import type * as t from 'io-ts';
import { FlowId, SegmentId } from '../codecs/ids.js';
import { Instant } from '../codecs/time.js';
import { event } from '../event.js';
import { FlowVersion } from '../flow/events.js';
import { Reason, TriggerEvent } from '../run/events.js';
import { VersionNumber } from '../versioned.js';

const watch = { flowId: FlowId, flowVersion: FlowVersion };
/** The event of the lead that it comes from; none where it was looked for when the flow was activated. */
const comesFrom = { because: TriggerEvent };

/** The flow starts at `dueAt`, unless the lead does something about it: of what happened from `from` on. One is open for each flow. */
export const WatchScheduled = event('WatchScheduled', { ...watch, from: Instant, dueAt: Instant }, comesFrom);
/** Nothing starts, and what happened until `upTo` starts nothing any more. */
export const WatchCleared = event('WatchCleared', { ...watch, from: Instant, upTo: Instant, reason: Reason });
/** What the flow waited for has come true: it starts. What happened from `from` until `dueAt` is answered with it. */
export const WatchFired = event('WatchFired', { ...watch, from: Instant, dueAt: Instant }, comesFrom);
export type WatchFired = t.TypeOf<typeof WatchFired>;

const ofSegment = { ...watch, segmentId: SegmentId, segmentVersion: VersionNumber };
/** The lead is in the segment that the flow waits for: now, or since before the flow did. */
export const SegmentEntered = event('SegmentEntered', ofSegment, comesFrom);
export const SegmentLeft = event('SegmentLeft', ofSegment, comesFrom);

/** What flows wait for that begin with time passing, told in the lead's own stream. The shapes are the storage format. */
export const watchEvents = [WatchScheduled, WatchCleared, WatchFired, SegmentEntered, SegmentLeft] as const;

export type WatchEvent = t.TypeOf<(typeof watchEvents)[number]>;
