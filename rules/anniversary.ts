import { decodeOrThrow } from '../domain/codecs/decode.js';
import {
  CalendarDate,
  DateTime,
  type Instant,
  type TimeOfDay,
  type TimeZone,
} from '../domain/codecs/time.js';
import { dateAt, daysAfter, instantOf, inYear, yearOf } from './calendar.js';

/** A day that is counted from a date, once or in each year, at a time of day. */
export interface Anniversary {
  readonly every: 'once' | 'year';
  /** So many days after the date, or before it. */
  readonly days: number;
  readonly at: TimeOfDay;
  readonly zone: TimeZone;
}

/** The date that a value is, or that a date and time is on; `undefined` for anything else. */
export const dateIn = (value: unknown): CalendarDate | undefined => {
  const text = DateTime.is(value) ? value.slice(0, 10) : value;
  return CalendarDate.is(text) ? text : undefined;
};

/** Days are shifted by a year at most, and the clock by less than one. */
const yearsAround = 2;

/**
 * The first instant after `from` at which the day has come; `undefined` if it is over for good. In years without a 29
 * February it is the 28th; the years before the date are none.
 */
export const nextAnniversary = (
  date: CalendarDate,
  { every, days, at, zone }: Anniversary,
  from: Instant,
): Instant | undefined => {
  const instantIn = (day: CalendarDate): Instant =>
    instantOf(decodeOrThrow(DateTime, `${daysAfter(day, days)}T${at}`), zone);
  const first = yearOf(date);
  const now = yearOf(dateAt(from, zone));
  const start = Math.max(first, now - yearsAround);
  const years = Array.from({ length: 2 * yearsAround + 1 }, (_, index) => start + index);
  const dates = every === 'once' ? [date] : years.map((year) => inYear(date, year));
  return dates.map(instantIn).find((instant) => instant > from);
};
