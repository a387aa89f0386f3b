import { describe, expect, it } from 'vitest';
import { decode, decodeOrThrow } from '../../domain/codecs/decode.js';
import { Duration, Instant, TimeZone } from '../../domain/codecs/time.js';
import { plus } from '../../rules/calendar.js';

const noon = decodeOrThrow(Instant, '2026-03-01T12:00:00Z');
const day = decodeOrThrow(Duration, 'P1D');

describe('a time zone that a flow may name', () => {
  it('is one that the calendar knows: every zone of this machine', () => {
    const zones = [
      ...Intl.supportedValuesOf('timeZone'),
      'UTC',
      'IST',
      'PST',
      'ACT',
      'EST',
      'Etc/GMT+5',
      'US/Pacific',
    ];
    const accepted = zones.flatMap((name) => {
      const zone = decode(TimeZone, name);
      return zone.ok ? [zone.value] : [];
    });
    expect(accepted.length).toBeGreaterThan(400);
    for (const zone of accepted) expect(plus(noon, day, zone) > noon).toBe(true);
  });
});
