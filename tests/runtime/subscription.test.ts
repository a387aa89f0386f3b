import { jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Position } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { createAppend, createReadEvents, readHead } from '../../runtime/event-store.js';
import { createLog } from '../../runtime/log.js';
import { followLog, type Subscription } from '../../runtime/subscription.js';
import { type RunningStore, runEventStore, tagged } from '../support/event-store.js';
import { eventually } from '../support/eventually.js';
import { needsEmbedded } from '../support/given-servers.js';

type Handle = Parameters<typeof followLog>[0]['handle'];

const lines: string[] = [];
const log = createLog('warn', { write: (line) => lines.push(line) });

/** Notes what comes; `seen(n)` ends when that many have come. */
const createWitness = () => {
  const events: Recorded<AnyEvent>[] = [];
  const waiting: { readonly count: number; readonly done: () => void }[] = [];
  const handle: Handle = async (batch) => {
    events.push(...batch);
    for (const { count, done } of waiting) if (events.length >= count) done();
  };
  const seen = (count: number): Promise<void> =>
    new Promise((done) => {
      if (events.length >= count) done();
      else waiting.push({ count, done });
    });
  return { events, handle, seen, tags: () => events.map(({ data }) => ('tag' in data ? data.tag : '?')) };
};

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const tagsOf = (numbers: readonly number[]) => numbers.map((no) => `tag ${no}`);

describe('following the log', () => {
  let store: RunningStore;
  let subscription: Subscription | undefined;
  let next = 0;

  const follow = (handle: Handle, from?: Position): void => {
    subscription = followLog({
      client: store.client,
      log,
      readEvents: createReadEvents(store.keys),
      from,
      handle,
    });
  };
  /** Appends the events with these numbers, each to a stream of its own or all to one. */
  const append = async (numbers: readonly number[]): Promise<void> => {
    next += 1;
    await createAppend(store.client, store.keys)(`lead-${next}`, undefined, numbers.map(tagged));
  };

  beforeEach(async () => {
    lines.length = 0;
    store = await runEventStore();
  });
  afterEach(async () => {
    await subscription?.stop();
    await store.end();
  });

  it('gets everything in log order: what was there, and what comes', async () => {
    const witness = createWitness();
    await append(range(1, 700));
    follow(witness.handle);
    await witness.seen(700);
    await append(range(701, 702));
    await append(range(703, 703));
    await witness.seen(703);
    expect(witness.tags()).toEqual(tagsOf(range(1, 703)));
    const positions = witness.events.map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it('begins after the position that it is given', async () => {
    await append(range(1, 2));
    const first = createWitness();
    follow(first.handle);
    await first.seen(2);
    await subscription?.stop();
    await append(range(3, 4));
    const second = createWitness();
    follow(second.handle, first.events[1]?.position);
    await second.seen(2);
    expect(second.tags()).toEqual(['tag 3', 'tag 4']);
  });

  it('names the position up to which a batch goes', async () => {
    const upTos: number[] = [];
    const witness = createWitness();
    follow(async (batch, upTo) => {
      if (batch.length === 0) return;
      upTos.push(upTo);
      expect(batch.at(-1)?.position).toBe(upTo);
      await witness.handle(batch, upTo);
    });
    await append(range(1, 3));
    await witness.seen(3);
    expect(upTos.at(-1)).toBe(witness.events.at(-1)?.position);
  });

  it('gets a batch again whose handling failed, and nothing is lost behind it', async () => {
    const witness = createWitness();
    const tried: (string | undefined)[] = [];
    follow(async (batch, upTo) => {
      if (batch.length === 0) return;
      tried.push(batch[0]?.eventId);
      if (tried.length <= 2) throw new Error('the database is away');
      await witness.handle(batch, upTo);
    });
    await append(range(1, 2));
    await append(range(3, 4));
    await witness.seen(4);
    expect(witness.tags()).toEqual(tagsOf(range(1, 4)));
    expect(tried.slice(0, 3)).toEqual([tagged(1).eventId, tagged(1).eventId, tagged(1).eventId]);
    expect(lines.join()).toContain('the database is away');
  });

  it('leaves out an event that cannot be read, says so, and goes on', async () => {
    const witness = createWitness();
    follow(witness.handle);
    await append([1]);
    await store.client.appendToStream('lead-odd', [jsonEvent({ type: 'TagAdded', data: { tag: 7 } })]);
    await store.client.appendToStream('lead-odd', [jsonEvent({ type: 'Unheard', data: {} })]);
    await append([2]);
    await witness.seen(2);
    expect(witness.tags()).toEqual(['tag 1', 'tag 2']);
    expect(lines.filter((line) => line.includes('left out: event'))).toHaveLength(2);
  });

  it('moves on over events that cannot be read: they do not come again', async () => {
    await store.client.appendToStream('lead-odd', [jsonEvent({ type: 'Unheard', data: {} })]);
    const head = await readHead(store.client);
    const upTo = await new Promise<Position>((done) => {
      follow(async (batch, position) => {
        expect(batch).toEqual([]);
        if (position >= head) done(position);
      });
    });
    expect(upTo).toBeGreaterThanOrEqual(head);
  });

  it('ends after the batch that is being handled', async () => {
    await append(range(1, 3));
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    let finished = false;
    await new Promise<void>((started) => {
      follow(async () => {
        started();
        await held;
        finished = true;
      });
    });
    const stopping = subscription?.stop();
    release();
    await stopping;
    expect(finished).toBe(true);
  });

  describe('while the server is away', () => {
    needsEmbedded('EVENTSTORE_URL', 'stops it');

    it('goes on when it is there again, without a gap and without a repetition', async () => {
      const witness = createWitness();
      follow(witness.handle);
      await append(range(1, 3));
      await witness.seen(3);
      await store.stopServer();
      await store.startServer();
      await append(range(4, 6));
      await witness.seen(6);
      await append(range(7, 7));
      await witness.seen(7);
      expect(witness.tags()).toEqual(tagsOf(range(1, 7)));
    });

    it('is healthy when it is there again, though nothing has come since', async () => {
      const witness = createWitness();
      follow(witness.handle);
      await append([1]);
      await witness.seen(1);
      await store.stopServer();
      await eventually(async () => subscription?.isHealthy() === false || undefined);
      await store.startServer();
      await eventually(async () => subscription?.isHealthy() || undefined);
    });

    it('ends all the same', async () => {
      const witness = createWitness();
      follow(witness.handle);
      await append([1]);
      await witness.seen(1);
      await store.stopServer();
      await subscription?.stop();
      expect(witness.tags()).toEqual(['tag 1']);
    });
  });
});
