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
