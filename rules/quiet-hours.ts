import { type CalendarDate, type Instant, type TimeZone, weekdays } from '../domain/codecs/time.js';
import type { QuietHours } from '../domain/connection/limits.js';
import { clockChange, daysAfter, instantsOf, wallClockAt, weekdayOf } from './calendar.js';

const holdsOn = ({ days = weekdays }: QuietHours, date: CalendarDate): boolean =>
  days.some((day) => weekdays.indexOf(day) + 1 === weekdayOf(date));

/** The date on which the hours end that the wall clock is in. Times compare as text: `21:00:00.000` is after `21:00`. */
const endingOn = (quiet: QuietHours, date: CalendarDate, time: string): CalendarDate | undefined => {
  const { from, to } = quiet;
  if (from < to) return from <= time && time < to && holdsOn(quiet, date) ? date : undefined;
  if (time >= from && holdsOn(quiet, date)) return daysAfter(date, 1);
  return time < to && holdsOn(quiet, daysAfter(date, -1)) ? date : undefined;
};

/** The next instant at which quiet hours may be over; they hold until then if they hold at `instant`. */
const mayEndAt = (quiet: QuietHours, instant: Instant, zone: TimeZone): Instant | undefined => {
  const { date, time } = wallClockAt(instant, zone);
  const lastDate = endingOn(quiet, date, time);
  if (lastDate === undefined) return undefined;
  const ends =
    quiet.to === '24:00'
      ? instantsOf(daysAfter(lastDate, 1), '00:00', zone)
      : instantsOf(lastDate, quiet.to, zone);
  const change = clockChange(instant, ends.at(-1) ?? instant, zone);
  return [...ends, ...(change === undefined ? [] : [change])].filter((end) => end > instant).sort()[0];
};

/**
 * The first instant after `instant` at which quiet hours do not hold; `undefined` where they do not hold now. They
 * hold while the clocks of `zone` show a time in them: an hour that is skipped has none, one that comes twice has two.
 */
export const quietUntil = (quiet: QuietHours, instant: Instant, zone: TimeZone): Instant | undefined => {
  let end: Instant | undefined;
  for (let next = mayEndAt(quiet, instant, zone); next !== undefined; next = mayEndAt(quiet, next, zone))
    end = next;
  return end;
};
