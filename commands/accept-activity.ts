import type * as t from 'io-ts';
import { decode, under } from '../domain/codecs/decode.js';
import { type LeadId, type ProductId, SourceEventId } from '../domain/codecs/ids.js';
import { Json } from '../domain/codecs/json.js';
import { closed } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { Instant } from '../domain/codecs/time.js';
import type { Fault } from '../domain/errors.js';
import { type Activity, activities } from '../domain/lead/activity.js';
import type { UnknownReference } from '../domain/lead/commands.js';
import type { Cause, Clock } from './event-log.js';
import type { Repositories } from './repositories.js';
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

/** A report that was read, with the lead that it is about. */
export interface Accepted {
  readonly index: number;
  readonly leadId: LeadId;
  readonly activity: Activity;
  readonly reference: LeadReference;
  readonly cause: Cause;
  readonly unknown: readonly UnknownReference[];
  /** Of the data, in bytes of JSON. */
  readonly size: number;
}

export interface AcceptActivityPorts {
  readonly repositories: Pick<Repositories, 'products' | 'flows'>;
  readonly resolveLead: ResolveLead;
  readonly clock: Clock;
}

/** Clocks differ a little; an event from farther ahead is a mistake. */
const allowedAhead = 5 * 60 * 1000;

/** An append takes 1 MiB, and a form is stored twice: as it came, and as attributes. */
const maxSize = 256 * 1024;
const sizeOf = (data: unknown): number => new TextEncoder().encode(JSON.stringify(data)).length;

const readActivity = (report: t.TypeOf<typeof ActivityReport>, path: string) => {
  const kind = activities.find((activity) => activity.type === report.type);
  if (kind === undefined) throw new Error(`no activity ${report.type}`);
  const decoded = decode<unknown>(kind.input, report.data ?? {}, under(path, 'data'));
  if (!decoded.ok) return decoded;
  return decode<Activity>(kind.event, { type: kind.eventType, data: decoded.value }, path);
};

const productsIn = (activity: Activity): readonly ProductId[] => {
  switch (activity.type) {
    case 'AddedToCart':
    case 'RemovedFromCart':
      return [activity.data.productId];
    case 'OrderPurchased':
    case 'OrderFormSubmitted':
    case 'CheckoutVisited':
      return (activity.data.items ?? []).map((item) => item.productId);
    default:
      return [];
  }
};

/** Reads one report, and finds its lead and what it names; or says what is wrong with it. */
export const createAcceptActivity = ({ repositories, resolveLead, clock }: AcceptActivityPorts) => {
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

  return async (
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
    const size = sizeOf(report.value.data ?? {});
    if (size > maxSize)
      return [
        { path: under(path, 'data'), message: `must be at most ${maxSize} bytes of JSON, has ${size}` },
      ];
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
      size,
    };
  };
};
