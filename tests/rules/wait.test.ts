import { describe, expect, it } from 'vitest';
import { earliestHolding } from '../../rules/wait.js';
import { fc } from '../support/arbitraries.js';
import { compile, facts, instant } from './facts.js';

const date = (op: string, settings: object) => ({ type: 'current-date', op, ...settings });
const vip = { type: 'has-tag', tag: 'vip' };
const christmas = date('on', { date: '2026-12-24' });
const now = '2026-12-01T12:00:00Z';

const wait = (conditions: unknown, timeZone = 'UTC', tags: readonly string[] = ['vip']) =>
  earliestHolding(compile(conditions), facts({ tags }, now, timeZone));

describe('the earliest instant at which conditions can hold', () => {
  it.each([
    ['the date itself', christmas, '2026-12-24T00:00:00.000Z'],
    ['the day after', date('after', { date: '2026-12-24' }), '2026-12-25T00:00:00.000Z'],
    [
      'the first day of a span',
      date('between', { from: '2026-12-24', to: '2026-12-26' }),
      '2026-12-24T00:00:00.000Z',
    ],
    ['the next such day of the week', date('weekday', { weekdays: ['monday'] }), '2026-12-07T00:00:00.000Z'],
    [
      'the same day a week later',
      { all: [vip, date('weekday', { weekdays: ['tuesday'] })] },
      '2026-12-08T00:00:00.000Z',
    ],
    [
      'the earlier of two',
      { any: [christmas, date('on', { date: '2026-12-06' })] },
      '2026-12-06T00:00:00.000Z',
    ],
    [
      'the first Monday after a date',
      { all: [date('after', { date: '2026-12-24' }), date('weekday', { weekdays: ['monday'] })] },
      '2026-12-28T00:00:00.000Z',
    ],
    [
      'when a span ends, negated',
      { not: date('before', { date: '2026-12-24' }) },
      '2026-12-24T00:00:00.000Z',
    ],
    ['with conditions that hold beside it', { all: [vip, christmas] }, '2026-12-24T00:00:00.000Z'],
  ])('%s', async (_name, conditions, expected) => {
    expect(await wait(conditions)).toBe(expected);
  });

  it('is midnight in the time zone of the flow', async () => {
    expect(await wait(christmas, 'Europe/Berlin')).toBe('2026-12-23T23:00:00.000Z');
    expect(await wait(christmas, 'America/New_York')).toBe('2026-12-24T05:00:00.000Z');
  });

  it.each([
    ['the date is past', date('on', { date: '2026-11-30' })],
    ['the date was to be before a past one', date('before', { date: '2026-11-30' })],
    ['another condition does not hold', { all: [{ not: vip }, christmas] }],
    ['no condition is about the time', { not: vip }],
    ['two dates exclude each other', { all: [christmas, date('on', { date: '2026-12-25' })] }],
  ])('is none when %s', async (_name, conditions) => {
    expect(await wait(conditions)).toBeUndefined();
  });

  const clock = (from: string, to: string, zone = 'lead') => ({
    type: 'current-time',
    op: 'between',
    from,
    to,
    zone,
  });
  const workdays = date('weekday', { weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] });
  const officeHours = { all: [clock('09:00', '17:00'), workdays] };

  it.each([
    ['9 on Monday, over a weekend', officeHours, '2026-03-20T18:00Z', 'Europe/Berlin', '2026-03-23T08:00Z'],
    [
      '9 on Monday, summer time begun',
      officeHours,
      '2026-03-27T18:00Z',
      'Europe/Berlin',
      '2026-03-30T07:00Z',
    ],
    [
      '9 on Monday, summer time over',
      officeHours,
      '2026-10-30T22:00Z',
      'America/New_York',
      '2026-11-02T14:00Z',
    ],
    [
      '9 where the day begins first',
      officeHours,
      '2026-03-22T12:00Z',
      'Pacific/Auckland',
      '2026-03-22T20:00Z',
    ],
    ['10 at night', clock('22:00', '06:00'), '2026-03-01T12:00Z', 'UTC', '2026-03-01T22:00Z'],
    [
      'the day after one without that time',
      clock('02:15', '02:45'),
      '2026-03-28T23:30Z',
      'Europe/Berlin',
      '2026-03-30T00:15Z',
    ],
    ['the first of two', clock('02:15', '02:30'), '2026-10-24T23:30Z', 'Europe/Berlin', '2026-10-25T00:15Z'],
    ['the second of two', clock('02:15', '02:30'), '2026-10-25T00:31Z', 'Europe/Berlin', '2026-10-25T01:15Z'],
    [
      'midnight after a day that never was',
      date('on', { date: '2011-12-31' }),
      '2011-12-30T08:00Z',
      'Pacific/Apia',
      '2011-12-30T10:00Z',
    ],
    [
      '9 by the clock of the flow',
      clock('09:00', '17:00', 'flow'),
      '2026-03-01T18:00Z',
      'Asia/Tokyo',
      '2026-03-02T09:00Z',
    ],
  ])('is %s', async (_name, conditions, from, leadZone, expected) => {
    const on = facts({ attributes: { timeZone: leadZone } }, from, 'UTC');
    expect(await earliestHolding(compile(conditions), on)).toBe(instant(expected));
  });

  it('is when something is long enough ago, or is so no more', async () => {
    const on = facts({ purchases: { course: '2026-01-04T10:00:00Z' } }, '2026-01-05T12:00:00Z');
    const added = { type: 'date-added', op: 'more-than-ago', days: 7 };
    expect(await earliestHolding(compile(added), on)).toBe('2026-01-08T00:00:00.001Z');
    const notLately = { not: { type: 'purchased-product', productId: 'course', within: 'P1M' } };
    expect(await earliestHolding(compile(notLately), on)).toBe('2026-02-04T10:00:00.001Z');
    expect(await earliestHolding(compile({ all: [added, notLately, clock('09:00', '10:00')] }), on)).toBe(
      '2026-02-05T09:00:00.000Z',
    );
  });

  it('is none for times of two clocks that are never so at once', async () => {
    const both = { all: [clock('09:00', '10:00'), clock('09:00', '10:00', 'flow')] };
    const on = facts({ attributes: { timeZone: 'Asia/Tokyo' } }, now, 'UTC');
    expect(await earliestHolding(compile(both), on)).toBeUndefined();
  });

  it('is after now, also where the conditions hold at present', async () => {
    const today = date('on', { date: '2026-12-01' });
    expect(await wait({ any: [today, christmas] })).toBe('2026-12-24T00:00:00.000Z');
  });

  it('is the first of all midnights at which they hold, for any conditions on the date', async () => {
    const day = fc.integer({ min: 1, max: 14 }).map((number) => `2026-12-${String(number).padStart(2, '0')}`);
    const one = fc.oneof(
      fc.record({ op: fc.constantFrom('on', 'before', 'after'), date: day }),
      fc.tuple(day, day).map((days) => {
        const [from, to] = days.sort();
        return { op: 'between', from, to };
      }),
      fc.record({
        op: fc.constant('weekday'),
        weekdays: fc.subarray(['monday', 'wednesday', 'sunday'], { minLength: 1 }),
      }),
    );
    const leaf = one.map((settings) => date(settings.op, settings));
    const tree = fc.oneof(
      leaf,
      fc.record({ all: fc.tuple(leaf, leaf, leaf) }),
      fc.record({
        any: fc.tuple(
          leaf,
          leaf.map((inner) => ({ not: inner })),
        ),
      }),
    );
    const midnights = Array.from({ length: 30 }, (_, index) =>
      instant(`2026-12-${String(index + 2).padStart(2, '0')}T00:00:00Z`),
    );
    await fc.assert(
      fc.asyncProperty(tree, async (conditions) => {
        const compiled = compile(conditions);
        const before = await compiled.evaluate(facts({}, now));
        fc.pre(!before.holds);
        const outcomes = await Promise.all(midnights.map((at) => compiled.evaluate(facts({}, at))));
        expect(await earliestHolding(compiled, facts({}, now))).toBe(
          midnights[outcomes.findIndex(({ holds }) => holds)],
        );
      }),
    );
  });
});
