import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { weekdays } from '../../domain/codecs/time.js';
import { SendingLimits } from '../../domain/connection/limits.js';
import { millisecondsOf } from '../../domain/connection/period.js';
import type { RecentMessage } from '../../domain/lead/state.js';
import { holdBack, type Limits, refusedConsent } from '../../rules/hold-back.js';
import { fc } from '../support/arbitraries.js';
import { instant, zone } from './facts.js';
import { isQuiet } from './wall-clock.js';

const email = (at: string): RecentMessage => ({ channel: 'email', at: instant(at) });
const limits = (input: object, ...counted: readonly string[]): Limits => ({
  ...decodeOrThrow(SendingLimits, input),
  counted: counted.map(email),
});
const berlin = zone('Europe/Berlin');
const night = limits({ quietHours: { from: '21:00', to: '08:00' } });

describe('quiet hours', () => {
  it('put a message off to their end, by the clock of the lead', () => {
    expect(holdBack([night], instant('2026-03-02T19:59:59Z'), berlin)).toBeUndefined();
    expect(holdBack([night], instant('2026-03-02T20:00:00Z'), berlin)).toEqual({
      dueAt: '2026-03-03T07:00:00.000Z',
      reason: { code: 'quiet-hours', message: 'Quiet hours from 21:00 to 08:00 (Europe/Berlin).' },
    });
  });

  it.each([
    [{ timeZone: 'Asia/Tokyo' }, '2026-03-02T23:00:00.000Z', 'Asia/Tokyo'],
    [{ timeZone: 'lead' }, '2026-03-03T07:00:00.000Z', 'Europe/Berlin'],
  ])('go by the zone that they name: %j', (named, dueAt, shown) => {
    const limit = limits({ quietHours: { from: '21:00', to: '08:00', ...named } });
    const message = `Quiet hours from 21:00 to 08:00 (${shown}).`;
    expect(holdBack([limit], instant('2026-03-02T21:00:00Z'), berlin)).toEqual({
      dueAt,
      reason: { code: 'quiet-hours', message },
    });
  });

  it('that follow each other are waited for together, and each is named once', () => {
    const evening = limits({ quietHours: { from: '18:00', to: '21:00' } });
    const held = holdBack([night, evening], instant('2026-03-02T18:00:00Z'), berlin);
    expect(held).toEqual({
      dueAt: '2026-03-03T07:00:00.000Z',
      reason: {
        code: 'quiet-hours',
        message:
          'Quiet hours from 18:00 to 21:00 (Europe/Berlin). Quiet hours from 21:00 to 08:00 (Europe/Berlin).',
      },
    });
  });

  it('that leave no time together have the message looked at again after a day', () => {
    const day = limits({ quietHours: { from: '08:00', to: '21:00' } });
    const held = holdBack([night, day], instant('2026-03-02T18:00:00Z'), berlin);
    expect(held?.dueAt).toBe('2026-03-03T18:00:00.000Z');
    expect(held?.reason.message).toMatch(/Together they never leave a time to send\.$/);
  });

  it('that leave time once a week only let it through then', () => {
    const day = limits({
      quietHours: { from: '08:00', to: '21:00', days: weekdays.filter((one) => one !== 'monday') },
    });
    const held = holdBack([night, day], instant('2026-03-02T21:00:00Z'), berlin);
    expect(held?.dueAt).toBe('2026-03-09T07:00:00.000Z');
  });
});

describe('a frequency cap', () => {
  const two = { perLead: [{ max: 2, per: 'P1D' }] };

  it('waits until the first of the last messages is long enough ago', () => {
    const now = instant('2026-03-02T12:00:00Z');
    expect(holdBack([limits(two, '2026-03-02T10:00:00Z')], now, berlin)).toBeUndefined();
    const aDayAgo = limits(two, '2026-03-01T12:00:00Z', '2026-03-02T10:00:00Z');
    expect(holdBack([aDayAgo], now, berlin)).toBeUndefined();
    expect(
      holdBack([limits(two, '2026-03-01T10:00:00Z', '2026-03-02T10:00:00Z')], now, berlin),
    ).toBeUndefined();
    expect(holdBack([limits(two, '2026-03-01T13:00:00Z', '2026-03-02T10:00:00Z')], now, berlin)).toEqual({
      dueAt: '2026-03-02T13:00:00.000Z',
      reason: { code: 'frequency-cap', message: 'Already 2 messages in 1 day.' },
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
  const minute = 60_000;
  const time = fc
    .tuple(fc.nat(23), fc.constantFrom(0, 15, 30, 45))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  const quietHours = fc
    .record({
      from: time,
      to: fc.oneof({ weight: 9, arbitrary: time }, fc.constant('24:00')),
      days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 6 }),
    })
    .filter(({ from, to }) => from !== to);
  // The nights in which the clocks of these zones change, leap days, and days like any other.
  const nights = [
    ['Europe/Berlin', '2026-03-28'],
    ['Europe/Berlin', '2026-10-24'],
    ['America/New_York', '2026-03-07'],
    ['America/New_York', '2026-10-31'],
    ['Australia/Lord_Howe', '2026-04-04'],
    ['Australia/Lord_Howe', '2026-10-03'],
    ['America/St_Johns', '2026-03-07'],
    ['Asia/Beirut', '2026-03-28'],
    ['Asia/Beirut', '2026-10-24'],
    ['Pacific/Chatham', '2026-04-04'],
    ['Asia/Kolkata', '2028-02-28'],
    ['UTC', '2100-02-28'],
    ['UTC', '2026-07-01'],
  ] as const;
  const nowIn = fc.tuple(fc.constantFrom(...nights), fc.nat(36 * 60)).map(([[timeZone, date], minutes]) => ({
    timeZone,
    now: Date.parse(`${date}T00:00:00Z`) + minutes * minute,
  }));
  const agoes = fc.array(fc.nat(3 * 24 * 60), { maxLength: 6 });
  const caps = fc
    .record({ max: fc.integer({ min: 1, max: 3 }), per: fc.constantFrom('PT1H', 'PT6H', 'P1D', 'P2D') })
    .map((cap) => [cap]);
  const limit = fc
    .tuple(fc.record({ quietHours, perLead: caps }, { requiredKeys: [] }), agoes)
    .map(([given, ago]) => ({ given: decodeOrThrow(SendingLimits, given), ago }));

  it('lets it go at the first minute at which nothing does any more, and not before now', () => {
    fc.assert(
      fc.property(fc.array(limit, { maxLength: 2 }), nowIn, (some, { now, timeZone }) => {
        const all = some.map(({ given, ago }) => ({
          ...given,
          counted: ago.map((minutes) => email(new Date(now - minutes * minute).toISOString())),
        }));
        const isFree = (at: number): boolean =>
          all.every(
            ({ quietHours: quiet, perLead = [], counted }) =>
              (quiet === undefined || !isQuiet(quiet, at, timeZone)) &&
              perLead.every(
                ({ max, per }) =>
                  counted.filter((one) => Date.parse(one.at) > at - millisecondsOf(per)).length < max,
              ),
          );
        const held = holdBack(all, instant(new Date(now).toISOString()), zone(timeZone));
        const isNever = held?.reason.message.includes('never leave a time') ?? false;
        const end = now + 10 * 24 * 60 * minute;
        let first = now;
        while (first < end && !isFree(first)) first += minute;
        expect(isNever).toBe(first === end);
        if (!isNever) expect(held === undefined ? now : Date.parse(held.dueAt)).toBe(first);
      }),
      { numRuns: 150 },
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
