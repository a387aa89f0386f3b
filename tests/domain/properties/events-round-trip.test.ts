import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '../../../domain/event.js';
import { type AnyEvent, allEvents, decodeEvent } from '../../../domain/events.js';
import { arbitraryOf, fc, json } from '../../support/arbitraries.js';

const kinds = allEvents.map((codec) => ({ type: codec.name, events: arbitraryOf<AnyEvent>(codec) }));

const stored = (value: unknown): DomainEvent => JSON.parse(JSON.stringify(value));

/** The properties that a newer version might add; none that this version has. */
const additions = fc.dictionary(fc.constantFrom('addedLater', '__proto__', 'constructor'), json, {
  maxKeys: 3,
});

describe.each(kinds)('$type', ({ events }) => {
  it('is the same after it was stored and read', () => {
    fc.assert(
      fc.property(events, (written) => {
        expect(decodeEvent(stored(written))).toEqual({ ok: true, value: written });
      }),
      { numRuns: 50 },
    );
  });

  it('keeps what a newer version wrote beside what this one knows', () => {
    fc.assert(
      fc.property(events, additions, additions, (written, aside, inside) => {
        const newer = stored({
          ...Object.fromEntries([...Object.entries(written), ...Object.entries(aside)]),
          data: Object.fromEntries([...Object.entries(written.data), ...Object.entries(inside)]),
        });
        const read = decodeEvent(newer);
        if (read?.ok !== true) return expect.fail('was not read');
        expect(stored(read.value)).toEqual(newer);
        expect(Object.getPrototypeOf(read.value.data)).toBe(Object.prototype);
      }),
      { numRuns: 50 },
    );
  });
});

it('leaves an event of an unknown type to newer versions', () => {
  expect(decodeEvent({ type: 'LeadTeleported', data: {} })).toBeUndefined();
});

it('names the place of a fault in a stored event', () => {
  expect(decodeEvent({ type: 'TagAdded', data: { tag: 7 } })).toEqual({
    ok: false,
    faults: [{ path: 'TagAdded.data.tag', message: 'must be one line of 1 to 100 characters' }],
  });
});
