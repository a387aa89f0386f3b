import { describe, expect, it } from 'vitest';
import { allEvents, decodeEvent } from '../../domain/events.js';
import { eventVersionOf, upcast } from '../../domain/upcast.js';
import { arbitraryOf, fc } from '../support/arbitraries.js';

const sentBefore = { messageId: 'm', to: 'ann@example.com', subject: 's', response: '250 OK' };

describe('an event that an earlier version wrote', () => {
  it('is read as it is written today', () => {
    expect(eventVersionOf('EmailSent')).toBe(2);
    const data = upcast('EmailSent', 1, sentBefore);
    expect(data).toEqual({ ...sentBefore, connectionId: 'default' });
    expect(decodeEvent({ type: 'EmailSent', data })).toMatchObject({ ok: true });
    expect(decodeEvent({ type: 'EmailSent', data: sentBefore })).toMatchObject({ ok: false });
    const named = { ...sentBefore, connectionId: 'news' };
    expect(upcast('EmailSent', 1, named)).toEqual(named);
  });

  it('is the same object in the present version, and can be read, whatever its type', () => {
    for (const codec of allEvents)
      fc.assert(
        fc.property(
          arbitraryOf<{ readonly type: string; readonly data: unknown }>(codec),
          ({ type, data }) => {
            expect(upcast(type, eventVersionOf(type), data)).toBe(data);
            expect(decodeEvent({ type, data: upcast(type, 1, data) })).toMatchObject({ ok: true });
          },
        ),
        { numRuns: 10 },
      );
  });
});
