import type * as t from 'io-ts';
import { decode, under } from '../domain/codecs/decode.js';
import { type LeadId, type ProductId, SourceEventId } from '../domain/codecs/ids.js';
import { Json } from '../domain/codecs/json.js';
import type { Position, Revision } from '../domain/codecs/numbers.js';
import { closed } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { Instant } from '../domain/codecs/time.js';
import { DomainError, type Fault } from '../domain/errors.js';
import { groupBy } from '../domain/group-by.js';
import { type Activity, activities } from '../domain/lead/activity.js';
import type { RecordActivity, RegisterLead, UnknownReference } from '../domain/lead/commands.js';
import { recentSourceEventIdCount } from '../domain/lead/state.js';
import type { Cause, Clock } from './event-log.js';
import type { Repositories } from './repositories.js';
import type { Intent } from './repository.js';
import { LeadReference, type ResolveLead } from './resolve-lead.js';

const [first, ...rest] = activities;

/** One thing that a lead is reported to have done. */
export const ActivityReport = closed(
  'ActivityReport',
  {
    type: oneOf('ActivityType', [first.type, ...rest.map((activity) => activity.type)]),
    lead: LeadReference,
  },
  { data: Json, occurredAt: Instant, eventId: SourceEventId },
);

export type ActivityOutcome =
  | {
      readonly status: 'accepted';
      readonly leadId: LeadId;
      readonly eventId: string;
      /** What the activity names and the catalogue does not have. */
      readonly unknown: readonly UnknownReference[];
    }
  | { readonly status: 'duplicate'; readonly leadId: LeadId }
  | { readonly status: 'rejected'; readonly faults: readonly Fault[] };

export interface RecordedActivities {
  readonly outcomes: readonly ActivityOutcome[];
  /** Where the last accepted one stands in the log. */
  readonly position: Position | undefined;
}

export interface RecordActivitiesPorts {
  readonly repositories: Repositories;
  readonly resolveLead: ResolveLead;
  readonly clock: Clock;
  /** Which of these ids a lead has had, as of a revision of its stream at least. */
  readonly seenSourceEventIds: (
    leadId: LeadId,
    ids: readonly SourceEventId[],
    atLeast: Revision,
  ) => Promise<ReadonlySet<string>>;
}

interface Accepted {
  readonly index: number;
  readonly leadId: LeadId;
  readonly activity: Activity;
  readonly reference: LeadReference;
  readonly cause: Cause;
  readonly unknown: readonly UnknownReference[];
}

/** Clocks differ a little; an event from farther ahead is a mistake. */
const allowedAhead = 5 * 60 * 1000;

const readActivity = (report: t.TypeOf<typeof ActivityReport>, path: string) => {
  const kind = activities.find((activity) => activity.type === report.type);
  if (kind === undefined) throw new Error(`no activity ${report.type}`);
  const decoded = decode<unknown>(kind.input, report.data ?? {}, under(path, 'data'));
  if (!decoded.ok) return decoded;
  return decode<Activity>(kind.event, { type: kind.eventType, data: decoded.value }, path);
};

const productsIn = (activity: Activity): readonly ProductId[] =>
  activity.type === 'OrderPurchased' ? activity.data.items.map((item) => item.productId) : [];

