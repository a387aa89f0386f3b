import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { type Collection, MongoClient } from 'mongodb';
import { eachOf } from './client.js';
import { megabytes, rate, say, startWorker, timed } from './measure.js';

/*
 * The embedded MongoDB alone, in a worker thread as Leadline runs it, under the official driver and Agenda: `npm run bench:mongodb`.
 * Server and clients share this machine.
 */

interface Lead {
  readonly _id: string;
  readonly position: number;
  readonly email: string;
  readonly country: string;
  readonly tags: readonly string[];
  readonly visits: readonly { readonly url: string; readonly at: string }[];
}

const countries = ['DE', 'FR', 'GB', 'US', 'ES'];
const leadCount = 50_000;
const at = new Date(0).toISOString();

const lead = (no: number): Lead => ({
  _id: `lead-${no}`,
  position: no,
  email: `lead-${no}@example.com`,
  country: countries[no % countries.length] ?? 'DE',
  tags: ['customer', `campaign-${no % 100}`],
  visits: Array.from({ length: 5 }, (_, page) => ({ url: `https://shop.example/product/${page}`, at })),
});

/** Measures the same work in several ways; each is compared with the first. */
const compare = async (
  what: string,
  ways: readonly (readonly [name: string, count: number, work: () => Promise<unknown>])[],
): Promise<void> => {
  let first: number | undefined;
  for (const [name, count, work] of ways) {
    const each = (await timed(work)) / count;
    first ??= each;
    say(name, rate(1, each, what), `× ${(first / each).toFixed(1)}`);
  }
};

const benchWrites = async (leads: Collection<Lead>): Promise<void> => {
  const insert = (from: number) => (no: number) => leads.insertOne(lead(from + no));
  const upsert = (from: number) => (no: number) =>
    leads.replaceOne({ _id: `lead-${from + no}` }, lead(from + no), { upsert: true });
  await compare('documents', [
    ['insert, one at a time', 1_000, () => eachOf(1_000, 1, insert(0))],
    ['insert, 32 at a time', 8_000, () => eachOf(8_000, 32, insert(1_000))],
    [
      'insertMany, batches of 1,000',
      40_000,
      () =>
        eachOf(40, 1, (batch) =>
          leads.insertMany(Array.from({ length: 1_000 }, (_, no) => lead(9_000 + batch * 1_000 + no))),
        ),
    ],
  ]);
  await compare('documents', [
    ['upsert, one at a time, half of them new', 1_000, () => eachOf(1_000, 1, upsert(leadCount - 1_500))],
    ['upsert, 32 at a time, all there', 8_000, () => eachOf(8_000, 32, upsert(0))],
    [
      'upsert, bulkWrite of 500, all there',
      20_000,
      () =>
        eachOf(40, 1, (batch) =>
          leads.bulkWrite(
            Array.from({ length: 500 }, (_, no) => ({
              replaceOne: {
                filter: { _id: `lead-${batch * 500 + no}` },
                replacement: lead(batch * 500 + no),
                upsert: true,
              },
            })),
            { ordered: false },
          ),
        ),
    ],
  ]);
};

const benchReads = async (leads: Collection<Lead>): Promise<void> => {
  const byEmail = (no: number) => leads.findOne({ email: `lead-${(no * 7) % leadCount}@example.com` });
  await compare('finds', [
    ['find by an index, one at a time', 2_000, () => eachOf(2_000, 1, byEmail)],
    ['find by an index, 32 at a time', 10_000, () => eachOf(10_000, 32, byEmail)],
    [
      'find by a range with a sort, 20 documents, 16 at a time',
      4_000,
      () =>
        eachOf(4_000, 16, (no) =>
          leads
            .find({ position: { $gte: (no * 11) % leadCount } })
            .sort({ position: 1 })
            .limit(20)
            .toArray(),
        ),
    ],
    [
      'find without an index, 16 at a time',
      32,
      () => eachOf(32, 16, (no) => leads.findOne({ 'visits.url': `none-${no}` })),
    ],
  ]);
  const group = [{ $group: { _id: '$country', count: { $sum: 1 } } }];
  await compare('documents', [
    ['find of everything', leadCount, () => leads.find().toArray()],
    [
      'aggregate, $group of everything',
      5 * leadCount,
      () => eachOf(5, 1, () => leads.aggregate(group).toArray()),
    ],
    [
      'aggregate, $match by an index and $group, of a fifth',
      leadCount,
      () => eachOf(5, 1, () => leads.aggregate([{ $match: { country: 'DE' } }, ...group]).toArray()),
    ],
  ]);
};

const benchAgenda = async (client: MongoClient): Promise<void> => {
  const jobs = 2_000;
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: client.db('bench'), collection: 'jobs' }),
    processEvery: 100,
    maxConcurrency: 100,
    defaultConcurrency: 50,
    defaultLockLimit: 200,
  });
  let left = jobs;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  agenda.define('job', async () => {
    left -= 1;
    if (left === 0) finish();
  });
  await agenda.ready;
  await client
    .db('bench')
    .collection('jobs')
    .createIndex({ name: 1, lockedAt: 1, nextRunAt: 1, priority: -1 });
  const saved = await timed(() =>
    eachOf(jobs, 32, () => agenda.create('job', {}).schedule(new Date(0)).save()),
  );
  say('Agenda, jobs saved, 32 at a time', rate(jobs, saved, 'jobs'));
  const ran = await timed(async () => {
    await agenda.start();
    await finished;
  });
  say('Agenda, due jobs run', rate(jobs, ran, 'jobs'));
  await agenda.stop();
};

/** What documents take in memory, with the indexes that are given. */
const sayMemory = async (client: MongoClient, name: string): Promise<void> => {
  const { storageEngine } = await client.db('bench').command({ serverStatus: 1 });
  const { documents, dataSize, heapUsed } = storageEngine;
  const size = `${megabytes(heapUsed)} of heap`;
  say(
    `${name} (${Number(documents).toLocaleString('en')}, ${megabytes(dataSize)} of BSON)`,
    size,
    `× ${(heapUsed / dataSize).toFixed(1)}`,
  );
};

const directory = await mkdtemp(join(tmpdir(), 'leadline-bench-'));
try {
  const { url, stop } = await startWorker('mongodb', directory);
  const client = await MongoClient.connect(url);
  const leads = client.db('bench').collection<Lead>('leads');
  await leads.createIndexes([
    { key: { email: 1 }, unique: true },
    { key: { position: 1 } },
    { key: { country: 1 } },
  ]);
  await benchWrites(leads);
  await benchReads(leads);
  await benchAgenda(client);
  await client.close();
  await stop();
  const started = performance.now();
  const again = await startWorker('mongodb', directory);
  say('start with these documents', `${Math.round(performance.now() - started).toLocaleString('en')} ms`);
  const second = await MongoClient.connect(again.url);
  await sayMemory(second, 'documents and four indexes');
  await second.close();
  await again.stop();
} finally {
  await rm(directory, { recursive: true, force: true });
}
process.exit(0);
