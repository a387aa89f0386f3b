import { refuse } from '../../errors.js';

const fixed: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
const months: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const unknownUnit = (unit: string): never => refuse(9, `unknown time unit value: ${unit}`);

const monthNumber = (date: Date): number => date.getUTCFullYear() * 12 + date.getUTCMonth();

/** The last day of a shorter month stands for a day that it does not have. */
const addMonths = (date: Date, count: number): Date => {
  const target = monthNumber(date) + count;
  const lastDay = new Date(Date.UTC(Math.floor(target / 12), (target % 12) + 1, 0)).getUTCDate();
  const result = new Date(date);
  result.setUTCFullYear(Math.floor(target / 12), target % 12, Math.min(date.getUTCDate(), lastDay));
  return result;
};

export const addUnits = (date: Date, unit: string, count: number): Date => {
  const size = fixed[unit];
  if (size !== undefined) return new Date(date.getTime() + size * count);
  return addMonths(date, (months[unit] ?? unknownUnit(unit)) * count);
};

const weekShift = (startOfWeek: string): number => {
  const day = days.findIndex(
    (name) => name === startOfWeek.toLowerCase() || name.slice(0, 3) === startOfWeek.toLowerCase(),
  );
  // The first day of 1970 was a Thursday.
  return day < 0 ? refuse(9, `unknown day of week value: ${startOfWeek}`) : ((day + 3) % 7) * 86_400_000;
};

const unitNumber = (date: Date, unit: string, startOfWeek: string): number => {
  const size = fixed[unit];
  if (unit === 'week') return Math.floor((date.getTime() - weekShift(startOfWeek)) / 604_800_000);
  if (size !== undefined) return Math.floor(date.getTime() / size);
  return Math.floor(monthNumber(date) / (months[unit] ?? unknownUnit(unit)));
};

export const startOfUnit = (date: Date, unit: string, startOfWeek: string): Date => {
  const number = unitNumber(date, unit, startOfWeek);
  const size = fixed[unit];
  if (unit === 'week') return new Date(number * 604_800_000 + weekShift(startOfWeek));
  if (size !== undefined) return new Date(number * size);
  const month = number * (months[unit] ?? unknownUnit(unit));
  return new Date(Date.UTC(Math.floor(month / 12), month % 12));
};

export const boundariesBetween = (
  dates: { from: Date; to: Date },
  unit: string,
  startOfWeek: string,
): number => unitNumber(dates.to, unit, startOfWeek) - unitNumber(dates.from, unit, startOfWeek);
