import type { LeadId, SegmentId } from '../../domain/codecs/ids.js';
import type { Position } from '../../domain/codecs/numbers.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Recorded } from '../../domain/event.js';
import { isSameSweep } from '../../domain/flow/sweep.js';
import type { FlowTimeline } from '../../domain/flow/timeline.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import type { TriggerEvent } from '../../domain/run/events.js';
import type { MarkSegment } from '../../domain/watch/segment.js';
import { type FlowWatch, watchOf } from '../../domain/watch/state.js';
import { triggerEventOf } from '../../rules/watch.js';
import type { Catalogue } from '../catalogue.js';
import type { Clock, ReadStream } from '../event-log.js';
import { loadLeadBefore } from '../lead-before.js';
import { timeZoneOf } from '../plan-steps.js';
import type { Repositories } from '../repositories.js';
import { findMembership, type LeadAt } from '../segments/membership.js';
import { type ResolvedSegment, resolveSegment } from '../segments/segment-filter.js';
import { ofVersion, openCause, type WatchCause, type WatchingFlow } from './look-at-watch.js';

export interface SegmentPorts {
  readonly repositories: Pick<Repositories, 'leads'>;
  readonly catalogue: Pick<Catalogue, 'segment' | 'funnel'>;
  readonly readStream: ReadStream;
  readonly clock: Clock;
}

/** Because of what a lead is looked at: its event, a time that has come, or that the flow was activated. */
export type SegmentOccasion =
  | {
      readonly kind: 'event';
      readonly event: Recorded<LeadEvent>;
      readonly cause: WatchCause;
      /** The flow with its past. */
      readonly timeline: FlowTimeline | undefined;
    }
  | { readonly kind: 'due'; readonly dueAt: Instant }
  /** Without a position, it is the segment that has changed since. */
  | { readonly kind: 'activation'; readonly position?: Position; readonly cause: WatchCause };

/** Where the leads had been looked through that were there when the flow was activated. */
const sweptAt = ({ sweep, activePeriods }: FlowTimeline, segmentVersion: number): Position | undefined =>
  sweep?.isOver === true && isSameSweep(sweep, { activation: activePeriods.length, segmentVersion })
    ? sweep.position
    : undefined;

/**
 * Looks whether a lead is in the segment that a flow waits for, and tells what has changed: who has entered starts the
 * flow, who was in it when the flow was activated, or the segment revised, does not.
 */
export const createLookAtSegment = ({ repositories, catalogue, readStream, clock }: SegmentPorts) => {
  const { leads } = repositories;
  const leadBefore = loadLeadBefore(readStream);

  interface Look {
    readonly leadId: LeadId;
    readonly flow: WatchingFlow;
    readonly segmentId: SegmentId;
    readonly occasion: SegmentOccasion;
  }

  const wasInBefore = async (
    { leadId }: Look,
    { segment }: ResolvedSegment,
    before: Position,
    { now, timeZone }: Pick<LeadAt, 'now' | 'timeZone'>,
  ): Promise<boolean> => {
    const past = await leadBefore(leadId, before);
    return past !== undefined && (await findMembership(segment, { now, timeZone, ...past }, catalogue)).isIn;
  };

  /** Whether the lead was in the segment until then, also where nobody had looked yet. */
  const wasIn = async (
    look: Look,
    resolved: ResolvedSegment,
    { segment: known }: FlowWatch,
    at: LeadAt,
  ): Promise<boolean> => {
    const { segmentId, occasion } = look;
    const { version = 1 } = resolved;
    if (known?.segmentId === segmentId && known.segmentVersion === version) return known.isIn;
    if (occasion.kind === 'due') return false;
    if (occasion.kind === 'activation')
      return occasion.position === undefined || wasInBefore(look, resolved, occasion.position, at);
    const { event, timeline } = occasion;
    const swept = timeline === undefined ? undefined : sweptAt(timeline, version);
    const { position, recordedAt: now } = event;
    return swept !== undefined && swept < position
      ? false
      : wasInBefore(look, resolved, position, { ...at, now });
  };

  const becauseOf = (occasion: SegmentOccasion, { open }: FlowWatch): TriggerEvent | undefined =>
    occasion.kind === 'event' ? triggerEventOf(occasion.event) : open?.because;

  const lookAtSegment = async (look: Look): Promise<void> => {
    const { leadId, flow, segmentId, occasion } = look;
    const { flowId, version: flowVersion, definition } = flow;
    const { state, revision } = await leads.load(leadId);
    if (state.lead.status === 'unknown' || revision === undefined) return;
    const watch = ofVersion(watchOf(state.watches, flowId), flowVersion);
    if (occasion.kind === 'due' && watch.open?.dueAt !== occasion.dueAt) return;
    const resolved = await resolveSegment({ segmentId }, catalogue);
    const { timeZone = timeZoneOf(definition), version: segmentVersion = 1 } = resolved;
    const at: LeadAt = { lead: state.lead, revision, now: clock(), timeZone };
    const { isIn, changesAt } = await findMembership(resolved.segment, at, catalogue);
    const before = isIn && (await wasIn(look, resolved, watch, at));
    // Of an event that came after the activation, and has not been answered, the reaction to it will tell.
    if (occasion.kind === 'activation' && isIn && !before) return;
    const because = becauseOf(occasion, watch);
    const came = because === undefined ? {} : { because };
    const now = occasion.kind === 'due' ? occasion.dueAt : at.now;
    const since = occasion.kind === 'event' ? occasion.event.metadata.occurredAt : now;
    const command: MarkSegment = {
      type: 'MarkSegment',
      flowId,
      flowVersion,
      segmentId,
      segmentVersion,
      isIn,
      ...came,
      ...(isIn && !before ? { fires: { ...came, from: since, dueAt: since } } : {}),
      ...(changesAt === undefined ? {} : { next: { ...came, from: at.now, dueAt: changesAt } }),
    };
    const cause = occasion.kind === 'due' ? watch.open && openCause(watch.open) : occasion.cause;
    if (cause === undefined) return;
    const actor = { kind: 'flow', id: flowId } as const;
    const intent = { command, cause: { actor, ...cause, ...(isIn && !before ? { occurredAt: since } : {}) } };
    const executed = await leads.executeAt(leadId, revision, [intent]);
    if (executed === undefined) await lookAtSegment(look);
  };
  return lookAtSegment;
};
