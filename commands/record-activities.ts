import type { LeadId, SourceEventId } from '../domain/codecs/ids.js';
import type { Position, Revision } from '../domain/codecs/numbers.js';
import { DomainError, type Fault } from '../domain/errors.js';
import { groupBy } from '../domain/group-by.js';
import type {
  RecordActivity,
  RegisterLead,
  SetAttributes,
  UnknownReference,
} from '../domain/lead/commands.js';
import { type Lead, recentSourceEventIdCount } from '../domain/lead/state.js';
import type { LeadStream } from '../domain/lead-stream.js';
import { type Accepted, createAcceptActivity } from './accept-activity.js';
import type { Cause, Clock } from './event-log.js';
import type { Repositories } from './repositories.js';
import type { Intent, Loaded } from './repository.js';
import type { ResolveLead } from './resolve-lead.js';

export { ActivityReport } from './accept-activity.js';

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

/** A lead that had no e-mail address has one from when an activity names it by one. */
const firstEmail = (lead: Lead, items: readonly Accepted[]): readonly Intent<SetAttributes>[] => {
  const known = lead.status === 'registered' ? lead.attributes['email'] : items[0]?.reference.email;
  const named = items.find(({ reference }) => reference.email !== undefined);
  if (known !== undefined || named?.reference.email === undefined) return [];
  const { sourceEventId: _, ...cause } = named.cause;
  return [{ command: { type: 'SetAttributes', attributes: { email: named.reference.email } }, cause }];
};

/** What fits into one append, and whose ids the lead's state remembers: so many reports, and so many bytes of data. */
const maxPart = { items: recentSourceEventIdCount, bytes: 256 * 1024 };

const inParts = (items: readonly Accepted[]): readonly (readonly Accepted[])[] => {
  const parts: Accepted[][] = [];
  let bytes = 0;
  for (const item of items) {
    const part = parts.at(-1);
    bytes += item.size;
    if (part !== undefined && part.length < maxPart.items && bytes <= maxPart.bytes) {
      part.push(item);
      continue;
    }
    parts.push([item]);
    bytes = item.size;
  }
  return parts;
};

export const createRecordActivities = ({
  repositories,
  resolveLead,
  clock,
  seenSourceEventIds,
}: RecordActivitiesPorts) => {
  const accept = createAcceptActivity({ repositories, resolveLead, clock });

  /** The ids that were seen so long ago that the lead's state has forgotten them. */
  const longSeen = async (
    leadId: LeadId,
    { state, revision }: Loaded<LeadStream>,
    items: readonly Accepted[],
  ): Promise<ReadonlySet<string>> => {
    const ids = items.flatMap(({ cause }) => cause.sourceEventId ?? []);
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
    const loaded = await repositories.leads.load(leadId);
    const seen = await longSeen(leadId, loaded, items);
    const fresh = items.filter(
      ({ cause }) => cause.sourceEventId === undefined || !seen.has(cause.sourceEventId),
    );
    const executed = await repositories.leads.execute(leadId, [
      ...fresh.flatMap(toIntents),
      ...firstEmail(loaded.state.lead, fresh),
    ]);
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

  const recordAll = async (
    leadId: LeadId,
    items: readonly Accepted[],
    failures: unknown[],
    failedAt: (index: number) => ActivityOutcome,
  ) => {
    const recorded: Awaited<ReturnType<typeof recordOne>>[] = [];
    for (const part of inParts(items)) {
      try {
        recorded.push(await recordOne(leadId, part));
      } catch (error) {
        // What was stored for the other leads is stored: only this part is to be sent again.
        failures.push(error);
        recorded.push({
          outcomes: new Map(part.map(({ index }) => [index, failedAt(index)])),
          position: undefined,
        });
      }
    }
    return recorded;
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
    const results = await Promise.all(items.map((item, index) => accept(item, index, pathOf(index), cause)));
    for (const [index, result] of results.entries()) {
      if ('leadId' in result) accepted.push(result);
      else outcomes.set(index, { status: 'rejected', faults: result });
    }
    const byLead = groupBy(accepted, ({ leadId }) => leadId);
    const failures: unknown[] = [];
    const failedAt = (index: number): ActivityOutcome => ({
      status: 'rejected',
      faults: [{ path: pathOf(index), message: 'could not be recorded now; send it again' }],
    });
    const parts = [...byLead].map(([leadId, some]) => recordAll(leadId, some, failures, failedAt));
    const recorded = (await Promise.all(parts)).flat();
    if (failures.length > 0 && failures.length === recorded.length) throw failures[0];
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
