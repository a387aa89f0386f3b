import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { CalendarDate, TimeOfDay, TimeZone } from '../../domain/codecs/time.js';
import { type Anniversary, dateIn, nextAnniversary } from '../../rules/anniversary.js';
import { fc } from '../support/arbitraries.js';
import { instant } from '../support/virtual-clock.js';

const next = (
  date: string,
  from: string,
  {
    zone = 'UTC',
    at = '09:00',
    ...more
  }: { zone?: string; at?: string } & Partial<Pick<Anniversary, 'every' | 'days'>> = {},
) =>
  nextAnniversary(
    decodeOrThrow(CalendarDate, date),
    {
      every: 'year',
      days: 0,
      ...more,
      at: decodeOrThrow(TimeOfDay, at),
      zone: decodeOrThrow(TimeZone, zone),
    },
    instant(from),
  );

describe('the next anniversary', () => {
  it.each([
    ['1990-05-04', '2026-05-04T08:59:59Z', {}, '2026-05-04T09:00:00.000Z'],
    ['1990-05-04', '2026-05-04T09:00:00Z', {}, '2027-05-04T09:00:00.000Z'],
    // A leap day, in a common year and in a leap year.
    ['1992-02-29', '2026-01-01T00:00:00Z', {}, '2026-02-28T09:00:00.000Z'],
    ['1992-02-29', '2027-03-01T00:00:00Z', {}, '2028-02-29T09:00:00.000Z'],
    // Days before and after it, across the end of a year.
    ['1990-01-03', '2026-06-01T00:00:00Z', { days: -7 }, '2026-12-27T09:00:00.000Z'],
    ['1990-12-30', '2026-01-01T00:00:00Z', { days: 7 }, '2026-01-06T09:00:00.000Z'],
    ['1990-12-30', '2026-01-06T09:00:00Z', { days: 366 }, '2026-12-31T09:00:00.000Z'],
    ['1990-06-01', '2026-05-31T23:00:00Z', { days: -366 }, '2027-06-01T09:00:00.000Z'],
    // None before the date itself.
    ['2030-05-04', '2026-01-01T00:00:00Z', {}, '2030-05-04T09:00:00.000Z'],
    ['2030-05-04', '2026-01-01T00:00:00Z', { days: -30 }, '2030-04-04T09:00:00.000Z'],
    ['2026-05-04', '2026-01-01T00:00:00Z', { every: 'once' }, '2026-05-04T09:00:00.000Z'],
    ['2026-05-04', '2026-05-04T09:00:00Z', { every: 'once' }, undefined],
    ['1990-05-04', '2026-01-01T00:00:00Z', { every: 'once' }, undefined],
    // 02:30 is skipped on 29 March, and comes twice on 25 October.
    [
      '1990-03-29',
      '2026-01-01T00:00:00Z',
      { zone: 'Europe/Berlin', at: '02:30' },
      '2026-03-29T01:30:00.000Z',
    ],
    [
      '1990-10-25',
      '2026-01-01T00:00:00Z',
      { zone: 'Europe/Berlin', at: '02:30' },
      '2026-10-25T00:30:00.000Z',
    ],
    [
      '1990-01-01',
      '2025-12-31T09:30:00Z',
      { zone: 'Pacific/Auckland', at: '00:00' },
      '2025-12-31T11:00:00.000Z',
    ],
    [
      '1990-12-31',
      '2026-01-01T04:00:00Z',
      { zone: 'Pacific/Honolulu', at: '23:00' },
      '2026-01-01T09:00:00.000Z',
    ],
  ] as const)('of %s after %s with %j is %s', (date, from, more, expected) => {
    expect(next(date, from, more)).toBe(expected);
  });

  it('comes after the instant, and within two years of it or of the date', () => {
    const dates = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true });
    const zones = fc.constantFrom('UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin');
    fc.assert(
      fc.property(dates, dates, fc.integer({ min: -366, max: 366 }), zones, (day, now, days, zone) => {
        const from = now.toISOString();
        const found = next(day.toISOString().slice(0, 10), from, { days, zone });
        expect(found && found > from).toBe(true);
        const later = Math.max(now.getTime(), day.getTime() + days * 86_400_000);
        expect(Date.parse(found ?? '') - later).toBeLessThan(2 * 366 * 86_400_000);
      }),
    );
  });

  it('never throws at the ends of time', () => {
    expect(next('9999-12-31', '9999-12-31T10:00:00Z', { days: 366 })).toBeUndefined();
    expect(next('0001-01-01', '2026-01-01T00:00:00Z', { days: -366 })).toBe('2026-12-31T09:00:00.000Z');
  });
});

describe('the date in a value', () => {
  it.each([
    ['1990-05-04', '1990-05-04'],
    ['1990-05-04T23:30:00-05:00', '1990-05-04'],
    ['1990-05-04T23:30', '1990-05-04'],
    ['1990-02-30', undefined],
    ['04.05.1990', undefined],
    ['1990-05-04 ', undefined],
    [19900504, undefined],
    [true, undefined],
    [undefined, undefined],
  ])('%j is %j', (value, date) => {
    expect(dateIn(value)).toBe(date);
  });
});
