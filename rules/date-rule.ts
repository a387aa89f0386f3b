import * as t from 'io-ts';
import { checked } from '../domain/codecs/checked.js';
import { integer } from '../domain/codecs/numbers.js';
import { closed } from '../domain/codecs/struct.js';
import { CalendarDate, type Instant, type TimeZone } from '../domain/codecs/time.js';
import { daysAfter, minus, passedAt, startOf } from './calendar.js';
import type { Claim, Span } from './claim.js';
import type { Circumstances } from './condition.js';
import type { Filter } from './filter.js';
import { choice, type FormField } from './form.js';

const Days = integer('Days', { min: 1, max: 36_500 });

/** @returns what is wrong with a range that ends before it begins */
export const inOrder = ({ from, to }: { readonly from: string; readonly to: string }) =>
  from <= to
    ? undefined
    : ({ at: ['to'], message: `must not be before ${from}: no date lies between` } as const);

/**
 * The members of a tagged union on `op`: when something happened. A date is the time from its first instant to the
 * first instant of the next in the zone of the flow, or of the query. `between` includes both of its dates.
 * @param base the other required settings, such as `type`
 * @param optional the other settings that may be left out
 */
export const dateRules = <R extends t.Props, O extends t.Props>(base: R, optional: O) => ({
  on: closed('on', { ...base, op: t.literal('on'), date: CalendarDate }, optional),
  before: closed('before', { ...base, op: t.literal('before'), date: CalendarDate }, optional),
  after: closed('after', { ...base, op: t.literal('after'), date: CalendarDate }, optional),
  between: checked(
    closed('between', { ...base, op: t.literal('between'), from: CalendarDate, to: CalendarDate }, optional),
    inOrder,
  ),
  'in-the-last': closed('in-the-last', { ...base, op: t.literal('in-the-last'), days: Days }, optional),
  'more-than-ago': closed('more-than-ago', { ...base, op: t.literal('more-than-ago'), days: Days }, optional),
});

/** When something happened, as conditions state it. */
export type DateRule =
  | { readonly op: 'on' | 'before' | 'after'; readonly date: CalendarDate }
  | { readonly op: 'between'; readonly from: CalendarDate; readonly to: CalendarDate }
  | { readonly op: 'in-the-last' | 'more-than-ago'; readonly days: number };

/** From `from` on, and before `to`: either may be missing. */
interface Range {
  readonly from?: Instant;
  readonly to?: Instant;
}

const rangeOf = (rule: DateRule, { now, timeZone }: Pick<Circumstances, 'now' | 'timeZone'>): Range => {
  const start = (date: CalendarDate, days: number) => startOf(date, timeZone, days);
  switch (rule.op) {
    case 'on':
      return { from: start(rule.date, 0), to: start(rule.date, 1) };
    case 'before':
      return { to: start(rule.date, 0) };
    case 'after':
      return { from: start(rule.date, 1) };
    case 'between':
      return { from: start(rule.from, 0), to: start(rule.to, 1) };
    case 'in-the-last':
      return { from: minus(now, { days: rule.days }, timeZone) };
    case 'more-than-ago':
      return { to: minus(now, { days: rule.days }, timeZone) };
    default:
      return rule satisfies never;
  }
};

/** Whether something that happened at `at` did so when the rule says; never, if it did not. */
export const isThen = (rule: DateRule, at: Instant | undefined, circumstances: Circumstances): boolean => {
  if (at === undefined) return false;
  const { from, to } = rangeOf(rule, circumstances);
  return (from === undefined || from <= at) && (to === undefined || at < to);
};

/** The comparison of a stored instant that says the same: `{lastAt: thenFilter(…)}`. */
export const thenFilter = (rule: DateRule, circumstances: Circumstances): Filter => {
  const { from, to } = rangeOf(rule, circumstances);
  return { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
};

/** When the passing of time changes whether it was then. */
export const thenChanges = (
  rule: DateRule,
  at: Instant | undefined,
  timeZone: TimeZone,
): readonly Instant[] =>
  at !== undefined && (rule.op === 'in-the-last' || rule.op === 'more-than-ago')
    ? passedAt(at, { days: rule.days }, timeZone)
    : [];

/** The dates that a rule on dates lets through. */
export const datesOf = (
  rule: Exclude<DateRule, { readonly op: 'in-the-last' | 'more-than-ago' }>,
): readonly Span[] => {
  switch (rule.op) {
    case 'on':
      return [{ from: rule.date, to: rule.date }];
    case 'before':
      return [{ to: daysAfter(rule.date, -1) }];
    case 'after':
      return [{ from: daysAfter(rule.date, 1) }];
    case 'between':
      return [{ from: rule.from, to: rule.to }];
    default:
      return rule satisfies never;
  }
};

/**
 * What a date rule claims of an instant.
 * @param of whose instant it is
 */
export const thenClaims = (rule: DateRule, of: string): readonly Claim[] => {
  switch (rule.op) {
    case 'in-the-last':
      return [{ about: `days since ${of}`, spans: [{ to: rule.days }] }];
    case 'more-than-ago':
      return [{ about: `days since ${of}`, spans: [{ above: rule.days }] }];
    default:
      return [{ about: `date of ${of}`, spans: datesOf(rule) }];
  }
};

/** The end of a sentence: “was on 2026-03-01”. */
export const thenWords = (rule: DateRule): string => {
  switch (rule.op) {
    case 'between':
      return `from ${rule.from} to ${rule.to}`;
    case 'in-the-last':
      return `in the last ${rule.days} days`;
    case 'more-than-ago':
      return `more than ${rule.days} days ago`;
    default:
      return `${rule.op} ${rule.date}`;
  }
};

export const dateField = { name: 'date', label: 'Date', control: 'date' } as const satisfies FormField;
export const rangeFields: readonly FormField[] = (['from', 'to'] as const).map((name) => ({
  name,
  label: name === 'from' ? 'From' : 'To',
  control: 'date',
  shownFor: { field: 'op', values: ['between'] },
}));

/** The fields of a date rule; `label` is what the first is called. */
export const dateRuleFields = (label: string): readonly FormField[] => [
  choice('op', label, ['on', 'before', 'after', 'between', 'in-the-last', 'more-than-ago']),
  { ...dateField, shownFor: { field: 'op', values: ['on', 'before', 'after'] } },
  ...rangeFields,
  {
    name: 'days',
    label: 'Days',
    control: 'number',
    shownFor: { field: 'op', values: ['in-the-last', 'more-than-ago'] },
  },
];
