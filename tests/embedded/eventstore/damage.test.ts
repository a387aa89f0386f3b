import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { jsonEvent } from '@eventstore/db-client';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEventStore } from '../../../embedded/eventstore/server.js';
import { needsEmbedded } from '../../support/given-servers.js';
import {
  collect,
  connect,
  failureOf,
  happenedTimes,
  removeFolder,
  temporaryFolder,
} from './running-store.js';
import { startInChild } from './server-process.js';

needsEmbedded('EVENTSTORE_URL', 'damages its files');

let directory: string;
let file: string;
beforeEach(() => {
  directory = temporaryFolder();
  file = join(directory, 'events.db');
});
afterEach(() => removeFolder(directory));

const write = async (count: number): Promise<void> => {
  const store = await startEventStore({ directory });
  const client = connect(store.url);
  await client.appendToStream('kept', happenedTimes(count));
  await client.dispose();
  await store.stop();
};
const keptEvents = async (): Promise<number> => {
  const store = await startEventStore({ directory });
  const client = connect(store.url);
  const events = await collect(client.readStream('kept'));
  await client.dispose();
  await store.stop();
  return events.length;
};
const changeDatabase = (sql: string): void => {
  const db = new Database(file);
  db.exec(sql);
  db.close();
};
const overwrite = (at: number, bytes: Uint8Array): void => {
  const opened = openSync(file, 'r+');
  writeSync(opened, bytes, 0, bytes.length, at);
  closeSync(opened);
};

describe('a file that is not usable is named, with the reason, and left as it is', () => {
  it.each<[string, () => void, RegExp]>([
    ['text', () => writeFileSync(file, 'x'.repeat(5_000)), /is no database at all/],
    ['a database without a beginning', () => overwrite(0, randomBytes(100)), /is no database at all/],
    ['a newer database', () => changeDatabase('PRAGMA user_version = 99'), /has version 99, and .* up to 2/],
    ['that of another program', () => changeDatabase('PRAGMA application_id = 7'), /of another program/],
    [
      'that of another program, without a version',
      () => changeDatabase('PRAGMA application_id = 0; PRAGMA user_version = 0'),
      /of another program/,
    ],
  ])('%s', async (_case, spoil, reason) => {
    await write(50);
    spoil();
    const before = readFileSync(file);
    const error = String(await failureOf(startEventStore({ directory })));
    expect(error).toContain(`The event database ${file} cannot be used`);
    expect(error).toMatch(reason);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('a folder in its place', async () => {
    mkdirSync(file);
    expect(String(await failureOf(startEventStore({ directory })))).toContain(`${file} cannot be used`);
  });

  it('pages that a process which died has left torn', async () => {
    const child = await startInChild(directory);
    const client = connect(child.url);
    const large = () => jsonEvent({ type: 'Large', data: 'x'.repeat(900_000) });
    for (let no = 0; no < 12; no += 1) await client.appendToStream('kept', large());
    await client.dispose();
    await child.kill();
    expect(statSync(file).size).toBeGreaterThan(1_000_000);
    overwrite(4_096, randomBytes(4 * 4_096));
    expect(String(await failureOf(startEventStore({ directory })))).toMatch(/cannot be used: it is damaged/);
  });
});

it('a damaged page fails those who read it, and the server goes on for the others', async () => {
  await write(2_000);
  const pages = statSync(file).size / 4_096;
  overwrite(Math.floor(pages / 3) * 4_096, new Uint8Array(Math.floor(pages / 3) * 4_096));
  const store = await startEventStore({ directory });
  const client = connect(store.url);
  const error = await failureOf(collect(client.readStream('kept')));
  expect(String(error)).toContain('The event database is damaged');
  const [first] = await collect(client.readAll({ maxCount: 1 }));
  expect(first?.event?.type).toBe('$metadata');
  await client.dispose();
  await store.stop();
});

it('a database of version 1 is brought to the present version, with all its events', async () => {
  await write(30);
  changeDatabase('PRAGMA application_id = 0; PRAGMA user_version = 1');
  expect(await keptEvents()).toBe(30);
  const db = new Database(file);
  expect(db.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 2 });
  expect(db.prepare('PRAGMA application_id').get()).toMatchObject({ application_id: 0x45536462 });
  db.close();
});

it('a store that was stopped is one file, which can be copied', async () => {
  await write(30);
  expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  const other = temporaryFolder();
  copyFileSync(file, join(other, 'events.db'));
  removeFolder(directory);
  directory = other;
  expect(await keptEvents()).toBe(30);
});

it('a folder that must not be written is refused with the reason', async () => {
  writeFileSync(join(directory, 'file'), '');
  const error = await failureOf(startEventStore({ directory: join(directory, 'file') }));
  expect(String(error)).toMatch(/The data folder .*file cannot be used: EEXIST/);
});

// Nothing is forbidden to root: it has to become somebody else first.
it('a read-only folder is refused with the reason', async () => {
  await write(1);
  chmodSync(directory, 0o555);
  const error = await failureOf(startInChild(directory, { asNobody: process.getuid?.() === 0 }));
  chmodSync(directory, 0o755);
  expect(String(error)).toMatch(/The data folder .* cannot be used: EACCES/);
  expect(await keptEvents()).toBe(1);
});

it('a disk that takes no more fails the append, serves reads, and does no damage', async () => {
  const child = await startInChild(directory, { maxFileKiB: 512 });
  const client = connect(child.url);
  let written = 0;
  const append = async (): Promise<void> => {
    for (let no = 0; no < 200; no += 1) {
      await client.appendToStream('kept', happenedTimes(50));
      written += 50;
    }
  };
  expect(String(await failureOf(append()))).toContain('The disk has failed');
  expect(written).toBeGreaterThan(0);
  expect(await collect(client.readStream('kept'))).toHaveLength(written);
  await client.dispose();
  await child.kill();
  expect(await keptEvents()).toBe(written);
});
