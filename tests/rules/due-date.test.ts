import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Instant, TimeZone } from '../../domain/codecs/time.js';
import { When } from '../../domain/flow/definition.js';
import { dueAt } from '../../rules/due-date.js';
import { arbitraryOf, fc } from '../support/arbitraries.js';
import { instant, zone } from './facts.js';

const when = (settings: unknown): When => decodeOrThrow(When, settings);
const berlin = {
  enteredAt: instant('2026-03-28T11:00:00Z'),
  timeZone: zone('Europe/Berlin'),
};
const previousEndedAt = instant('2026-03-30T08:00:00Z');

describe('a step', () => {
  it('that runs immediately is due when the flow is entered', () => {
    expect(dueAt(when({ type: 'immediately' }), { ...berlin, previousEndedAt })).toBe(berlin.enteredAt);
  });

  it('with a delay is due that long after the trigger, on the calendar of the flow', () => {
    const tomorrow = '2026-03-29T10:00:00.000Z';
    expect(dueAt(when({ type: 'delay', delay: 'P1D' }), { ...berlin, previousEndedAt })).toBe(tomorrow);
    expect(dueAt(when({ type: 'delay', delay: 'P1D', after: 'trigger' }), berlin)).toBe(tomorrow);
    expect(dueAt(when({ type: 'delay', delay: 'PT24H' }), berlin)).toBe('2026-03-29T11:00:00.000Z');
  });

  it('with a delay after the step before it is due when that is known', () => {
    const later = when({ type: 'delay', delay: 'PT90M', after: 'previous-step' });
    expect(dueAt(later, berlin)).toBeUndefined();
    expect(dueAt(later, { ...berlin, previousEndedAt })).toBe('2026-03-30T09:30:00.000Z');
  });

  it('at a time is due on the wall clock of the flow, of its own zone, or by its own offset', () => {
    const at = (settings: object) => dueAt(when({ type: 'at', ...settings }), berlin);
    expect(at({ at: '2026-12-24T09:00' })).toBe('2026-12-24T08:00:00.000Z');
    expect(at({ at: '2026-12-24T09:00', timeZone: 'America/New_York' })).toBe('2026-12-24T14:00:00.000Z');
    expect(at({ at: '2026-12-24T09:00:00+05:30', timeZone: 'America/New_York' })).toBe(
      '2026-12-24T03:30:00.000Z',
    );
  });

  it('at a time in the past is due then: the runner is late, not the plan', () => {
    expect(dueAt(when({ type: 'at', at: '2020-01-01T00:00Z' }), berlin)).toBe('2020-01-01T00:00:00.000Z');
  });

  it('is never due before what its delay counts from', () => {
    const delays = arbitraryOf(When.members.delay);
    fc.assert(
      fc.property(
        delays,
        arbitraryOf(Instant),
        arbitraryOf(Instant),
        arbitraryOf(TimeZone),
        (delay, enteredAt, ended, timeZone) => {
          const due = dueAt(delay, { enteredAt, previousEndedAt: ended, timeZone });
          expect(due).toBeDefined();
          expect(due ?? '').not.toSatisfy(
            (at: string) => at < (delay.after === 'previous-step' ? ended : enteredAt),
          );
        },
      ),
    );
  });

  it('always has a due date that can be stored, wherever on the calendar it is', () => {
    fc.assert(
      fc.property(
        arbitraryOf(When),
        arbitraryOf(Instant),
        arbitraryOf(TimeZone),
        (step, enteredAt, timeZone) => {
          const due = dueAt(step, { enteredAt, previousEndedAt: enteredAt, timeZone });
          expect(Instant.is(due)).toBe(true);
        },
      ),
    );
  });
});
