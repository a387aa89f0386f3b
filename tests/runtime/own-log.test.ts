import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { type Position, Revision } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { createAppend, createReadEvents, createReadStream, readHead } from '../../runtime/event-store.js';
import { createReadLog } from '../../runtime/generations/read-log.js';
import { createLog } from '../../runtime/log.js';
import { type Client, connectEventStore, type LogEntry } from '../../runtime/own-log.js';
import { followLog, type Subscription } from '../../runtime/subscription.js';
import { type RunningStore, runEventStore, tagged } from '../support/event-store.js';
import { eventually } from '../support/eventually.js';
import { freshPrefix } from '../support/given-servers.js';

const log = createLog('silent');
const start = decodeOrThrow(Revision, 0);
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Notes the tags that come, and how far the log has been followed. */
const witness = (store: RunningStore, client: Client, from?: Position) => {
  const tags: unknown[] = [];
  const upTos: Position[] = [];
  const subscription = followLog({
    client,
    log,
    readEvents: createReadEvents(store.keys),
    from,
    handle: async (batch, upTo) => {
      for (const { data } of batch) tags.push('tag' in data ? data.tag : '?');
      upTos.push(upTo);
    },
  });
  return { tags, upTos, subscription };
};

describe('one event store for several', { timeout: 60_000 }, () => {
  let store: RunningStore;
  let others: EventStoreDBClient;
  let prefix: string;
  let clients: readonly [Client, Client];
  let subscription: Subscription | undefined;

  const append = (client: Client, stream: string, numbers: readonly number[], after?: number) =>
    createAppend(client, store.keys)(
      stream,
      after === undefined ? undefined : decodeOrThrow(Revision, after),
      numbers.map(tagged),
    );
  const foreign = async (count: number): Promise<void> => {
    const events = range(1, count).map((no) => jsonEvent({ type: 'Ordered', data: { no } }));
    await others.appendToStream('orders-1', events);
  };
  /** What a client sees in the log after a position. */
  const allAfter = async (client: Client, after: Position) => {
    const readLog = createReadLog(client, createReadEvents(store.keys));
    const upTo = await readHead(client, after);
    const events: Recorded<AnyEvent>[] = [];
    for (let from = after; from < upTo; ) {
      const stretch = await readLog(from, upTo);
      events.push(...stretch.events);
      from = stretch.reached;
    }
    return events;
  };

  beforeEach(async () => {
    store = await runEventStore();
    others = EventStoreDBClient.connectionString(store.url);
    prefix = freshPrefix();
    clients = [connectEventStore(store.url, prefix), connectEventStore(store.url, `${prefix}other.`)];
  });
  afterEach(async () => {
    await subscription?.stop();
    subscription = undefined;
    for (const client of [...clients, others]) await client.dispose();
    await store.end();
  });

  it('keeps the streams of each under its prefix, which nobody above sees', async () => {
    for (const client of clients) await append(client, 'lead-1', [1]);
    const stored = [];
    for await (const { event } of others.readStream(`${prefix}other.lead-1`)) stored.push(event?.streamId);
    expect(stored).toEqual([`${prefix}other.lead-1`]);
    const [event] = await createReadStream(clients[1], store.keys)('lead-1', start);
    expect(event).toMatchObject({ stream: 'lead-1', revision: 0, data: { tag: 'tag 1' } });
  });

  it('shows each its own events only, in the log as in a subscription, also to one without a prefix', async () => {
    const all = [store.client, ...clients];
    await append(store.client, 'lead-2', [9]);
    const before = await readHead(store.client);
    await foreign(3);
    for (const [no, client] of all.entries()) await append(client, 'lead-1', [no]);
    for (const [no, client] of all.entries()) {
      const seen = await allAfter(client, before);
      expect(seen).toMatchObject([{ stream: 'lead-1', data: { tag: `tag ${no}` } }]);
      const { tags, subscription: following } = witness(store, client, before);
      await eventually(async () => tags.length > 0 || undefined);
      expect(tags).toEqual([`tag ${no}`]);
      await following.stop();
    }
  });

  it('finds its newest event behind any number of others', async () => {
    const appended = await append(clients[0], 'lead-1', [1]);
    const position = appended.kind === 'appended' ? appended.position : expect.fail(appended.kind);
    await foreign(2500);
    expect(await readHead(clients[0])).toBe(position);
    expect(await readHead(clients[1])).toBe(0);
    expect(await readHead(clients[0], position)).toBe(position);
  });

  it('moves on over events of others, so that it need not look at them again', async () => {
    await append(clients[0], 'lead-1', [1]);
    const own = await readHead(clients[0]);
    const { upTos, subscription: following } = witness(store, clients[0]);
    subscription = following;
    await foreign(2500);
    const further = await eventually(async () => upTos.find((upTo) => upTo > own));
    expect(await readHead(clients[0], further)).toBe(further);
  });

  it('tells of nothing as looked at while an event before it waits to be taken', async () => {
    const follow = (onEntry: (entry: LogEntry) => void) =>
      clients[0].follow({ after: undefined, onEntry, onCaughtUp: () => undefined, onEnd: () => undefined });
    const eventsIn = (entries: readonly LogEntry[]): number =>
      entries.filter(({ event }) => event !== undefined).length;
    const seen: LogEntry[] = [];
    const paused = follow((entry) => {
      seen.push(entry);
      if (seen.length === 1) paused.pause();
    });
    await append(clients[0], 'lead-1', [1]);
    await eventually(async () => seen.length > 0 || undefined);
    await append(clients[0], 'lead-1', range(2, 6), 0);
    await foreign(2500);
    const lookedAt: LogEntry[] = [];
    const ahead = follow((entry) => lookedAt.push(entry));
    await eventually(async () => {
      const last = lookedAt.findLastIndex(({ event }) => event !== undefined);
      return eventsIn(lookedAt) === 6 && last < lookedAt.length - 1 ? true : undefined;
    });
    paused.resume();
    await eventually(async () => eventsIn(seen) === 6 || undefined);
    const positions = seen.map(({ position }) => Number(position));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    await Promise.all([paused.stop(), ahead.stop()]);
  });
});
