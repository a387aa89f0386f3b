import * as t from 'io-ts';
import { type ActivityOutcome, ActivityReport } from '../../commands/record-activities.js';
import { list } from '../../domain/codecs/collections.js';
import { under } from '../../domain/codecs/decode.js';
import { LeadId } from '../../domain/codecs/ids.js';
import { integer } from '../../domain/codecs/numbers.js';
import { closed, isRecord, open } from '../../domain/codecs/struct.js';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import { oneOf } from '../../domain/codecs/text.js';
import { DomainError } from '../../domain/errors.js';
import { activities } from '../../domain/lead/activity.js';
import { senders } from '../access.js';
import { unbounded } from '../codecs.js';
import { DescribedType } from '../described.js';
import type { ApiPorts } from '../ports.js';
import { FaultShown } from '../problem.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const bodyLimit = 5 * 1024 * 1024;
const batch = { min: 1, max: 1000 };

const Batch = closed('EventBatch', { events: list(t.unknown, batch) });
const BareBatch = list(t.unknown, batch);

/** Every kind of report with the schema of its data. */
const Report = taggedUnion(
  'EventReport',
  Object.fromEntries(
    activities.map(({ type, input }) => [
      type,
      closed(
        type,
        { ...ActivityReport.required, type: t.literal(type), data: input },
        { occurredAt: ActivityReport.optional.occurredAt, eventId: ActivityReport.optional.eventId },
      ),
    ]),
  ),
);

interface Reports {
  readonly items: readonly unknown[];
  readonly pathOf: (index: number) => string;
}

const readReports = (input: unknown, context: t.Context): t.Validation<Reports> => {
  if (Array.isArray(input)) {
    const items = BareBatch.validate(input, context);
    return items._tag === 'Left' ? items : t.success({ items: items.right, pathOf: (index) => `[${index}]` });
  }
  if (!isRecord(input) || !Object.hasOwn(input, 'events'))
    return t.success({ items: [input], pathOf: () => '' });
  const read = Batch.validate(input, context);
  return read._tag === 'Left'
    ? read
    : t.success({ items: read.right.events, pathOf: (index) => under('', `events[${index}]`) });
};

/** One report, `{events: […]}`, or a bare list; the reports themselves are read one by one, so that one that is wrong does not hold up the others. */
const EventsBody = new DescribedType<Reports>(
  new t.Type<Reports, unknown, unknown>(
    'EventsBody',
    (input): input is Reports => isRecord(input) && 'items' in input && 'pathOf' in input,
    readReports,
    t.identity,
  ),
  (schemaOf) => {
    const report = schemaOf(Report);
    const reports = { type: 'array', items: report, minItems: batch.min, maxItems: batch.max };
    return {
      oneOf: [
        report,
        {
          type: 'object',
          properties: { events: reports },
          required: ['events'],
          additionalProperties: false,
        },
        reports,
      ],
    };
  },
);

const Warning = open('Warning', {
  kind: oneOf('UnknownKind', ['flow', 'product']),
  id: t.string,
  message: t.string,
});

const Item = open(
  'EventOutcome',
  { status: oneOf('EventStatus', ['accepted', 'duplicate', 'rejected']) },
  {
    leadId: LeadId,
    /** The id of the stored event. */
    eventId: t.string,
    /** What the event names and the catalogue does not have; the event is kept. */
    warnings: list(Warning, unbounded),
    faults: list(FaultShown, unbounded),
  },
);

const count = integer('Count', { min: 0, max: batch.max });

const Recorded = open('RecordedEvents', {
  accepted: count,
  duplicates: count,
  rejected: count,
  items: list(Item, unbounded),
});

const showItem = (outcome: ActivityOutcome): t.TypeOf<typeof Item> => {
  if (outcome.status !== 'accepted') return outcome;
  const { status, leadId, eventId, unknown } = outcome;
  const warnings = unknown.map(({ kind, id }) => ({
    kind,
    id,
    message: `There is no ${kind} “${id}”; the event is kept.`,
  }));
  return { status, leadId, eventId, warnings };
};

export const eventRoutes = ({ commands }: ApiPorts): readonly Route[] => [
  defineRoute({
    id: 'recordEvents',
    method: 'POST',
    path: '/v1/events',
    summary: 'What leads did: one report, or up to 1,000',
    access: senders,
    params: nothing,
    query: nothing,
    body: EventsBody,
    bodyLimit,
    example: {
      events: [
        {
          type: 'form-submitted',
          lead: { email: 'ada@example.com' },
          data: { formId: 'order', fields: { firstName: 'Ada', size: 'L' } },
          eventId: 'order-4711',
        },
      ],
    },
    responses: { 202: Recorded },
    problems: ['conflict'],
    handle: async ({ body: { items, pathOf }, cause }) => {
      const { outcomes, position } = await commands.recordActivities(items, pathOf, cause);
      const faults = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? outcome.faults : []));
      const countOf = (status: ActivityOutcome['status']): number =>
        outcomes.filter((outcome) => outcome.status === status).length;
      const rejected = countOf('rejected');
      if (rejected === outcomes.length) throw DomainError.invalid(faults);
      const body = {
        accepted: countOf('accepted'),
        duplicates: countOf('duplicate'),
        rejected,
        items: outcomes.map(showItem),
      };
      return reply(202, body, { position });
    },
  }),
];
