import type * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../domain/codecs/decode.js';
import { ExternalId, FlowId, LeadId } from '../../../domain/codecs/ids.js';
import { Json } from '../../../domain/codecs/json.js';
import { CalendarDate, DateTime, Duration, Instant, TimeZone } from '../../../domain/codecs/time.js';
import { AttributeName, EmailAddress, NoteText, Scalar, Tag, Url } from '../../../domain/codecs/values.js';

const read = (codec: t.Mixed, input: unknown): unknown => {
  const decoded = decode<unknown>(codec, input);
  return decoded.ok ? decoded.value : 'refused';
};

describe('what is written in several ways', () => {
  it.each<[t.Mixed, string, string]>([
    [Instant, '2026-03-01T10:30+01:00', '2026-03-01T09:30:00.000Z'],
    [Instant, '2026-03-01T09:30:00.1234567Z', '2026-03-01T09:30:00.123Z'],
    [Instant, '2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
    [EmailAddress, ' Ann@EXAMPLE.com ', 'Ann@example.com'],
    [Tag, '  vip ', 'vip'],
  ])('is stored in one: $name %s', (codec, input, stored) => {
    expect(read(codec, input)).toBe(stored);
    expect(read(codec, stored)).toBe(stored);
  });
});

describe('what is right', () => {
  it.each<[t.Mixed, unknown]>([
    [DateTime, '2026-12-24T09:00'],
    [DateTime, '2026-12-24T09:00:30+05:30'],
    [CalendarDate, '2024-02-29'],
    [Duration, 'P1Y2M3W4DT5H6M7.5S'],
    [Duration, 'PT0S'],
    [TimeZone, 'America/Argentina/Buenos_Aires'],
    [TimeZone, 'UTC'],
    [ExternalId, 'Kunde#7/ä'],
    [Url, 'HTTPS://example.com:8080/a?b=c#d'],
    [NoteText, 'two\nlines'],
    [AttributeName, 'firstName_2'],
    [Scalar, ''],
    [Scalar, false],
  ])('is let through: $name %j', (codec, input) => {
    expect(read(codec, input)).toBe(input);
  });
});

describe('what is wrong', () => {
  it.each<[t.Mixed, unknown]>([
    [Instant, '2026-03-01T09:30:00'],
    [Instant, '2026-02-29T09:30:00Z'],
    [Instant, '2026-03-01T24:00:00Z'],
    [Instant, '9999-12-31T23:30:00-10:00'],
    [Instant, 1_772_357_400_000],
    [DateTime, '2026-12-24'],
    [DateTime, '2026-04-31T00:00'],
    [CalendarDate, '2026-02-29'],
    [CalendarDate, '2026-2-1'],
    [Duration, 'P'],
    [Duration, 'PT'],
    [Duration, 'P1DT'],
    [Duration, '-P1D'],
    [Duration, 'P1.5D'],
    [Duration, 'P99999999D'],
    [TimeZone, 'Berlin/Mitte'],
    [TimeZone, 'IST'],
    [TimeZone, 'PST'],
    [Json, { a: [{ 'b\u0000c': 1 }] }],
    [TimeZone, '+01:00'],
    [EmailAddress, 'ann'],
    [EmailAddress, 'ann@'],
    [EmailAddress, `${'a'.repeat(65)}@example.com`],
    [EmailAddress, 'ann@example.com\nBcc: all@example.com'],
    [Tag, ''],
    [Tag, ' '],
    [Tag, 'a\tb'],
    [Tag, 'x'.repeat(101)],
    [Url, 'javascript:alert(1)'],
    [Url, 'https://user@example.com'],
    [Url, 'https://exa mple.com'],
    [NoteText, ''],
    [LeadId, 'AAAAAAAA-0000-4000-8000-000000000000'],
    [FlowId, '.hidden'],
    [FlowId, 'a b'],
    [ExternalId, 'a b'],
    [ExternalId, 'a\u200bb'],
    [AttributeName, 'first.name'],
    [AttributeName, '$where'],
    [AttributeName, 'constructor'],
    [AttributeName, '__proto__'],
    [Scalar, null],
    [Scalar, Number.NaN],
    [Scalar, {}],
    [Scalar, 'x'.repeat(2001)],
  ])('is refused: $name %j', (codec, input) => {
    expect(read(codec, input)).toBe('refused');
  });
});
