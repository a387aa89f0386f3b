import type { Instant } from '../domain/codecs/time.js';

const day = 86_400_000;

/** The day of an instant in UTC, such as `2026-03-01`. */
export const utcDay = (at: Instant): string => at.slice(0, 10);

/** The ISO 8601 week of an instant in UTC (`2026-W09`), and the Monday on which it begins. */
export const isoWeek = (at: Instant): { readonly week: string; readonly monday: string } => {
  const midnight = Date.parse(`${utcDay(at)}T00:00:00Z`);
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
  const monday = new Date(midnight - sinceMonday * day);
  // A week belongs to the year of its Thursday.
  const thursday = new Date(monday.getTime() + 3 * day);
  const year = thursday.toISOString().slice(0, 4);
  const no = Math.floor((thursday.getTime() - Date.parse(`${year}-01-01T00:00:00Z`)) / (7 * day)) + 1;
  return { week: `${year}-W${String(no).padStart(2, '0')}`, monday: monday.toISOString().slice(0, 10) };
};
