import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Instant, TimeZone } from '../../domain/codecs/time.js';
import { QuietHours, SendingLimits, secondsOf } from '../../domain/connection/limits.js';
import type { RecentMessage } from '../../domain/lead/state.js';
import { holdBack, type Limits, refusedConsent } from '../../rules/hold-back.js';
import { fc } from '../support/arbitraries.js';

const instant = (text: string): Instant => decodeOrThrow(Instant, text);
const zone = (name: string): TimeZone => decodeOrThrow(TimeZone, name);
const email = (at: string): RecentMessage => ({ channel: 'email', at: instant(at) });
const limits = (input: object, ...counted: readonly string[]): Limits => ({
  ...decodeOrThrow(SendingLimits, input),
  counted: counted.map(email),
});
const berlin = zone('Europe/Berlin');
const night = limits({ quietHours: { from: '21:00', to: '08:00' } });

describe('quiet hours', () => {
  it.each<[string, string | undefined, string]>([
    ['2026-03-02T19:59:59Z', undefined, 'shortly before'],
    ['2026-03-02T20:00:00Z', '2026-03-03T07:00:00.000Z', 'from the first minute'],
    ['2026-03-03T03:00:00Z', '2026-03-03T07:00:00.000Z', 'after midnight'],
    ['2026-03-03T07:00:00Z', undefined, 'no longer at the end'],
    ['2026-03-29T00:30:00Z', '2026-03-29T06:00:00.000Z', 'in the night in which the clocks go forward'],
    ['2026-10-25T00:30:00Z', '2026-10-25T07:00:00.000Z', 'in the night in which they go back'],
  ])('at %s hold until %s: %s', (now, until) => {
    expect(holdBack([night], instant(now), berlin)?.dueAt).toBe(until);
  });

  it('say what they are, in the zone that counts', () => {
    expect(holdBack([night], instant('2026-03-02T22:00:00Z'), berlin)?.reason).toEqual({
      code: 'quiet-hours',
      message: 'Quiet hours from 21:00 to 08:00 (Europe/Berlin).',
    });
    const named = limits({ quietHours: { from: '21:00', to: '08:00', timeZone: 'Asia/Tokyo' } });
    expect(holdBack([named], instant('2026-03-02T13:00:00Z'), berlin)?.dueAt).toBe(
      '2026-03-02T23:00:00.000Z',
    );
  });

  it('hold on the days that they begin on', () => {
    const weekend = limits({ quietHours: { from: '22:00', to: '06:00', days: ['fri', 'sat'] } });
    const at = (now: string) => holdBack([weekend], instant(now), zone('UTC'))?.dueAt;
    expect(at('2026-03-06T23:00:00Z')).toBe('2026-03-07T06:00:00.000Z');
    expect(at('2026-03-08T05:00:00Z')).toBe('2026-03-08T06:00:00.000Z');
    expect(at('2026-03-08T23:00:00Z')).toBeUndefined();
    expect(at('2026-03-06T05:00:00Z')).toBeUndefined();
  });

  it.each([
    [{ from: '21:00', to: '21:00' }, 'to'],
    [{ from: '24:00', to: '08:00' }, 'from'],
    [{ from: '21:00', to: '8:00' }, 'to'],
    [{ from: '21:00', to: '08:00', timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ from: '21:00', to: '08:00', days: [] }, 'days'],
  ])('that make no sense are refused: %j', (input, path) => {
    expect(() => decodeOrThrow(QuietHours, input)).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ path })] }),
    );
  });
});

describe('a frequency cap', () => {
  const two = { perLead: [{ max: 2, per: 'P1D' }] };

  it('waits until the first of the last messages is long enough ago', () => {
    const now = instant('2026-03-02T12:00:00Z');
    expect(holdBack([limits(two, '2026-03-02T10:00:00Z')], now, berlin)).toBeUndefined();
    expect(
      holdBack([limits(two, '2026-03-01T10:00:00Z', '2026-03-02T10:00:00Z')], now, berlin),
    ).toBeUndefined();
    expect(holdBack([limits(two, '2026-03-01T13:00:00Z', '2026-03-02T10:00:00Z')], now, berlin)).toEqual({
      dueAt: '2026-03-02T13:00:00.000Z',
      reason: { code: 'frequency-cap', message: 'The lead had 2 messages within P1D already.' },
    });
  });

  it('and quiet hours come one after the other, as often as it takes', () => {
    const both = limits(
      { ...two, quietHours: night.quietHours },
      '2026-03-01T20:30:00Z',
      '2026-03-02T10:00:00Z',
    );
    const held = holdBack([both], instant('2026-03-02T12:00:00Z'), berlin);
    expect(held).toMatchObject({ dueAt: '2026-03-03T07:00:00.000Z', reason: { code: 'frequency-cap' } });
  });
});

