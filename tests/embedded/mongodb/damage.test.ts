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
import Database from 'libsql';
import { type Collection, MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startMongo } from '../../../embedded/mongodb/server.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { canMount, startOnSmallDisk } from './full-disk.js';
import { errorOf, type Loose, removeFolder, temporaryFolder } from './mongo-fixture.js';
import { startInChild } from './server-process.js';

needsEmbedded('MONGODB_URL', 'damages its files');

let directory: string;
let file: string;
beforeEach(() => {
  directory = temporaryFolder();
  file = join(directory, 'mongodb.db');
});
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
  removeFolder(directory);
});
const children: { kill(): Promise<void> }[] = [];
const toEnd = <C extends { kill(): Promise<void> }>(child: C): C => {
  children.push(child);
  return child;
};

const withCollection = async <A>(url: string, use: (kept: Collection<Loose>) => Promise<A>): Promise<A> => {
  const client = await MongoClient.connect(url, { retryWrites: false });
  try {
    return await use(client.db('test').collection<Loose>('kept'));
  } finally {
    await client.close();
  }
};
const withServer = async <A>(use: (kept: Collection<Loose>) => Promise<A>): Promise<A> => {
  const mongo = await startMongo({ directory });
  try {
    return await withCollection(mongo.url, use);
  } finally {
    await mongo.stop();
  }
};
const docs = (count: number, from = 0): Loose[] =>
  Array.from({ length: count }, (_, at) => ({ _id: from + at, text: 'x'.repeat(100) }));
const write = (count: number) => withServer((kept) => kept.insertMany(docs(count)));
const countKept = () => withServer((kept) => kept.countDocuments());
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
const messageOf = async (work: Promise<unknown>): Promise<string> => String((await errorOf(work))['message']);

