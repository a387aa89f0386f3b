import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent, NO_STREAM, streamNameFilter } from '@eventstore/db-client';
import { eachOf, percentile } from './client.js';
import { megabytes, rate, say, startWorker, timed } from './measure.js';

/*
 * The embedded EventStoreDB alone, in a worker thread as Leadline runs it, under the official client: `npm run bench:eventstore`.
 * Server and client share this machine.
 */

const visit = (no: number) =>
  jsonEvent({
    type: 'PageVisited',
    data: { url: `https://shop.example/product/${no % 100}`, title: 'A product', no },
    metadata: { correlationId: `request-${no}`, actor: 'bench' },
  });
const visits = (count: number) => Array.from({ length: count }, (_, no) => visit(no));

const benchAppends = async (client: EventStoreDBClient): Promise<void> => {
  const times: number[] = [];
  for (let no = 0; no < 1_000; no += 1) {
    const event = visit(no);
    times.push(await timed(() => client.appendToStream('alone', event)));
  }
  say('append, one at a time, p50', `${percentile(times, 0.5).toFixed(2)} ms`);
  say('append, one at a time, p99', `${percentile(times, 0.99).toFixed(2)} ms`);
  for (const width of [32, 256]) {
    const appends = 8_000;
    const took = await timed(() =>
      eachOf(appends, width, (no) => client.appendToStream(`lead-${no % 1_000}`, visit(no))),
    );
    say(`append, ${width} at a time`, rate(appends, took, 'events'));
  }
  const batches = 300;
  const took = await timed(() =>
    eachOf(batches, 4, (no) =>
      client.appendToStream(`batch-${no}`, visits(100), { expectedRevision: NO_STREAM }),
    ),
  );
  say('append, batches of 100, 4 at a time', rate(batches * 100, took, 'events'));
};

const count = async (events: AsyncIterable<unknown>, until = Number.POSITIVE_INFINITY): Promise<number> => {
  let seen = 0;
  for await (const _ of events) {
    seen += 1;
    if (seen >= until) break;
  }
  return seen;
};

const benchReads = async (client: EventStoreDBClient): Promise<void> => {
  const reads = 3_000;
  const took = await timed(() => eachOf(reads, 16, (no) => count(client.readStream(`lead-${no % 1_000}`))));
  say('read of a stream of 16 events, 16 at a time', rate(reads, took, 'reads'));
  let all = 0;
  const everything = await timed(async () => {
    all = await count(client.readAll());
  });
  say(`read of $all (${all.toLocaleString('en')} events)`, rate(all, everything, 'events'));
  const filtered = 46_000;
  const filter = streamNameFilter({ prefixes: ['lead-', 'batch-'] });
  const caughtUp = await timed(() => count(client.subscribeToAll({ filter }), filtered));
  say('catch-up of a subscription to $all with a filter', rate(filtered, caughtUp, 'events'));
};

/** From the append to the event in the hands of a subscriber. */
const benchLive = async (client: EventStoreDBClient): Promise<void> => {
  const subscription = client.subscribeToAll({ fromPosition: 'end' });
  let arrived = (): void => undefined;
  subscription.on('data', () => arrived());
  await once(subscription, 'caughtUp');
  const times: number[] = [];
  for (let no = 0; no < 500; no += 1) {
    const event = visit(no);
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    times.push(await timed(() => Promise.all([client.appendToStream('live', event), arrival])));
  }
  say('from append to subscriber, p50', `${percentile(times, 0.5).toFixed(2)} ms`);
  say('from append to subscriber, p99', `${percentile(times, 0.99).toFixed(2)} ms`);
  await subscription.unsubscribe();
};

const directory = await mkdtemp(join(tmpdir(), 'leadline-bench-'));
try {
  const { url, stop } = await startWorker('eventstore', directory);
  const client = EventStoreDBClient.connectionString(url);
  await benchAppends(client);
  await benchReads(client);
  await benchLive(client);
  say('memory of the whole process', megabytes(process.memoryUsage.rss()));
  await client.dispose();
  await stop();
  const again = await timed(() => startWorker('eventstore', directory));
  say('start with these events', `${again.toFixed(0)} ms`);
} finally {
  await rm(directory, { recursive: true, force: true });
}
process.exit(0);
