import { jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Revision } from '../../domain/codecs/numbers.js';
import { createAppend, createReadStream, readHead } from '../../runtime/event-store.js';
import { type RunningStore, runEventStore, tagged } from '../support/event-store.js';
import { needsEmbedded } from '../support/given-servers.js';
import { instantAt } from '../support/recorded.js';

const revision = (no: number): Revision => decodeOrThrow(Revision, no);

describe('the log through the official client', () => {
  let store: RunningStore;
  beforeAll(async () => {
    store = await runEventStore();
  });
  afterAll(() => store.end());

  it('has no head while it is empty', async () => {
    expect(await readHead(store.client)).toBe(0);
  });

  it('gives back what was appended, whole', async () => {
    const append = createAppend(store.client, store.keys);
    const appended = await append('lead-whole', undefined, [tagged(1), tagged(2)]);
    expect(appended).toMatchObject({ kind: 'appended', revision: 1 });
    const events = await createReadStream(store.client, store.keys)('lead-whole', revision(0));
    expect(events).toMatchObject([
      { type: 'TagAdded', data: { tag: 'tag 1' }, stream: 'lead-whole', revision: 0 },
      { eventId: tagged(2).eventId, revision: 1, metadata: { occurredAt: instantAt(2) } },
    ]);
    if (appended.kind === 'appended') expect(events[1]?.position).toBe(appended.position);
    expect(await readHead(store.client)).toBe(events[1]?.position);
  });

  it('keeps a text that was cut off inside a character, without that half', async () => {
    const append = createAppend(store.client, store.keys);
    const event = { type: 'NoteMade', data: { text: '😀😀'.slice(0, 3) } };
    for (const stream of ['lead-cut', 'template-cut'])
      expect(await append(stream, undefined, [{ ...tagged(41), event }])).toMatchObject({ kind: 'appended' });
    const read = createReadStream(store.client, store.keys);
    for (const stream of ['lead-cut', 'template-cut'])
      expect(await read(stream, revision(0))).toMatchObject([{ data: { text: '😀\ufffd' } }]);
  });

  it('appends after exactly the revision that is named, and says so when the stream has moved on', async () => {
    const append = createAppend(store.client, store.keys);
    await append('lead-exact', undefined, [tagged(11)]);
    expect(await append('lead-exact', undefined, [tagged(12)])).toEqual({ kind: 'conflict' });
    expect(await append('lead-exact', revision(1), [tagged(12)])).toEqual({ kind: 'conflict' });
    expect(await append('lead-other', revision(0), [tagged(12)])).toEqual({ kind: 'conflict' });
    expect(await append('lead-exact', revision(0), [tagged(12)])).toMatchObject({ revision: 1 });
    expect(await createReadStream(store.client, store.keys)('lead-exact', revision(0))).toHaveLength(2);
  });

  it('takes the same append once: one whose answer was lost may be sent again', async () => {
    const append = createAppend(store.client, store.keys);
    await append('lead-again', undefined, [tagged(21)]);
    const first = await append('lead-again', revision(0), [tagged(22), tagged(23)]);
    expect(await append('lead-again', revision(0), [tagged(22), tagged(23)])).toEqual(first);
    expect(await createReadStream(store.client, store.keys)('lead-again', revision(0))).toHaveLength(3);
  });

  it('reads from a revision on, as much as is asked for', async () => {
    const append = createAppend(store.client, store.keys);
    await append('lead-part', undefined, [31, 32, 33, 34].map(tagged));
    const read = createReadStream(store.client, store.keys);
    const tags = async (from: number, max?: number) =>
      (await read('lead-part', revision(from), max)).map(({ data }) => data);
    expect(await tags(2)).toEqual([{ tag: 'tag 33' }, { tag: 'tag 34' }]);
    expect(await tags(1, 2)).toEqual([{ tag: 'tag 32' }, { tag: 'tag 33' }]);
    expect(await tags(9)).toEqual([]);
  });

  it('has nothing in a stream that does not exist', async () => {
    expect(await createReadStream(store.client, store.keys)('lead-nobody', revision(0))).toEqual([]);
  });

  it('reads no stream in part: an event that cannot be read is an error', async () => {
    const metadata = { ...tagged(41).metadata };
    await store.client.appendToStream('lead-odd', [
      jsonEvent({ type: 'TagAdded', data: { tag: 7 }, metadata }),
    ]);
    await store.client.appendToStream('lead-new', [jsonEvent({ type: 'Unheard', data: {}, metadata })]);
    await store.client.appendToStream('lead-bare', [jsonEvent({ type: 'TagAdded', data: { tag: 'a' } })]);
    const read = createReadStream(store.client, store.keys);
    await expect(read('lead-odd', revision(0))).rejects.toThrow('event 0 of lead-odd: TagAdded.data.tag');
    await expect(read('lead-new', revision(0))).rejects.toThrow(
      'event 0 of lead-new has the unknown type Unheard',
    );
    await expect(read('lead-bare', revision(0))).rejects.toThrow('event 0 of lead-bare: metadata');
  });
});

describe('the client', () => {
  it('can be disposed of after reads that failed', async () => {
    const store = await runEventStore();
    await store.client.appendToStream('lead-new', [jsonEvent({ type: 'Unheard', data: {} })]);
    const read = createReadStream(store.client, store.keys);
    for (const _ of [1, 2, 3]) await expect(read('lead-new', revision(0))).rejects.toThrow('Unheard');
    for (const _ of [1, 2, 3]) await readHead(store.client);
    await store.end();
  });
});

describe('an append while the server is away', () => {
  needsEmbedded('EVENTSTORE_URL', 'stops it');

  it('waits and goes through once the server is there again', async () => {
    const store = await runEventStore();
    const append = createAppend(store.client, store.keys);
    await append('lead-1', undefined, [tagged(1)]);
    await store.stopServer();
    const waiting = append('lead-1', revision(0), [tagged(2)]);
    await store.startServer();
    expect(await waiting).toMatchObject({ kind: 'appended', revision: 1 });
    expect(await createReadStream(store.client, store.keys)('lead-1', revision(0))).toHaveLength(2);
    await store.end();
  });
});
