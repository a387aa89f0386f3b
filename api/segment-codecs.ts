import * as t from 'io-ts';
import type { FoundLead, LeadAtRevision } from '../commands/segments/find-leads.js';
import type { Counted } from '../commands/segments/query-segments.js';
import { attributeIn, SortKey } from '../commands/segments/sort-leads.js';
import { list } from '../domain/codecs/collections.js';
import { LeadId } from '../domain/codecs/ids.js';
import { integer } from '../domain/codecs/numbers.js';
import { closed, open } from '../domain/codecs/struct.js';
import { line, oneOf, text } from '../domain/codecs/text.js';
import { Instant, TimeZone } from '../domain/codecs/time.js';
import type { Scalar } from '../domain/codecs/values.js';
import { Segment } from '../domain/segment/segment.js';
import { VersionNumber } from '../domain/versioned.js';
import { unbounded } from './codecs.js';
import { csvLine } from './csv.js';
import { Conditions } from './flow-codecs.js';
import { LeadAnswer } from './lead-codecs.js';

export const SegmentBody = closed('Segment', {}, { ...Segment.optional, conditions: Conditions });

const whole = [
  'externalId',
  'registeredAt',
  'attributes',
  'tags',
  'products',
  'purchases',
  'lists',
  'consent',
  'offer',
] as const satisfies readonly (keyof FoundLead)[];
type Whole = (typeof whole)[number];

const isWhole = (field: string): field is Whole => whole.some((name) => name === field);

/** A part of a lead that is shown: `leadId` and `revision` always are. */
const LeadField = text('LeadField', {
  message: `must be one of ${whole.join(', ')}, or an attribute, such as attributes.city`,
  schema: { examples: [...whole, 'attributes.city'], maxLength: 80 },
  fits: (input) => isWhole(input) || attributeIn(input) !== undefined,
});
const Fields = list(LeadField, { min: 1, max: 100 });

const asked = { segment: SegmentBody };
const example = { segment: { conditions: { type: 'has-tag', tag: 'customer' } } };

export const CountBody = closed('SegmentToCount', asked, { timeZone: TimeZone });
export const countExample = example;

const Order = oneOf('SortOrder', ['asc', 'desc']);
export const QueryBody = closed('SegmentQuery', asked, {
  timeZone: TimeZone,
  sort: closed('LeadSort', { by: SortKey }, { order: Order }),
  fields: Fields,
  limit: integer('SegmentLimit', { min: 1, max: 1000 }),
  after: line('SegmentCursor', 20_000),
});
export const queryExample = {
  ...example,
  sort: { by: 'registeredAt', order: 'desc' },
  fields: ['externalId', 'attributes.email', 'tags'],
  limit: 100,
};

export const ExportBody = closed('SegmentExport', asked, {
  timeZone: TimeZone,
  format: oneOf('ExportFormat', ['csv', 'ndjson']),
  fields: Fields,
});
export const exportExample = { ...example, format: 'csv', fields: ['attributes.email', 'tags'] };

export const ExplainBody = closed('SegmentToExplain', { ...asked, leadId: LeadId }, { timeZone: TimeZone });
export const explainExample = { ...example, leadId: '018f3c00-0000-7000-8000-000000000000' };

const { leadId, revision, ...parts } = LeadAnswer.required;
const FoundAnswer = open('FoundLead', { leadId, revision }, { ...parts, ...LeadAnswer.optional });
export const FoundPage = open(
  'FoundLeadPage',
  { items: list(FoundAnswer, unbounded), evaluatedAt: Instant },
  { next: t.string },
);

export const CountAnswer = open(
  'SegmentCount',
  {
    count: integer('LeadCount', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    countedAt: Instant,
  },
  { version: VersionNumber },
);
export const showCount = (counted: Counted): t.TypeOf<typeof CountAnswer> => counted;

type Attributes = FoundLead['attributes'];

const someAttributes = (fields: readonly string[], attributes: Attributes): Attributes =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const name = attributeIn(field);
      const value = name === undefined ? undefined : attributes[name];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );

/** A lead with the fields that were asked for, or all of them. */
export const showFound =
  (fields: readonly string[] = whole) =>
  ({ lead, revision }: LeadAtRevision): t.TypeOf<typeof FoundAnswer> => {
    const shown = Object.fromEntries(
      whole.flatMap((name) =>
        fields.includes(name) && lead[name] !== undefined ? [[name, lead[name]]] : [],
      ),
    );
    const attributes = someAttributes(fields, lead.attributes);
    return {
      leadId: lead.leadId,
      revision,
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
      ...shown,
    };
  };

const csvFields = ['externalId', 'registeredAt', 'attributes.email', 'tags'];

const cellOf = (field: string, lead: FoundLead): Scalar | undefined => {
  const name = attributeIn(field);
  if (name !== undefined) return lead.attributes[name];
  switch (field) {
    case 'externalId':
    case 'registeredAt':
      return lead[field];
    case 'tags':
    case 'products':
    case 'lists':
      return lead[field].join(', ');
    default: {
      const value = isWhole(field) ? lead[field] : undefined;
      return value === undefined ? undefined : JSON.stringify(value);
    }
  }
};

/** A file of leads in pieces: a header and lines of CSV, or JSON texts line by line. */
export const exportPieces = async function* (
  pages: AsyncIterable<readonly LeadAtRevision[]>,
  format: 'csv' | 'ndjson',
  fields?: readonly string[],
): AsyncGenerator<string> {
  const columns = fields ?? csvFields;
  const show = showFound(fields);
  if (format === 'csv') yield csvLine(['leadId', ...columns]);
  const lineOf = (found: LeadAtRevision): string =>
    format === 'csv'
      ? csvLine([found.lead.leadId, ...columns.map((field) => cellOf(field, found.lead))])
      : `${JSON.stringify(show(found))}\n`;
  for await (const page of pages) yield page.map(lineOf).join('');
};
