import * as t from 'io-ts';
import { FlowId, type LeadId, type ReportId } from '../../domain/codecs/ids.js';
import type { Json } from '../../domain/codecs/json.js';
import { closed } from '../../domain/codecs/struct.js';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import { oneOf } from '../../domain/codecs/text.js';
import { Instant, TimeZone } from '../../domain/codecs/time.js';
import type { Actor } from '../../domain/event.js';
import { FlowDefinition } from '../../domain/flow/definition.js';
import { FlowVersion } from '../../domain/flow/events.js';
import { Segment } from '../../domain/segment/segment.js';

/** What a report is asked for, by its kind. */
export const ReportInput = taggedUnion('ReportInput', {
  recheck: closed(
    'ReportInput.recheck',
    { type: t.literal('recheck'), flowId: FlowId },
    { from: Instant, until: Instant },
  ),
  backtest: closed(
    'ReportInput.backtest',
    /** The version of the definition: the next one, where it is not one of the flow's. */
    { type: t.literal('backtest'), flowId: FlowId, version: FlowVersion, from: Instant, until: Instant },
    { definition: FlowDefinition },
  ),
  'past-segment': closed(
    'ReportInput.past-segment',
    { type: t.literal('past-segment'), segment: Segment, at: Instant },
    { timeZone: TimeZone },
  ),
});
export type ReportInput = t.TypeOf<typeof ReportInput>;

/** What a report of one kind is asked for. */
export type InputOf<Kind extends ReportInput['type']> = Extract<ReportInput, { readonly type: Kind }>;

export const ReportStatus = oneOf('ReportStatus', ['waiting', 'running', 'done', 'cancelled', 'failed']);
export type ReportStatus = t.TypeOf<typeof ReportStatus>;

/** Something that is counted; figures of the same name, step and reason are one. */
export interface Figure {
  readonly figure: string;
  readonly stepNo?: number;
  readonly reason?: string;
  readonly count: number;
}

/** How far a report is: so many leads, of so many. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The last lead that was looked at. */
  readonly after?: LeadId;
  /** When the process that makes it began, and how far it was then. */
  readonly since?: { readonly at: Instant; readonly done: number };
  /** When that was so. */
  readonly at?: Instant;
}

/** A long question about the past, and how far its answer is. It can be asked again: the log has all that it needs. */
export interface Report {
  readonly reportId: ReportId;
  readonly input: ReportInput;
  readonly status: ReportStatus;
  readonly progress: Progress;
  readonly figures: readonly Figure[];
  /** How many rows there are. */
  readonly rows: number;
  /** Nothing that was recorded later is looked at. */
  readonly createdAt: Instant;
  readonly by: Actor;
  readonly endedAt?: Instant;
  /** Why it failed. */
  readonly failure?: string;
}

/** What a report says of one lead; `no` counts the rows of the lead from 0. */
export interface ReportRow {
  readonly reportId: ReportId;
  readonly leadId: LeadId;
  readonly no: number;
  readonly data: Readonly<Record<string, Json>>;
}

/** What was found out about one lead. */
export interface Findings {
  readonly rows: readonly ReportRow['data'][];
  readonly figures: readonly Figure[];
}

export const nothingFound: Findings = { rows: [], figures: [] };

const keyOf = ({ figure, stepNo, reason }: Figure): string =>
  JSON.stringify([figure, stepNo ?? null, reason ?? null]);

/** The sums of all figures, in the order in which they first came. */
export const sumUp = (figures: readonly Figure[]): readonly Figure[] => {
  const sums = new Map<string, Figure>();
  for (const figure of figures) {
    const key = keyOf(figure);
    const before = sums.get(key);
    sums.set(key, before === undefined ? figure : { ...before, count: before.count + figure.count });
  }
  return [...sums.values()].filter(({ count }) => count > 0);
};
