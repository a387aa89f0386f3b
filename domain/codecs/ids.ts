import type * as t from 'io-ts';
import { pattern, text } from './text.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// Without dots, so that an id is a plain key everywhere.
const name = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
const nameRule = 'must be 1 to 100 letters, digits, dashes or underscores, first a letter or digit';

export const LeadId = pattern('LeadId', uuid, 'must be a lead id (a UUID in lower case)');
export type LeadId = t.TypeOf<typeof LeadId>;

export const RunId = pattern('RunId', uuid, 'must be a run id (a UUID in lower case)');
export type RunId = t.TypeOf<typeof RunId>;

/** A long question about the past. */
export const ReportId = pattern('ReportId', uuid, 'must be a report id (a UUID in lower case)');
export type ReportId = t.TypeOf<typeof ReportId>;

/** The id of a stored event. */
export const EventId = pattern('EventId', uuid, 'must be an event id (a UUID in lower case)');
export type EventId = t.TypeOf<typeof EventId>;

/** The id that the sender of an activity gave it; a second one with the same id is a duplicate. */
export const SourceEventId = pattern(
  'SourceEventId',
  /^[A-Za-z0-9][A-Za-z0-9._:@/+=-]{0,199}$/,
  'must be 1 to 200 letters, digits or . _ : @ / + = -, first a letter or digit',
);
export type SourceEventId = t.TypeOf<typeof SourceEventId>;

export const FlowId = pattern('FlowId', name, nameRule);
export type FlowId = t.TypeOf<typeof FlowId>;

export const TemplateId = pattern('TemplateId', name, nameRule);
export type TemplateId = t.TypeOf<typeof TemplateId>;

export const ConnectionId = pattern('ConnectionId', name, nameRule);
export type ConnectionId = t.TypeOf<typeof ConnectionId>;

export const ProductId = pattern('ProductId', name, nameRule);
export type ProductId = t.TypeOf<typeof ProductId>;

export const SmsTemplateId = pattern('SmsTemplateId', name, nameRule);
export type SmsTemplateId = t.TypeOf<typeof SmsTemplateId>;

export const CallPatternId = pattern('CallPatternId', name, nameRule);
export type CallPatternId = t.TypeOf<typeof CallPatternId>;

/** A broadcast list. */
export const ListId = pattern('ListId', name, nameRule);
export type ListId = t.TypeOf<typeof ListId>;

export const BroadcastId = pattern('BroadcastId', name, nameRule);
export type BroadcastId = t.TypeOf<typeof BroadcastId>;

/** An import of leads. */
export const ImportId = pattern('ImportId', name, nameRule);
export type ImportId = t.TypeOf<typeof ImportId>;

export const FormId = pattern('FormId', name, nameRule);
export type FormId = t.TypeOf<typeof FormId>;

export const PageId = pattern('PageId', name, nameRule);
export type PageId = t.TypeOf<typeof PageId>;

/** A file that leads can download. */
export const FileId = pattern('FileId', name, nameRule);
export type FileId = t.TypeOf<typeof FileId>;

export const SegmentId = pattern('SegmentId', name, nameRule);
export type SegmentId = t.TypeOf<typeof SegmentId>;

/** A way through pages, such as from a landing page to a purchase. */
export const FunnelId = pattern('FunnelId', name, nameRule);
export type FunnelId = t.TypeOf<typeof FunnelId>;

export const ApiKeyId = pattern('ApiKeyId', /^[0-9a-z]{8,32}$/, 'must be an API key id');
export type ApiKeyId = t.TypeOf<typeof ApiKeyId>;

/** The id that a client's own system knows a lead by. */
export const ExternalId = text('ExternalId', {
  message: 'must be 1 to 200 printable characters without spaces',
  schema: { minLength: 1, maxLength: 200 },
  fits: (input) => /^[^\s\p{C}]{1,200}$/u.test(input),
});
export type ExternalId = t.TypeOf<typeof ExternalId>;
