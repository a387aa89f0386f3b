import { weekdays } from '../../domain/codecs/time.js';
import type { QuietHours } from '../../domain/connection/limits.js';

const days: readonly string[] = weekdays;
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
};

/** Whether the clocks of a zone show a time in quiet hours, told by the platform and not by our calendar. */
export const isQuiet = (quiet: QuietHours, milliseconds: number, timeZone: string): boolean => {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(milliseconds)
      .map(({ type, value }) => [type, value]),
  );
  const clock = `${parts.get('hour')}:${parts.get('minute')}`;
  const today = days.indexOf(parts.get('weekday')?.toLowerCase() ?? '');
  const holds = (day: number) => quiet.days?.some((one) => one === days[(day + 7) % 7]) ?? true;
  if (quiet.from < quiet.to) return holds(today) && quiet.from <= clock && clock < quiet.to;
  return (holds(today) && clock >= quiet.from) || (holds(today - 1) && clock < quiet.to);
};