describe('whatever holds a message back', () => {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  const time = fc
    .tuple(fc.nat(23), fc.constantFrom(0, 30))
    .map(([hour, minute]) => [hour, minute].map((part) => String(part).padStart(2, '0')).join(':'));
  const quietHours = fc
    .record({ from: time, to: time, days: fc.uniqueArray(fc.constantFrom(...days), { minLength: 1 }) })
    .filter(({ from, to }) => from !== to);
  // The days on which clocks change in these zones, and days around them.
  const now = fc
    .tuple(
      fc.constantFrom('2026-03-28', '2026-10-24', '2026-02-28', '2026-07-01', '2028-02-28'),
      fc.nat(48 * 60),
    )
    .map(([date, minutes]) => Date.parse(`${date}T00:00:00Z`) + minutes * 60_000);
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'UTC',
  );
  const agoes = fc.array(fc.nat(3 * 24 * 60), { maxLength: 6 });
  const caps = fc.array(
    fc.record({ max: fc.integer({ min: 1, max: 3 }), per: fc.constantFrom('PT1H', 'PT6H', 'P1D', 'P2D') }),
    { minLength: 1, maxLength: 2 },
  );

  const isQuiet = (quiet: QuietHours, at: number, timeZone: string): boolean => {
    const parts = Object.fromEntries(
      new Intl.DateTimeFormat('en-GB', {
        timeZone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
        .formatToParts(at)
        .map(({ type, value }) => [type, value]),
    );
    const clock = `${parts['hour']}:${parts['minute']}`;
    const today = days.indexOf(parts['weekday']?.toLowerCase() ?? '');
    const holds = (day: number) => quiet.days?.some((one) => one === days[(day + 7) % 7]) ?? true;
    if (quiet.from < quiet.to) return holds(today) && quiet.from <= clock && clock < quiet.to;
    return (holds(today) && clock >= quiet.from) || (holds(today - 1) && clock < quiet.to);
  };

  it('lets it go at the first minute at which nothing does any more', () => {
    fc.assert(
      fc.property(quietHours, caps, now, zones, agoes, (quiet, perLead, at, timeZone, ago) => {
        const counted = ago.map((minutes) => new Date(at - minutes * 60_000).toISOString());
        const limit = limits({ quietHours: quiet, perLead }, ...counted);
        const held = holdBack([limit], instant(new Date(at).toISOString()), zone(timeZone));
        const isFree = (minute: number): boolean =>
          !isQuiet(decodeOrThrow(QuietHours, quiet), minute, timeZone) &&
          perLead.every(
            ({ max, per }) =>
              counted.filter((one) => Date.parse(one) > minute - secondsOf(per) * 1000).length < max,
          );
        let first = at;
        while (!isFree(first)) first += 60_000;
        expect(held === undefined ? at : Date.parse(held.dueAt)).toBe(first);
      }),
      { numRuns: 300 },
    );
  });
});

describe('consent', () => {
  it.each([
    [undefined, undefined, undefined],
    [undefined, 'given', undefined],
    [undefined, 'withdrawn', 'consent-withdrawn'],
    ['opt-in', undefined, 'no-consent'],
    ['opt-in', 'given', undefined],
    ['opt-in', 'withdrawn', 'consent-withdrawn'],
    ['opt-out', undefined, undefined],
  ] as const)('under the rule %s, a lead that has said %s: %s', (rule, said, code) => {
    const policy = rule === undefined ? undefined : { consent: rule };
    expect(refusedConsent('email', policy, said)?.code).toBe(code);
  });
});
