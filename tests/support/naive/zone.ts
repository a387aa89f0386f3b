import type { TimeZone } from '../../../domain/codecs/time.js';

/*
 * Calendars and clocks by the platform's own formatter, slow and plain: the code under test uses Temporal.
 * Wall clocks are told as milliseconds, as if they were in UTC.
 */

const hour = 3_600_000;
const day = 24 * hour;
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (zone: string): Intl.DateTimeFormat => {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
};

/** What the clocks of a zone show at an instant. */
export const wallAt = (instant: number, zone: TimeZone): number => {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? Number.NaN;
  const seconds = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return seconds + (((instant % 1000) + 1000) % 1000);
};

const offsetAt = (instant: number, zone: TimeZone): number => wallAt(instant, zone) - instant;

/** The first instant at which the clocks show a time; where they skip it, as much later as they skip. */
const instantOf = (wall: number, zone: TimeZone): number => {
  const before = offsetAt(wall - 2 * day, zone);
  const offsets = [before, offsetAt(wall + 2 * day, zone)];
  const hits = offsets.map((offset) => wall - offset).filter((instant) => wallAt(instant, zone) === wall);
  return hits.length > 0 ? Math.min(...hits) : wall - before;
};

/** The first instant whose date in the zone is this one, or a later one where it is skipped. */
export const startOfDate = (date: string, zone: TimeZone, daysLater = 0): number => {
  const wall = Date.parse(`${date}T00:00:00Z`) + daysLater * day;
  let [low, high] = [wall - 3 * day, wall + 3 * day];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallAt(middle, zone) >= wall) high = middle;
    else low = middle;
  }
  return high;
};

const shape =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Years, months, weeks and days on the calendar, then the rest as time that passes. */
export const before = (instant: number, duration: string, zone: TimeZone): number => {
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = (
    shape.exec(duration) ?? []
  )
    .slice(1)
    .map((part) => Number(part ?? 0));
  const time = hours * hour + minutes * 60_000 + Math.round(seconds * 1000);
  if (years + months + weeks + days === 0) return instant - time;
  const wall = wallAt(instant, zone);
  const local = new Date(wall);
  const month = local.getUTCFullYear() * 12 + local.getUTCMonth() - years * 12 - months;
  const lastOfMonth = new Date(Date.UTC(0, 0, 1));
  lastOfMonth.setUTCFullYear(Math.floor(month / 12), (month % 12) + 1, 0);
  const date = new Date(Date.UTC(0, 0, 1));
  date.setUTCFullYear(
    Math.floor(month / 12),
    month % 12,
    Math.min(local.getUTCDate(), lastOfMonth.getUTCDate()),
  );
  const midnight = Math.floor(wall / day) * day;
  return instantOf(date.getTime() - (weeks * 7 + days) * day + (wall - midnight), zone) - time;
};
