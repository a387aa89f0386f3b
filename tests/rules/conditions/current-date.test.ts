import { describe, expect, it } from 'vitest';
import { explain, facts, holds } from '../facts.js';

const date = (op: string, settings: object) => ({ type: 'current-date', op, ...settings });
const at = (now: string, timeZone = 'UTC') => facts({}, now, timeZone);

const christmas = { date: '2026-12-24' };
const holidays = { from: '2026-12-24', to: '2026-12-26' };
const weekend = { weekdays: ['saturday', 'sunday'] };

describe('the current date', () => {
  it.each([
    ['on', christmas, '2026-12-24T00:00:00Z', true],
    ['on', christmas, '2026-12-24T23:59:59.999Z', true],
    ['on', christmas, '2026-12-25T00:00:00Z', false],
    ['on', christmas, '2026-12-23T23:59:59.999Z', false],
    ['before', christmas, '2026-12-23T23:59:59Z', true],
    ['before', christmas, '2026-12-24T00:00:00Z', false],
    ['after', christmas, '2026-12-25T00:00:00Z', true],
    ['after', christmas, '2026-12-24T23:59:59Z', false],
    ['between', holidays, '2026-12-24T00:00:00Z', true],
    ['between', holidays, '2026-12-26T23:59:59Z', true],
    ['between', holidays, '2026-12-23T23:59:59Z', false],
    ['between', holidays, '2026-12-27T00:00:00Z', false],
    ['weekday', weekend, '2026-03-01T12:00:00Z', true],
    ['weekday', weekend, '2026-03-02T12:00:00Z', false],
    ['weekday', { weekdays: ['monday'] }, '2026-03-02T12:00:00Z', true],
  ])('%s %j at %s is %s', async (op, settings, now, expected) => {
    expect(await holds(date(op, settings), at(now))).toBe(expected);
  });

  it('is the one that the time zone shows', async () => {
    const evening = '2026-12-23T23:30:00Z';
    expect(await holds(date('on', christmas), at(evening, 'Europe/Berlin'))).toBe(true);
    expect(await holds(date('on', christmas), at(evening, 'America/New_York'))).toBe(false);
  });

  it('is shown in an explanation', async () => {
    const zoned = at('2026-12-23T23:30:00Z', 'Europe/Berlin');
    expect(await explain(date('on', christmas), zoned)).toEqual({
      type: 'current-date',
      holds: true,
      sentence: 'the date is on 2026-12-24',
      found: '2026-12-24',
    });
    expect(await explain(date('between', holidays), zoned)).toMatchObject({
      sentence: 'the date is from 2026-12-24 to 2026-12-26',
    });
    expect(await explain(date('weekday', weekend), zoned)).toMatchObject({
      sentence: 'the day is saturday or sunday',
    });
  });
});
