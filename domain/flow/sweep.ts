import * as t from 'io-ts';
import { FlowId, LeadId } from '../codecs/ids.js';
import { integer } from '../codecs/numbers.js';
import type { Instant } from '../codecs/time.js';
import { event, type Recorded } from '../event.js';
import { VersionNumber } from '../versioned.js';

const Activation = integer('Activation', { min: 1, max: Number.MAX_SAFE_INTEGER });
const Count = integer('SweptCount', { min: 0, max: Number.MAX_SAFE_INTEGER });

/**
 * How far the leads have been looked through that were there when the flow was activated, for what time will bring them.
 * `activation` counts from 1; a revised segment is looked through again.
 */
export const FlowSwept = event(
  'FlowSwept',
  { flowId: FlowId, activation: Activation, done: Count, total: Count, isOver: t.boolean },
  { after: LeadId, segmentVersion: VersionNumber },
);
type FlowSwept = t.TypeOf<typeof FlowSwept>;

/** How far it is: of one activation, and one version of a segment. */
export interface SweepProgress {
  readonly activation: number;
  readonly done: number;
  readonly total: number;
  readonly isOver: boolean;
  /** The last lead that was looked at, in the order of their ids. */
  readonly after?: LeadId;
  readonly segmentVersion?: number;
}

export interface Sweep extends SweepProgress {
  readonly startedAt: Instant;
  /** When it was that far. */
  readonly at: Instant;
  /** Whether it is the first of its activation: another one is of a segment that was revised since. */
  readonly isFirst: boolean;
}

/** Whether two are about the same. */
export const isSameSweep = (
  one: Pick<SweepProgress, 'activation' | 'segmentVersion'>,
  other: Pick<SweepProgress, 'activation' | 'segmentVersion'>,
): boolean => one.activation === other.activation && one.segmentVersion === other.segmentVersion;

/** The sweep after one event of it. */
export const sweepAfter = (before: Sweep | undefined, { data, metadata }: Recorded<FlowSwept>): Sweep => {
  const { flowId: _flowId, ...progress } = data;
  const at = metadata.occurredAt;
  const isGoingOn = before !== undefined && isSameSweep(before, progress);
  return {
    ...progress,
    at,
    startedAt: isGoingOn ? before.startedAt : at,
    isFirst: isGoingOn ? before.isFirst : before?.activation !== progress.activation,
  };
};
