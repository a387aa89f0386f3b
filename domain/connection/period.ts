import type * as t from 'io-ts';
import { text } from '../codecs/text.js';

const expression =
  /^P(?=\d|T\d)(?:(\d)W)?(?:(\d{1,2})D)?(?:T(?=\d)(?:(\d{1,3})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,3})?)S)?)?$/;

const second = 1000;
const units = [
  ['week', 7 * 24 * 3600 * second],
  ['day', 24 * 3600 * second],
  ['hour', 3600 * second],
  ['minute', 60 * second],
  ['second', second],
] as const;
const longest = 31 * 24 * 3600 * second;

const partsOf = (input: string) => {
  const [, ...counts] = expression.exec(input) ?? [];
  return units.map(([unit, milliseconds], index) => ({
    unit,
    milliseconds,
    count: Number(counts[index] ?? 0),
  }));
};

const lengthOf = (input: string): number =>
  Math.round(partsOf(input).reduce((sum, { count, milliseconds }) => sum + count * milliseconds, 0));

/** A length of time in which messages are counted: always the same, so without months, and a day has 24 hours. */
export const Period = text('Period', {
  message: 'must be a duration of more than zero and at most 31 days, such as PT1H or P7D, without months',
  schema: { pattern: expression.source, examples: ['PT1H', 'P7D'] },
  fits: (input) => expression.test(input) && lengthOf(input) > 0 && lengthOf(input) <= longest,
});
export type Period = t.TypeOf<typeof Period>;

export const millisecondsOf = (period: Period): number => lengthOf(period);

/** `24 hours`, `1 day 12 hours`. */
export const inWords = (period: Period): string =>
  partsOf(period)
    .filter(({ count }) => count > 0)
    .map(({ unit, count }) => `${count} ${unit}${count === 1 ? '' : 's'}`)
    .join(' ');
