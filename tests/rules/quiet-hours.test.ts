import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { QuietHours } from '../../domain/connection/limits.js';
import { quietUntil } from '../../rules/quiet-hours.js';
import { instant, zone } from './facts.js';

const until = (from: string, to: string, now: string, timeZone: string, days?: readonly string[]) => {
  const quiet = decodeOrThrow(QuietHours, { from, to, ...(days === undefined ? {} : { days }) });
  return quietUntil(quiet, instant(now), zone(timeZone));
};

describe('quiet hours', () => {
  it.each<[string, string, string | undefined, string]>([
    ['21:00', '2026-03-02T19:59:59.999Z', undefined, 'do not hold before they begin'],
    ['21:00', '2026-03-02T20:00:00Z', '2026-03-03T07:00:00.000Z', 'hold from the first instant'],
    ['21:00', '2026-03-03T03:00:00Z', '2026-03-03T07:00:00.000Z', 'go on after midnight'],
    ['21:00', '2026-03-03T06:59:59.999Z', '2026-03-03T07:00:00.000Z', 'hold to the last instant'],
    ['21:00', '2026-03-03T07:00:00Z', undefined, 'are over at their end'],
    ['07:00', '2026-03-03T06:30:00Z', '2026-03-03T07:00:00.000Z', 'may lie within a day'],
    ['07:00', '2026-03-03T05:59:00Z', undefined, 'do not hold before, within a day'],
    ['21:00', '2028-02-28T22:00:00Z', '2028-02-29T07:00:00.000Z', 'end on a leap day'],
    ['21:00', '2028-02-29T22:00:00Z', '2028-03-01T07:00:00.000Z', 'begin on a leap day'],
    ['21:00', '2100-02-28T22:00:00Z', '2100-03-01T07:00:00.000Z', 'know years that are no leap years'],
  ])('from %s to 08:00 in Berlin, at %s: until %s (they %s)', (from, now, expected) => {
    expect(until(from, '08:00', now, 'Europe/Berlin')).toBe(expected);
  });

  it.each<[string, string, string, string, string | undefined, string]>([
    // Berlin, 29 March 2026: from 02:00 the clocks go to 03:00, at 01:00 in UTC.
    ['21:00', '08:00', 'Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-29T06:00:00.000Z', 'a short night'],
    [
      '21:00',
      '08:00',
      'Europe/Berlin',
      '2026-03-29T01:00:00Z',
      '2026-03-29T06:00:00.000Z',
      'a short night, after the change',
    ],
    [
      '21:00',
      '02:30',
      'Europe/Berlin',
      '2026-03-29T00:59:00Z',
      '2026-03-29T01:00:00.000Z',
      'an end that is skipped is at the change',
    ],
    ['21:00', '02:30', 'Europe/Berlin', '2026-03-29T01:00:00Z', undefined, 'and it is over then'],
    [
      '02:30',
      '08:00',
      'Europe/Berlin',
      '2026-03-29T01:00:00Z',
      '2026-03-29T06:00:00.000Z',
      'so is a beginning',
    ],
    [
      '02:15',
      '02:45',
      'Europe/Berlin',
      '2026-03-29T01:00:00Z',
      undefined,
      'hours that are skipped do not hold',
    ],
    // 25 October 2026: from 03:00 they go back to 02:00, at 01:00 in UTC.
    [
      '21:00',
      '02:30',
      'Europe/Berlin',
      '2026-10-25T00:10:00Z',
      '2026-10-25T00:30:00.000Z',
      'an end that comes twice, the first time',
    ],
    ['21:00', '02:30', 'Europe/Berlin', '2026-10-25T00:40:00Z', undefined, 'between'],
    [
      '21:00',
      '02:30',
      'Europe/Berlin',
      '2026-10-25T01:10:00Z',
      '2026-10-25T01:30:00.000Z',
      'the second time',
    ],
    [
      '02:30',
      '08:00',
      'Europe/Berlin',
      '2026-10-25T00:40:00Z',
      '2026-10-25T01:00:00.000Z',
      'a beginning that comes twice',
    ],
    [
      '02:30',
      '08:00',
      'Europe/Berlin',
      '2026-10-25T01:30:00Z',
      '2026-10-25T07:00:00.000Z',
      'the second beginning',
    ],
    // New York, 8 March and 1 November 2026.
    [
      '21:00',
      '08:00',
      'America/New_York',
      '2026-03-08T08:00:00Z',
      '2026-03-08T12:00:00.000Z',
      'after the change in spring',
    ],
    [
      '21:00',
      '08:00',
      'America/New_York',
      '2026-11-01T07:00:00Z',
      '2026-11-01T13:00:00.000Z',
      'after the change in autumn',
    ],
    // Lord Howe changes by half an hour: on 5 April 2026 from 02:00 back to 01:30, at 15:00 in UTC.
    [
      '21:00',
      '01:45',
      'Australia/Lord_Howe',
      '2026-04-04T15:00:00Z',
      '2026-04-04T15:15:00.000Z',
      'half an hour again',
    ],
    // Beirut skips midnight: on 29 March 2026 from 00:00 to 01:00, at 22:00 in UTC.
    [
      '18:00',
      '24:00',
      'Asia/Beirut',
      '2026-03-28T20:00:00Z',
      '2026-03-28T22:00:00.000Z',
      'a midnight that is skipped',
    ],
    [
      '18:00',
      '00:30',
      'Asia/Beirut',
      '2026-03-28T20:00:00Z',
      '2026-03-28T22:00:00.000Z',
      'an end just after it',
    ],
    [
      '21:00',
      '08:00',
      'Asia/Kolkata',
      '2026-03-02T16:00:00Z',
      '2026-03-03T02:30:00.000Z',
      'clocks that never change',
    ],
  ])('from %s to %s in %s, at %s: until %s (%s)', (from, to, timeZone, now, expected) => {
    expect(until(from, to, now, timeZone)).toBe(expected);
  });

  it('hold on the days on which they begin', () => {
    const at = (now: string) => until('22:00', '06:00', now, 'UTC', ['friday', 'saturday']);
    expect(at('2026-03-06T05:00:00Z')).toBeUndefined();
    expect(at('2026-03-06T23:00:00Z')).toBe('2026-03-07T06:00:00.000Z');
    expect(at('2026-03-08T05:00:00Z')).toBe('2026-03-08T06:00:00.000Z');
    expect(at('2026-03-08T23:00:00Z')).toBeUndefined();
  });

  it('may be a whole day', () => {
    const at = (now: string) => until('00:00', '24:00', now, 'Europe/Berlin', ['sunday']);
    expect(at('2026-03-07T22:59:59.999Z')).toBeUndefined();
    expect(at('2026-03-07T23:00:00Z')).toBe('2026-03-08T23:00:00.000Z');
    expect(at('2026-03-08T23:00:00Z')).toBeUndefined();
  });
});