export const createRecordActivities = ({
  repositories,
  resolveLead,
  clock,
  seenSourceEventIds,
}: RecordActivitiesPorts) => {
  const unknownIn = async (activity: Activity): Promise<readonly UnknownReference[]> => {
    const products = [...new Set(productsIn(activity))];
    const listed = await Promise.all(
      products.map(async (id) => (await repositories.products.load(id)).state.status),
    );
    const unknown = products.filter((_, index) => listed[index] === 'absent');
    const flows =
      activity.type === 'FlowRequested' &&
      (await repositories.flows.load(activity.data.flowId)).state.status === 'absent'
        ? [activity.data.flowId]
        : [];
    return [
      ...unknown.map((id) => ({ kind: 'product' as const, id })),
      ...flows.map((id) => ({ kind: 'flow' as const, id })),
    ];
  };

  const read = async (
    input: unknown,
    index: number,
    path: string,
    cause: Cause,
  ): Promise<Accepted | readonly Fault[]> => {
    const report = decode(ActivityReport, input, path);
    if (!report.ok) return report.faults;
    const { lead, occurredAt, eventId } = report.value;
    if (occurredAt !== undefined && Date.parse(occurredAt) > Date.parse(clock()) + allowedAhead)
      return [{ path: under(path, 'occurredAt'), message: 'must not lie in the future' }];
    const activity = readActivity(report.value, path);
    if (!activity.ok) return activity.faults;
    const resolved = await resolveLead(lead, cause);
    if (resolved.kind === 'unknown-lead')
      return [{ path: under(path, 'lead.leadId'), message: 'is not the id of a lead' }];
    if (resolved.kind === 'ambiguous')
      return [{ path: under(path, 'lead'), message: 'names different leads' }];
    return {
      index,
      leadId: resolved.leadId,
      activity: activity.value,
      reference: lead,
      cause: {
        ...cause,
        ...(occurredAt === undefined ? {} : { occurredAt }),
        ...(eventId === undefined ? {} : { sourceEventId: eventId }),
      },
      unknown: await unknownIn(activity.value),
    };
  };

  /** The ids that were seen so long ago that the lead's state has forgotten them. */
  const longSeen = async (leadId: LeadId, items: readonly Accepted[]): Promise<ReadonlySet<string>> => {
    const ids = items.flatMap(({ cause }) => cause.sourceEventId ?? []);
    const { state, revision } = await repositories.leads.load(leadId);
    if (ids.length === 0 || revision === undefined || state.lead.status === 'unknown') return new Set();
    const forgotten = state.lead.recentSourceEventIds.length >= recentSourceEventIdCount;
    return forgotten ? seenSourceEventIds(leadId, ids, revision) : new Set();
  };

  const toIntents = ({
    leadId,
    activity,
    reference,
    cause,
    unknown,
  }: Accepted): readonly Intent<RegisterLead | RecordActivity>[] => {
    const { externalId, email } = reference;
    const { sourceEventId, ...registerCause } = cause;
    return [
      {
        command: {
          type: 'RegisterLead',
          leadId,
          ...(externalId === undefined ? {} : { externalId }),
          ...(email === undefined ? {} : { email }),
        },
        cause: registerCause,
      },
      {
        command: {
          type: 'RecordActivity',
          activity,
          unknownReferences: unknown,
          ...(sourceEventId === undefined ? {} : { sourceEventId }),
        },
        cause,
      },
    ];
  };

  const recordOne = async (leadId: LeadId, items: readonly Accepted[]) => {
    const seen = await longSeen(leadId, items);
    const fresh = items.filter(
      ({ cause }) => cause.sourceEventId === undefined || !seen.has(cause.sourceEventId),
    );
    const executed = await repositories.leads.execute(leadId, fresh.flatMap(toIntents));
    const outcomes = new Map<number, ActivityOutcome>(
      items.map(({ index }) => [index, { status: 'duplicate', leadId }]),
    );
    for (const [order, { index, unknown }] of fresh.entries()) {
      const event = executed.events[order * 2 + 1]?.[0];
      if (event !== undefined)
        outcomes.set(index, { status: 'accepted', leadId, eventId: event.eventId, unknown });
    }
    return { outcomes, position: executed.position };
  };

  /**
   * Records a batch: each item is accepted, a duplicate of one recorded before, or rejected with its faults.
   * @throws DomainError `conflict` when a lead is being changed by others all the time
   */
  return async (
    items: readonly unknown[],
    pathOf: (index: number) => string,
    cause: Cause,
  ): Promise<RecordedActivities> => {
    const outcomes = new Map<number, ActivityOutcome>();
    const accepted: Accepted[] = [];
    const results = await Promise.all(items.map((item, index) => read(item, index, pathOf(index), cause)));
    for (const [index, result] of results.entries()) {
      if ('leadId' in result) accepted.push(result);
      else outcomes.set(index, { status: 'rejected', faults: result });
    }
    const byLead = groupBy(accepted, ({ leadId }) => leadId);
    const recorded = await Promise.all([...byLead].map(([leadId, some]) => recordOne(leadId, some)));
    for (const one of recorded) for (const [index, outcome] of one.outcomes) outcomes.set(index, outcome);
    const positions = recorded.flatMap(({ position }) => position ?? []);
    return {
      outcomes: items.map((_, index) => {
        const outcome = outcomes.get(index);
        if (outcome === undefined) throw DomainError.notFound(`The outcome of item ${index}`);
        return outcome;
      }),
      position: positions.reduce<Position | undefined>(
        (latest, position) => (latest === undefined || position > latest ? position : latest),
        undefined,
      ),
    };
  };
};

export type RecordActivities = ReturnType<typeof createRecordActivities>;
