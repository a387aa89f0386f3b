import type { SteerBroadcast } from '../domain/broadcast/commands.js';
import { type BroadcastEvent, BroadcastPlan, Throttle } from '../domain/broadcast/events.js';
import { Segment } from '../domain/broadcast/segment.js';
import type { Broadcast, ExistingBroadcast } from '../domain/broadcast/state.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import type { BroadcastId, LeadId, RunId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { DateTime, type Instant, TimeZone } from '../domain/codecs/time.js';
import { DomainError, type Fault } from '../domain/errors.js';
import { instantOf, plus } from '../rules/calendar.js';
import { checkSegment } from './broadcasts/check-segment.js';
import type { LeadAtRevision, MatchLeads } from './broadcasts/match-leads.js';
import { type BroadcastRunIdOf, readMembers } from './broadcasts/members.js';
import type { Catalogue } from './catalogue.js';
import { type Checked, checkAction, missingReferences } from './check-flow.js';
import type { Cause, Clock, ReadStream } from './event-log.js';
import { timeZoneOf } from './plan-steps.js';
import type { Repositories } from './repositories.js';
import type { Executed } from './repository.js';

/** A broadcast as it is asked for; `at` without an offset is wall-clock time in `timeZone`. */
export const NewBroadcastPlan = closed('NewBroadcastPlan', BroadcastPlan.required, {
  at: DateTime,
  timeZone: TimeZone,
  throttle: Throttle,
});

/** A segment to be looked at before anything is done with it. */
export const SegmentToPreview = closed('SegmentToPreview', { segment: Segment }, { timeZone: TimeZone });

/** How many leads a segment has now, and the first of them. */
export interface Preview {
  readonly count: number;
  readonly sample: readonly LeadAtRevision[];
}

/** A member of a broadcast, and the run that it has or will have. */
export interface Member {
  readonly leadId: LeadId;
  readonly runId: RunId;
}

export interface ManageBroadcastsPorts {
  readonly repositories: Pick<Repositories, 'broadcasts'>;
  readonly catalogue: Catalogue;
  readonly matchLeads: MatchLeads;
  readonly broadcastRunIdOf: BroadcastRunIdOf;
  readonly readStream: ReadStream;
  readonly clock: Clock;
}

type Changed = Promise<Executed<Broadcast, BroadcastEvent>>;

const sampleSize = 10;

const throttleFaults = (throttle: Throttle | undefined, now: Instant): readonly Fault[] =>
  throttle !== undefined && plus(now, throttle.per, timeZoneOf({})) <= now
    ? [{ path: 'throttle.per', message: 'must be longer than nothing' }]
    : [];

/** Broadcasts as those who send them see them. */
export const createManageBroadcasts = ({
  repositories: { broadcasts },
  catalogue,
  matchLeads,
  broadcastRunIdOf,
  readStream,
  clock,
}: ManageBroadcastsPorts) => {
  const membersOf = readMembers(readStream);

  /** @throws DomainError `invalid`, or `unusable` for what the catalogue does not have */
  const check = async (...parts: readonly Checked[]): Promise<void> => {
    const faults = parts.flatMap((part) => part.faults);
    if (faults.length > 0) throw DomainError.invalid(faults);
    const references = parts.flatMap((part) => part.references);
    const missing = await missingReferences(references, catalogue);
    if (missing.length > 0) throw DomainError.unusable('This broadcast would fail when it runs.', missing);
  };

  const load = async (broadcastId: BroadcastId): Promise<ExistingBroadcast> => {
    const { state } = await broadcasts.load(broadcastId);
    if (state.status === 'absent') throw DomainError.notFound('This broadcast');
    return state;
  };

  const steer =
    (type: SteerBroadcast['type']) =>
    (broadcastId: BroadcastId, cause: Cause): Changed =>
      broadcasts.execute(broadcastId, [{ command: { type }, cause }]);

  return {
    /** @throws DomainError `invalid` with every fault, `unusable`, or `conflict` when the id is taken */
    create: async (broadcastId: BroadcastId, input: unknown, cause: Cause): Changed => {
      const { at, ...rest } = decodeOrThrow(NewBroadcastPlan, input);
      await check(checkAction(rest.action, 'action'), checkSegment(rest.segment, 'segment'), {
        faults: throttleFaults(rest.throttle, clock()),
        references: [],
      });
      const plan = { ...rest, ...(at === undefined ? {} : { at: instantOf(at, timeZoneOf(rest)) }) };
      return broadcasts.execute(broadcastId, [
        { command: { type: 'CreateBroadcast', broadcastId, plan }, cause },
      ]);
    },

    /** Stops before the next part. @throws DomainError `notFound`, or `notAllowed` where nothing is left to pause */
    pause: steer('PauseBroadcast'),

    /** @throws DomainError `notFound`, or `notAllowed` for one that is over */
    resume: steer('ResumeBroadcast'),

    /** Stops for good and cancels what has not started. @throws DomainError `notFound`, or `notAllowed` when it is completed */
    cancel: steer('CancelBroadcast'),

    /** @throws DomainError `invalid` with every fault, or `unusable` */
    preview: async (input: unknown): Promise<Preview> => {
      const { segment, timeZone } = decodeOrThrow(SegmentToPreview, input);
      await check(checkSegment(segment, 'segment'));
      const at = { now: clock(), timeZone: timeZone ?? timeZoneOf({}) };
      let count = 0;
      const sample: LeadAtRevision[] = [];
      for await (const page of matchLeads(segment, at)) {
        sample.push(...page.slice(0, sampleSize - sample.length));
        count += page.length;
      }
      return { count, sample };
    },

    /** The members from number `first` on, as far as they are fixed. @throws DomainError `notFound` */
    members: async (broadcastId: BroadcastId, first: number, count: number): Promise<readonly Member[]> => {
      const leadIds = await membersOf(await load(broadcastId), first, count);
      return leadIds.map((leadId) => ({ leadId, runId: broadcastRunIdOf(broadcastId, leadId) }));
    },

    /** @throws DomainError `notFound` */
    load,
  };
};
