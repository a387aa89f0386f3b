import type { SteerBroadcast } from '../domain/broadcast/commands.js';
import { type BroadcastEvent, BroadcastPlan, Throttle } from '../domain/broadcast/events.js';
import type { Broadcast, ExistingBroadcast } from '../domain/broadcast/state.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import type { BroadcastId, LeadId, RunId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { DateTime, type Instant, TimeZone } from '../domain/codecs/time.js';
import { DomainError, type Fault } from '../domain/errors.js';
import { instantOf, plus } from '../rules/calendar.js';
import { type BroadcastRunIdOf, readMembers } from './broadcasts/members.js';
import type { Catalogue } from './catalogue.js';
import { checkAction, nothingWrong } from './check-flow.js';
import type { Cause, Clock, ReadStream } from './event-log.js';
import { timeZoneOf } from './plan-steps.js';
import type { Repositories } from './repositories.js';
import type { Executed } from './repository.js';
import { checkSegment, createRefuseFaults } from './segments/check-segment.js';

/** A broadcast as it is asked for; `at` without an offset is wall-clock time in `timeZone`. */
export const NewBroadcastPlan = closed('NewBroadcastPlan', BroadcastPlan.required, {
  at: DateTime,
  timeZone: TimeZone,
  throttle: Throttle,
});

/** A member of a broadcast, and the run that it has or will have. */
export interface Member {
  readonly leadId: LeadId;
  readonly runId: RunId;
}

export interface ManageBroadcastsPorts {
  readonly repositories: Pick<Repositories, 'broadcasts'>;
  readonly catalogue: Catalogue;
  readonly broadcastRunIdOf: BroadcastRunIdOf;
  readonly readStream: ReadStream;
  readonly clock: Clock;
}

type Changed = Promise<Executed<Broadcast, BroadcastEvent>>;

const throttleFaults = (throttle: Throttle | undefined, now: Instant): readonly Fault[] =>
  throttle !== undefined && plus(now, throttle.per, timeZoneOf({})) <= now
    ? [{ path: 'throttle.per', message: 'must be longer than nothing' }]
    : [];

/** Broadcasts as those who send them see them. */
export const createManageBroadcasts = ({
  repositories: { broadcasts },
  catalogue,
  broadcastRunIdOf,
  readStream,
  clock,
}: ManageBroadcastsPorts) => {
  const membersOf = readMembers(readStream);

  const check = createRefuseFaults(catalogue, 'This broadcast would fail when it runs.');

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
        ...nothingWrong,
        faults: throttleFaults(rest.throttle, clock()),
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

    /** The members from number `first` on, as far as they are fixed. @throws DomainError `notFound` */
    members: async (broadcastId: BroadcastId, first: number, count: number): Promise<readonly Member[]> => {
      const leadIds = await membersOf(await load(broadcastId), first, count);
      return leadIds.map((leadId) => ({ leadId, runId: broadcastRunIdOf(broadcastId, leadId) }));
    },

    /** @throws DomainError `notFound` */
    load,
  };
};
