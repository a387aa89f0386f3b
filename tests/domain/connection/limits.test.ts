import { describe, expect, it } from 'vitest';
import { decode, decodeOrThrow } from '../../../domain/codecs/decode.js';
import { QuietHours, SendingLimits } from '../../../domain/connection/limits.js';
import { inWords, millisecondsOf, Period } from '../../../domain/connection/period.js';

const faultsOf = (input: unknown): readonly string[] => {
  const decoded = decode(SendingLimits, input, 'limits');
  return decoded.ok ? [] : decoded.faults.map(({ path, message }) => `${path} ${message}`);
};

const hour = 3600 * 1000;

describe('a period', () => {
  it.each([
    ['PT0.001S', 1],
    ['PT1.9S', 1900],
    ['PT90M', 1.5 * hour],
    ['P1D', 24 * hour],
    ['P1DT1H1M1S', 25 * hour + 61_000],
    ['P4W3D', 31 * 24 * hour],
    ['PT2678400S', 31 * 24 * hour],
  ])('%s has %d milliseconds, whatever the calendar', (text, expected) => {
    expect(millisecondsOf(decodeOrThrow(Period, text))).toBe(expected);
  });

  it.each([
    ['PT1M', '1 minute'],
    ['PT24H', '24 hours'],
    ['P1DT12H', '1 day 12 hours'],
    ['P2W', '2 weeks'],
    ['PT0.5S', '0.5 seconds'],
    ['P0DT1S', '1 second'],
  ])('%s is %s in words', (text, expected) => {
    expect(inWords(decodeOrThrow(Period, text))).toBe(expected);
  });

  it.each(['PT0S', 'P0D', 'P1M', 'P1Y', 'P32D', 'P31DT0.001S', 'P5W', 'P', 'PT', '-P1D', 'P1D ', 60, null])(
    'is never %j',
    (input) => {
      expect(faultsOf({ throttle: { max: 1, per: input } })).toEqual([
        expect.stringMatching(
          /^limits\.throttle\.per must be a duration of more than zero and at most 31 days/,
        ),
      ]);
    },
  );
});

describe('limits', () => {
  it('are all optional', () => {
    expect(faultsOf({})).toEqual([]);
    expect(
      faultsOf({
        quietHours: { from: '21:00', to: '08:00', timeZone: 'lead', days: ['saturday', 'sunday'] },
        perLead: [
          { max: 2, per: 'P1D' },
          { max: 5, per: 'P7D' },
        ],
        throttle: { max: 100, per: 'PT1M' },
      }),
    ).toEqual([]);
  });

  it.each([
    [{ quietHour: {} }, 'limits.quietHour'],
    [{ quietHours: { from: '21:00' } }, 'limits.quietHours.to'],
    [{ quietHours: { from: '24:00', to: '08:00' } }, 'limits.quietHours.from'],
    [{ quietHours: { from: '21:00', to: '8:00' } }, 'limits.quietHours.to'],
    [{ quietHours: { from: '21:00', to: '08:60' } }, 'limits.quietHours.to'],
    [{ quietHours: { from: '21:00', to: '08:00', timeZone: 'Mars/Olympus' } }, 'limits.quietHours.timeZone'],
    [{ quietHours: { from: '21:00', to: '08:00', days: [] } }, 'limits.quietHours.days'],
    [{ quietHours: { from: '21:00', to: '08:00', days: ['sun'] } }, 'limits.quietHours.days[0]'],
    [{ perLead: [] }, 'limits.perLead'],
    [{ perLead: [{ max: 0, per: 'P1D' }] }, 'limits.perLead[0].max'],
    [{ perLead: [{ max: 101, per: 'P1D' }] }, 'limits.perLead[0].max'],
    [{ throttle: { max: 1.5, per: 'P1D' } }, 'limits.throttle.max'],
  ])('that are wrong are refused where they are: %j', (input, path) => {
    expect(faultsOf(input).map((fault) => fault.split(' ')[0])).toEqual([path]);
  });

  it.each([
    [
      { quietHours: { from: '21:00', to: '21:00' } },
      'limits.quietHours.to must not be the same as from; a whole day is from 00:00 to 24:00',
    ],
    [
      { quietHours: { from: '00:00', to: '24:00' } },
      'limits.quietHours.days must leave a day out: there would never be a time to send',
    ],
    [
      {
        perLead: [
          { max: 2, per: 'P1D' },
          { max: 2, per: 'PT1H' },
        ],
      },
      'limits.perLead[1] never holds anything back: another cap is stricter, or the same',
    ],
    [
      {
        perLead: [
          { max: 5, per: 'PT1H' },
          { max: 3, per: 'P1D' },
        ],
      },
      'limits.perLead[0] never holds anything back: another cap is stricter, or the same',
    ],
    [
      {
        perLead: [
          { max: 2, per: 'P1D' },
          { max: 2, per: 'PT24H' },
        ],
      },
      'limits.perLead[1] never holds anything back: another cap is stricter, or the same',
    ],
  ])('that make no sense together are refused: %j', (input, fault) => {
    expect(faultsOf(input)).toEqual([fault]);
  });

  it('are one value only if they fit together', () => {
    expect(QuietHours.is({ from: '21:00', to: '08:00' })).toBe(true);
    expect(QuietHours.is({ from: '21:00', to: '21:00' })).toBe(false);
    expect(QuietHours.is({ from: '00:00', to: '24:00', days: ['sunday'] })).toBe(true);
  });
});
