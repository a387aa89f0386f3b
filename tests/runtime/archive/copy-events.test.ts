import { randomUUID } from 'node:crypto';
import { binaryEvent, type EventData, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { EventId } from '../../../domain/codecs/ids.js';
import { Revision } from '../../../domain/codecs/numbers.js';
import { sameness } from '../../../runtime/archive/archived-event.js';
import { type Copied, createCopyEvents } from '../../../runtime/archive/copy-events.js';
import type { ArchivedEvent, HandledEvent } from '../../../runtime/archive/format.js';
import { readLastUpTo, readLog } from '../../../runtime/archive/read-log.js';
import { createAppend, createReadStream } from '../../../runtime/event-store.js';
import { connectEventStore } from '../../../runtime/own-log.js';
import { type RunningStore, runEventStore, tagged } from '../../support/event-store.js';
import { needsEmbedded } from '../../support/given-servers.js';

const data = (no: number): EventData => jsonEvent({ type: 'Counted', data: { no, text: 'ä\u2028"' } });

describe('events that are copied into another log', () => {
  needsEmbedded('EVENTSTORE_URL', 'looks at all that a server has');
  let source: RunningStore;
  let target: RunningStore;
  beforeEach(async () => {
    source = await runEventStore();
    target = await runEventStore();
  });
  afterEach(async () => {
    await source.end();
    await target.end();
  });

  /** As somebody else sees the server. */
  const eventStore = async (
    { url }: RunningStore,
    use: (client: EventStoreDBClient) => Promise<unknown>,
  ): Promise<void> => {
    const client = EventStoreDBClient.connectionString(url);
    await use(client);
    await client.dispose();
  };

  const append = (store: RunningStore, stream: string, ...events: readonly EventData[]) =>
    store.client.appendToStream(stream, [...events]);

  const all = async (store: RunningStore): Promise<readonly ArchivedEvent[]> => {
    const events: ArchivedEvent[] = [];
    for await (const event of readLog(store.client, undefined)) events.push(event);
    return events;
  };

  /** Streams that take turns, with stretches of one stream in between. */
  const fill = async (): Promise<void> => {
    for (let no = 0; no < 120; no += 1)
      await append(source, `lead-${(no * 7) % 11}`, ...Array.from({ length: 1 + (no % 3) }, () => data(no)));
  };

  const copy = async (
    events: readonly ArchivedEvent[],
    handled?: HandledEvent,
  ): Promise<Copied & { readonly position: number | undefined }> => {
    const copying = createCopyEvents(target.client);
    for (const event of events) await copying.copy(event);
    const copied = await copying.end();
    return { ...copied, position: await copying.verify(handled, () => undefined) };
  };

  test('are the same there: ids, order, revisions, contents and times, also in a copy of the copy', async () => {
    await fill();
    const bytes = binaryEvent({ type: 'Seen', data: Buffer.from([0, 255, 1]), metadata: { why: 'x' } });
    await append(source, 'product-1', bytes);
    const events = await all(source);
    expect(await copy(events)).toEqual({ events: 241, found: 0, position: undefined });
    const copied = await all(target);
    expect(copied.map(sameness)).toEqual(events.map(sameness));
    expect(copied.at(-1)?.metadata).toEqual({ why: 'x' });
  });

  test('are not too many at once for a server, whatever script they are in', async () => {
    const long = () => jsonEvent({ type: 'Told', data: { text: '語'.repeat(80_000) } });
    for (let no = 0; no < 6; no += 1) await append(source, 'product-1', long());
    expect(await copy(await all(source))).toMatchObject({ events: 6 });
  });

  test('were recorded when they were, for whoever reads the copy', async () => {
    const toAppend = tagged(1);
    await createAppend(source.client, source.keys)('lead-1', undefined, [toAppend]);
    const [event] = await all(source);
    if (event === undefined) throw new Error('no event');
    const earlier = { ...event, recordedAt: toAppend.metadata.occurredAt };
    await copy([earlier]);
    const [read] = await createReadStream(target.client, source.keys)('lead-1', decodeOrThrow(Revision, 0));
    expect(read?.recordedAt).toBe(earlier.recordedAt);
  });

  test('are added to the first of them, and none comes twice', async () => {
    await fill();
    const events = await all(source);
    await copy(events.slice(0, 100));
    expect(await copy(events)).toMatchObject({ events: 240, found: 100 });
    expect(await copy(events)).toMatchObject({ events: 240, found: 240 });
    expect(await all(target)).toHaveLength(240);
  });

  test('are not mixed with others: the stream is named', async () => {
    await fill();
    const events = await all(source);
    await append(target, 'lead-0', data(1000));
    await expect(copy(events)).rejects.toThrow('as number 1 the event 0 of lead-0 (Counted)');
    expect(await all(target)).toHaveLength(1);
  });

  test('are refused where the log has more than them', async () => {
    await fill();
    const events = await all(source);
    await copy(events);
    await expect(copy(events.slice(0, 50))).rejects.toThrow('the target has more events: the first is');
  });

  test('are refused where somebody else appends meanwhile', async () => {
    await fill();
    const events = await all(source);
    const copying = createCopyEvents(target.client);
    for (const event of events.slice(0, 150)) await copying.copy(event);
    await append(target, 'lead-guest', data(1000));
    for (const event of events.slice(150)) await copying.copy(event);
    await copying.end();
    await expect(copying.verify(undefined, () => undefined)).rejects.toThrow('the target is not a copy');
  });

  test('are refused where a stream has others by the time that they are appended', async () => {
    await append(source, 'lead-1', data(1));
    const [event] = await all(source);
    if (event === undefined) throw new Error('no event');
    const copying = createCopyEvents(target.client);
    await copying.copy(event);
    await append(target, 'lead-1', data(2));
    await expect(copying.end()).rejects.toThrow(
      'the target has other events in the stream lead-1, from 0 on',
    );
  });

  test('have other positions there, by which the one that was dealt with is found', async () => {
    await append(target, '$settings', jsonEvent({ type: '$changed', data: {} }));
    await fill();
    const events = await all(source);
    const wanted = events[77];
    if (wanted === undefined) throw new Error('no event');
    const { position } = await copy(events, wanted);
    expect((await readLastUpTo(target.client, position ?? 0))?.id).toBe(wanted.id);
    const nowhere = { ...wanted, id: decodeOrThrow(EventId, randomUUID()) };
    await expect(copy(events, nowhere)).rejects.toThrow('an event that it does not hold');
  });

  test('are looked for up to a place where somebody else has events', async () => {
    await fill();
    const ours = (await all(source)).at(-1);
    for (let no = 0; no < 450; no += 1) await append(source, 'guest-1', data(no));
    const guests = await append(source, 'guest-1', data(450));
    await append(source, 'lead-1', data(1));
    expect(await readLastUpTo(source.client, Number(guests.position?.commit))).toEqual(ours);
    expect(await readLastUpTo(source.client, Number(guests.position?.commit) + 1)).toEqual(ours);
    await append(target, 'guest-1', data(0));
    expect(await readLastUpTo(target.client, 1000)).toBeUndefined();
  });

  test('of a stream that was deleted cannot be copied', async () => {
    await fill();
    await eventStore(source, (client) => client.tombstoneStream(`${source.prefix}lead-4`));
    await expect(all(source)).rejects.toThrow('the stream lead-4 was deleted');
  });

  test('of a stream that has lost its first events cannot be copied', async () => {
    await fill();
    const events = await all(source);
    const shortened = events.filter(({ stream, revision }) => stream !== 'lead-3' || revision > 4);
    await expect(copy(shortened)).rejects.toThrow(
      'the stream lead-3 has lost the events before 5: it cannot be copied',
    );
  });

  test('are found under a prefix, beside those of others', async () => {
    await fill();
    const events = await all(source);
    const moved = connectEventStore(target.url, `${target.prefix}moved.`);
    await append(target, 'lead-0', data(1));
    const copying = createCopyEvents(moved);
    for (const event of events) await copying.copy(event);
    expect(await copying.end()).toEqual({ events: 240, found: 0 });
    await copying.verify(undefined, () => undefined);
    await moved.dispose();
    expect(await all(target)).toHaveLength(1);
  });
});