describe('a file that is not usable is named, with the reason, and left as it is', () => {
  test.each<[string, () => void, RegExp]>([
    ['text', () => writeFileSync(file, 'x'.repeat(5_000)), /is no database at all/],
    ['a database without a beginning', () => overwrite(0, randomBytes(100)), /is no database at all/],
    ['a newer database', () => changeDatabase('PRAGMA user_version = 99'), /has version 99, and .* up to 2/],
    ['that of another program', () => changeDatabase('PRAGMA application_id = 7'), /of another program/],
    [
      'that of another program, without a version',
      () => changeDatabase('PRAGMA application_id = 0; PRAGMA user_version = 0'),
      /of another program/,
    ],
    ['damaged pages', () => overwrite(statSync(file).size / 2, randomBytes(8 * 4_096)), /it is damaged/],
    [
      'a document that is none',
      () => changeDatabase("UPDATE documents_1 SET doc = x'0500000001' WHERE record = 7"),
      /it is damaged: document 7 of test\.kept cannot be read/,
    ],
  ])('%s', async (_case, spoil, reason) => {
    await write(1_000);
    spoil();
    const before = readFileSync(file);
    const error = await messageOf(startMongo({ directory }));
    expect(error).toContain(`The document database ${file} cannot be used`);
    expect(error).toMatch(reason);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('a folder in its place', async () => {
    mkdirSync(file);
    expect(await messageOf(startMongo({ directory }))).toContain(`${file} cannot be used`);
  });

  test('pages that a process which died has left torn', async () => {
    const child = toEnd(await startInChild(directory));
    await withCollection(child.url, async (kept) => {
      for (let no = 0; no < 12; no++) await kept.insertOne({ _id: no, text: 'x'.repeat(900_000) });
    });
    await child.kill();
    expect(statSync(file).size).toBeGreaterThan(1_000_000);
    // The root of a table that holds nothing: reading all documents would not come by here.
    overwrite(3 * 4_096, randomBytes(4_096));
    expect(await messageOf(startMongo({ directory }))).toMatch(/cannot be used: it is damaged/);
  });
});

test('a database of version 1 is brought to the present version, with all its documents', async () => {
  await write(30);
  changeDatabase('PRAGMA application_id = 0; PRAGMA user_version = 1');
  expect(await countKept()).toBe(30);
  const db = new Database(file);
  expect(db.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 2 });
  expect(db.prepare('PRAGMA application_id').get()).toMatchObject({ application_id: 0x4d476462 });
  db.close();
});

test('a server that was stopped has left one file, which can be copied', async () => {
  await write(30);
  expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  const other = temporaryFolder();
  copyFileSync(file, join(other, 'mongodb.db'));
  removeFolder(directory);
  directory = other;
  expect(await countKept()).toBe(30);
});

describe('a folder', () => {
  test('that must not be written is refused with the reason', async () => {
    writeFileSync(join(directory, 'file'), '');
    const error = await messageOf(startMongo({ directory: join(directory, 'file') }));
    expect(error).toMatch(/The data folder .*file cannot be used: EEXIST/);
  });

  // Nothing is forbidden to root: it has to become somebody else first.
  test('that is read-only is refused with the reason', async () => {
    await write(1);
    chmodSync(directory, 0o555);
    const error = await messageOf(startInChild(directory, { asNobody: process.getuid?.() === 0 }));
    chmodSync(directory, 0o755);
    expect(error).toMatch(/The data folder .* cannot be used: EACCES/);
    expect(await countKept()).toBe(1);
  });

  test('that another process has is refused, naming it', async () => {
    const child = toEnd(await startInChild(directory));
    expect(await messageOf(startMongo({ directory }))).toContain(
      `is in use by the process with pid ${child.pid}`,
    );
    await child.kill();
    expect(await countKept()).toBe(0);
  });

  test('is free again when a start has failed', async () => {
    await write(3);
    changeDatabase("UPDATE documents_1 SET doc = x'0500000001'");
    await errorOf(startMongo({ directory }));
    removeFolder(file);
    expect(await countKept()).toBe(0);
  });
});

/** Inserts until it fails; what was acknowledged, and the error. */
const fill = async (kept: Collection<Loose>) => {
  let written = await kept.countDocuments();
  const insert = async (): Promise<void> => {
    for (let no = 0; no < 400; no++) {
      await kept.insertMany(docs(200, written));
      written += 200;
    }
  };
  return { error: await errorOf(insert()), written };
};

/** Everything that can be asked says the same, in every way of looking it up. */
const expectCount = async (kept: Collection<Loose>, count: number): Promise<void> => {
  expect(await kept.countDocuments()).toBe(count);
  expect(await kept.find({ _id: { $gte: -9 } }).toArray()).toHaveLength(count);
  expect(await kept.find({}, { hint: { text: 1 } }).toArray()).toHaveLength(count);
};

test('a disk that fails fails the write, memory follows the disk, reads go on, and nothing is damaged', async () => {
  const child = toEnd(await startInChild(directory, { maxFileKiB: 512 }));
  const written = await withCollection(child.url, async (kept) => {
    await kept.createIndex({ text: 1 });
    const filled = await fill(kept);
    expect(filled.error).toMatchObject({ code: 8, message: expect.stringContaining('the disk has failed') });
    await expectCount(kept, filled.written);
    return filled.written;
  });
  expect(written).toBeGreaterThan(0);
  await child.kill();
  await withServer((kept) => expectCount(kept, written));
});

test.runIf(canMount)('a full disk refuses writes of every kind, until there is room', async () => {
  const small = toEnd(await startOnSmallDisk(directory));
  await withCollection(small.url, async (kept) => {
    await kept.createIndex({ text: 1 });
    const { error, written } = await fill(kept);
    const full = {
      code: 14031,
      codeName: 'OutOfDiskSpace',
      message: expect.stringContaining('disk is full'),
    };
    expect(error).toMatchObject(full);
    const text = 'y'.repeat(2_000_000);
    const refused: readonly (() => Promise<unknown>)[] = [
      () => kept.updateMany({}, { $set: { text: 'changed, and longer than it was'.repeat(20) } }),
      () => kept.findOneAndReplace({ _id: 1 }, { text }),
      () => kept.db.collection('other').insertOne({ text }),
      () => kept.bulkWrite([{ deleteMany: { filter: {} } }, { insertOne: { document: { _id: -1, text } } }]),
    ];
    for (const attempt of refused) expect(await errorOf(attempt())).toMatchObject(full);
    await expectCount(kept, written);
    await small.makeRoom();
    await kept.insertOne({ _id: -2, text: 'z' });
    await expectCount(kept, written + 1);
    const shown = await kept.find().sort({ _id: 1 }).toArray();
    await small.restart();
    expect(await kept.find().sort({ _id: 1 }).toArray()).toEqual(shown);
    expect(written).toBeGreaterThan(0);
  });
});
