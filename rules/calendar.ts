import { Temporal } from 'temporal-polyfill';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { CalendarDate, type DateTime, type Duration, Instant, type TimeZone } from '../domain/codecs/time.js';

// What an `Instant` and a `CalendarDate` can say: a time beyond is taken to be there, so that no step's due date throws.
const firstInstant = Temporal.Instant.from('0001-01-01T00:00:00Z');
const lastInstant = Temporal.Instant.from('9999-12-31T23:59:59.999Z');
const firstDate = Temporal.PlainDate.from('0001-01-01');
const lastDate = Temporal.PlainDate.from('9999-12-31');

const within = <A>(value: A, first: A, last: A, compare: (one: A, other: A) => number): A => {
  if (compare(value, first) < 0) return first;
  return compare(value, last) > 0 ? last : value;
};

const toInstant = (instant: Temporal.Instant): Instant => {
  const known = within(instant, firstInstant, lastInstant, Temporal.Instant.compare);
  return decodeOrThrow(Instant, known.toString({ smallestUnit: 'millisecond' }));
};

const toDate = (date: Temporal.PlainDate): CalendarDate =>
  decodeOrThrow(CalendarDate, within(date, firstDate, lastDate, Temporal.PlainDate.compare).toString());

/** A duration, or a number of days, which may be more than a duration can say. */
type Span = Duration | { readonly days: number };

const inZone = (instant: Instant, zone: TimeZone): Temporal.ZonedDateTime =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone);

/** `instant` plus a duration on the calendar of `zone`: P1D keeps the time of day across a change of the clocks. */
export const plus = (instant: Instant, duration: Span, zone: TimeZone): Instant =>
  toInstant(inZone(instant, zone).add(Temporal.Duration.from(duration)).toInstant());

/** `instant` minus a duration, on the calendar of `zone`. */
export const minus = (instant: Instant, duration: Span, zone: TimeZone): Instant =>
  toInstant(inZone(instant, zone).subtract(Temporal.Duration.from(duration)).toInstant());

/**
 * The instant of a date and time: by its own offset, or on the wall clock of `zone`. A time that the clocks skip
 * is taken an hour later, a time that they show twice is taken the first time (RFC 5545).
 */
export const instantOf = (dateTime: DateTime, zone: TimeZone): Instant => {
  const hasOffset = /(Z|[+-]\d{2}:\d{2})$/.test(dateTime);
  return toInstant(
    hasOffset
      ? Temporal.Instant.from(dateTime)
      : Temporal.PlainDateTime.from(dateTime)
          .toZonedDateTime(zone, { disambiguation: 'compatible' })
          .toInstant(),
  );
};

/** The date that the calendar of `zone` shows at `instant`. */
export const dateAt = (instant: Instant, zone: TimeZone): CalendarDate =>
  toDate(inZone(instant, zone).toPlainDate());

/** The first instant of a date in `zone`, `days` days later. */
export const startOf = (date: CalendarDate, zone: TimeZone, days = 0): Instant =>
  toInstant(Temporal.PlainDate.from(date).add({ days }).toZonedDateTime(zone).toInstant());

/** Monday is 1, Sunday is 7. */
export const weekdayOf = (date: CalendarDate): number => Temporal.PlainDate.from(date).dayOfWeek;

/** What the clocks of `zone` show at `instant`: the date, and the time of day as `HH:MM:SS.mmm`. */
export const wallClockAt = (
  instant: Instant,
  zone: TimeZone,
): { readonly date: CalendarDate; readonly time: string } => {
  const local = inZone(instant, zone).toPlainDateTime();
  return {
    date: toDate(local.toPlainDate()),
    time: local.toPlainTime().toString({ smallestUnit: 'millisecond' }),
  };
};

/** The date `days` days later. */
export const daysAfter = (date: CalendarDate, days: number): CalendarDate =>
  toDate(Temporal.PlainDate.from(date).add({ days }));

/** The year of a date. */
export const yearOf = (date: CalendarDate): number => Temporal.PlainDate.from(date).year;

/** The same day in another year; 28 February for the 29th where there is none. */
export const inYear = (date: CalendarDate, year: number): CalendarDate =>
  toDate(Temporal.PlainDate.from(date).with({ year }));

/** The instants, in order, at which the clocks of `zone` show a time: two where it comes twice. Where it is skipped, as long before and after. */
export const instantsOf = (date: CalendarDate, time: string, zone: TimeZone): readonly Instant[] => {
  const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  const [first, last] = (['earlier', 'later'] as const).map((disambiguation) =>
    toInstant(local.toZonedDateTime(zone, { disambiguation }).toInstant()),
  );
  return [...new Set([first, last])].flatMap((instant) => instant ?? []);
};

/** When the clocks of `zone` are changed for the first time after `instant`, if they are until `end`. */
export const clockChange = (instant: Instant, end: Instant, zone: TimeZone): Instant | undefined => {
  const from = inZone(instant, zone);
  // Looking for a change is slow, and there is one only if the offset differs: two a day are never made.
  if (from.offsetNanoseconds === inZone(end, zone).offsetNanoseconds) return undefined;
  const change = from.getTimeZoneTransition('next');
  return change === null ? undefined : toInstant(change.toInstant());
};

/**
 * The instants after `instant` at which it may come to lie longer ago than a duration. One more a day later, where a
 * month is too short for the same day, and an hour later, where the clocks were changed.
 */
export const passedAt = (instant: Instant, duration: Span, zone: TimeZone): readonly Instant[] => {
  const passed = inZone(plus(instant, duration, zone), zone).add({ milliseconds: 1 });
  return [passed, passed.add({ hours: 1 }), passed.add({ days: 1 })].map((time) =>
    toInstant(time.toInstant()),
  );
};
