import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EventLog, openEventLog } from '../../../embedded/eventstore/event-log.js';
import { streamForwards } from '../../../embedded/eventstore/read-stream.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { removeFolder, temporaryFolder } from './running-store.js';

needsEmbedded('EVENTSTORE_URL', 'is about what is inside the embedded one');

const directory = temporaryFolder();
let log: EventLog;
beforeAll(() => {
  log = openEventLog(directory);
});
afterAll(async () => {
  await log.close();
  removeFolder(directory);
});

const noBytes = new Uint8Array();
const append = (stream: string, id = randomUUID()) =>
  log.change((appends) =>
    appends.append({
      stream,
      expected: 'any',
      events: [{ id, type: 'Happened', isJson: false, data: noBytes, metadata: noBytes }],
    }),
  );
const fail = (error: Error) =>
  log.change(() => {
    throw error;
  });
const fullDisk = Object.assign(new Error('The disk is on fire.'), { code: 'SQLITE_FULL' });

it('writes nothing of a commit that the disk fails, tells all that shared it, and goes on as if it had not been', async () => {
  const before = await append('one');
  const id = randomUUID();
  const outcomes = await Promise.allSettled([
    append('one', id),
    append('new', id),
    fail(fullDisk),
    append('one'),
  ]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'The disk is on fire.' } });
  }
  expect(log.lastPosition()).toBe(before.kind === 'written' ? before.position : undefined);
  expect(log.streams.lastRevision('new')).toBe(-1);
  expect(await append('new', id)).toMatchObject({ kind: 'written', revision: 0 });
  expect(await append('one', id)).toMatchObject({ kind: 'written', revision: 1 });
});

it('commits what shares a commit with work that fails by itself', async () => {
  const bug = new Error('This work is wrong.');
  const outcomes = await Promise.allSettled([append('a'), fail(bug), append('b'), fail(bug), append('a')]);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled', value: { kind: 'written', revision: 0 } },
    { status: 'rejected', reason: bug },
    { status: 'fulfilled', value: { kind: 'written', revision: 0 } },
    { status: 'rejected', reason: bug },
    { status: 'fulfilled', value: { kind: 'written', revision: 1 } },
  ]);
});

it('writes nothing any more once it knows that the database is damaged', async () => {
  const other = temporaryFolder();
  const damaged = openEventLog(other);
  const damage = Object.assign(new Error('malformed'), { code: 'SQLITE_CORRUPT' });
  const work = (): void => {
    throw damage;
  };
  await expect(damaged.change(work)).rejects.toBe(damage);
  await expect(damaged.change(() => undefined)).rejects.toBe(damage);
  await damaged.close();
  removeFolder(other);
});

it('takes what is asked for in one turn in the order in which it was asked', async () => {
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => append('ordered')));
  expect(outcomes).toMatchObject(outcomes.map((_, revision) => ({ kind: 'written', revision })));
});

it('stops a scavenge by its id, and says in its stream that it was stopped', async () => {
  const { id } = log.scavenger.start();
  expect(log.scavenger.stop('another')).toBe(false);
  expect(log.scavenger.stop(id)).toBe(true);
  await log.scavenger.close();
  const events = streamForwards(log, `$scavenges-${id}`, 0).next().events;
  expect(events.map(({ type, data }) => [type, Buffer.from(data).includes('"Stopped"')])).toEqual([
    ['$scavengeStarted', false],
    ['$scavengeCompleted', true],
  ]);
});

it('refuses work when it is closed', async () => {
  const other = temporaryFolder();
  const closed = openEventLog(other);
  await closed.close();
  await expect(closed.change(() => undefined)).rejects.toThrow('The event log is closed.');
  removeFolder(other);
});
