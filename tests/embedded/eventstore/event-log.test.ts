import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EventLog, openEventLog } from '../../../embedded/eventstore/event-log.js';
import { removeFolder, temporaryFolder } from './running-store.js';

const directory = temporaryFolder();
let log: EventLog;
beforeAll(() => {
  log = openEventLog(directory);
});
afterAll(() => {
  log.close();
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
const fail = () =>
  log.change(() => {
    throw new Error('The disk is on fire.');
  });

it('writes nothing of a commit that fails, tells all that shared it, and goes on as if it had not been', async () => {
  const before = await append('one');
  const id = randomUUID();
  const outcomes = await Promise.allSettled([append('one', id), append('new', id), fail(), append('one')]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'The disk is on fire.' } });
  }
  expect(log.lastPosition()).toBe(before.kind === 'written' ? before.position : undefined);
  expect(log.streams.lastRevision('new')).toBe(-1);
  expect(await append('new', id)).toMatchObject({ kind: 'written', revision: 0 });
  expect(await append('one', id)).toMatchObject({ kind: 'written', revision: 1 });
});

it('takes what is asked for in one turn in the order in which it was asked', async () => {
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => append('ordered')));
  expect(outcomes).toMatchObject(outcomes.map((_, revision) => ({ kind: 'written', revision })));
});

it('refuses work when it is closed', async () => {
  const other = temporaryFolder();
  const closed = openEventLog(other);
  closed.close();
  await expect(closed.change(() => undefined)).rejects.toThrow('The event log is closed.');
  removeFolder(other);
});
