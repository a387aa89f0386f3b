import type * as t from 'io-ts';
import { oneOf, pattern, text } from './text.js';

const offsetDateTime =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const wallDateTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;
const wallDate = /^(\d{4})-(\d{2})-(\d{2})$/;
const canonical = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Refuses 30 February and 25 o'clock, which the Date constructor would roll over. */
const isOnTheCalendar = (match: RegExpExecArray | null): boolean => {
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    year > 0 &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
};

const toUtc = (input: string): string => {
  if (!isOnTheCalendar(offsetDateTime.exec(input))) return input;
  const milliseconds = Date.parse(input);
  return Number.isNaN(milliseconds) ? input : new Date(milliseconds).toISOString();
};

/** An instant as ISO 8601 in UTC with milliseconds; any offset is accepted and brought to UTC. Sorts as text. */
export const Instant = text('Instant', {
  message: 'must be a date and time with an offset, such as 2026-03-01T09:30:00Z or 2026-03-01T10:30+01:00',
  schema: { format: 'date-time' },
  fits: (input) => canonical.test(input) && isOnTheCalendar(offsetDateTime.exec(input)),
  normalise: toUtc,
});
export type Instant = t.TypeOf<typeof Instant>;

/** A date and time: on the wall clock of a zone named beside it, or with its own offset. */
export const DateTime = text('DateTime', {
  message: 'must be a date and time, such as 2026-12-24T09:00 or 2026-12-24T09:00:00+01:00',
  schema: { examples: ['2026-12-24T09:00', '2026-12-24T09:00:00+01:00'] },
  fits: (input) => isOnTheCalendar(wallDateTime.exec(input)) || isOnTheCalendar(offsetDateTime.exec(input)),
});
export type DateTime = t.TypeOf<typeof DateTime>;

/** A calendar date without a time. */
export const CalendarDate = text('CalendarDate', {
  message: 'must be a date, such as 2026-12-24',
  schema: { format: 'date' },
  fits: (input) => isOnTheCalendar(wallDate.exec(input)),
});
export type CalendarDate = t.TypeOf<typeof CalendarDate>;

/** What a clock on the wall shows. */
export const TimeOfDay = pattern('TimeOfDay', /^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time, such as 08:30');
export type TimeOfDay = t.TypeOf<typeof TimeOfDay>;

/** An ISO 8601 duration without a sign, such as P3D or PT1H30M; digits are bounded so that no date overflows. */
export const Duration = pattern(
  'Duration',
  /^P(?=\d|T\d)(?:\d{1,2}Y)?(?:\d{1,3}M)?(?:\d{1,3}W)?(?:\d{1,4}D)?(?:T(?=\d)(?:\d{1,5}H)?(?:\d{1,6}M)?(?:\d{1,7}(?:\.\d{1,3})?S)?)?$/,
  'must be an ISO 8601 duration, such as PT30M or P3D',
);
export type Duration = t.TypeOf<typeof Duration>;

const isTimeZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** An IANA time zone name, such as Europe/Berlin, or UTC. */
export const TimeZone = text('TimeZone', {
  message: 'must be a time zone, such as Europe/Berlin or UTC',
  schema: { examples: ['Europe/Berlin', 'UTC'] },
  // Abbreviations such as IST mean different zones to different people, and to different libraries.
  fits: (input) => /^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2})$/.test(input) && isTimeZone(input),
});
export type TimeZone = t.TypeOf<typeof TimeZone>;

/** Monday first, as ISO 8601 counts them. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export const Weekday = oneOf('Weekday', weekdays);
export type Weekday = t.TypeOf<typeof Weekday>;
