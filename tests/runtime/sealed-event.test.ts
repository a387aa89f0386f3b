import { describe, expect, it } from 'vitest';
import { hashOfData } from '../../commands/history/history-proof.js';
import type { AnyEvent } from '../../domain/events.js';
import { allEvents, isReadable } from '../../domain/events.js';
import { redact } from '../../domain/redact.js';
import { isSealed, openForm, sealedForm } from '../../runtime/sealed-event.js';
import { sha256 } from '../../runtime/sign.js';
import { saltOf } from '../../runtime/subject-keys.js';
import { arbitraryOf, fc } from '../support/arbitraries.js';
import { tagged } from '../support/event-store.js';
import { createMemoryKeyStore, createMemoryKeys } from '../support/memory-keys.js';

const stream = 'lead-1';
const events = fc.oneof(...allEvents.map((codec) => arbitraryOf<AnyEvent>(codec)));
const { eventId, metadata } = tagged(1);
const toAppend = (event: AnyEvent) => ({ eventId, event, metadata });

describe('an event of a person', () => {
  it('is read as it was written, and changed nowhere', async () => {
    const keys = createMemoryKeys();
    const key = await keys.toSeal(stream);
    const known = await keys.toOpen([stream]);
    fc.assert(
      fc.property(events, (event) => {
        const stored = sealedForm(stream, toAppend(event), key);
        const form = { stream, eventId, type: event.type, ...stored };
        expect(openForm(form, known)).toMatchObject({ kind: 'open', data: event.data });
        expect(stored.metadata['dataHash']).toBe(hashOfData(saltOf(key, eventId), event.data, sha256));
        if (!isSealed(stored.data)) return;
        expect(openForm({ ...form, type: `${event.type}s` }, known).kind).toBe('unreadable');
        expect(() => openForm({ ...form, stream: 'lead-2' }, known)).toThrow(/restore/);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps, once the key is destroyed, at most what can be read as an event that names nobody', async () => {
    const keys = createMemoryKeys();
    const key = await keys.toSeal(stream);
    await keys.destroy(stream);
    const known = await keys.toOpen([stream]);
    fc.assert(
      fc.property(events, (event) => {
        const stored = sealedForm(stream, toAppend(event), key);
        const opened = openForm({ stream, eventId, type: event.type, ...stored }, known);
        const kept = redact(event);
        if (kept === event) return;
        expect(opened).toMatchObject({ kind: 'erased' });
        if (opened.kind === 'erased') expect(opened.kept).toEqual(kept?.data);
        if (kept !== undefined) expect(isReadable(kept)).toBe(true);
        const { sourceEventId } = metadata;
        expect(JSON.stringify(stored)).not.toContain(sourceEventId ?? '"sourceEventId"');
      }),
      { numRuns: 300 },
    );
  });

  it('has a key of its own: another one is made for who comes again', async () => {
    const store = createMemoryKeyStore();
    const keys = createMemoryKeys(store);
    const first = await keys.toSeal(stream);
    expect(await createMemoryKeys(store).toSeal(stream)).toEqual(first);
    expect(await keys.toSeal('lead-2')).not.toEqual(first);
    await keys.destroy(stream);
    expect(await keys.toSeal(stream)).toMatchObject({ generation: 2 });
    expect((await keys.toOpen([stream])).get(stream)?.get(1)).toBe('destroyed');
  });
});
