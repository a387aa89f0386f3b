import { join } from 'node:path';
import { isRight } from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import Database from 'libsql';

const schemaVersion = 1;

const schema = `
  CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT
  ) STRICT;
  CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    plan TEXT NOT NULL,
    external_ref TEXT,
    started_at TEXT NOT NULL,
    ended_at TEXT
  ) STRICT;
  CREATE UNIQUE INDEX running ON subscriptions (account, plan) WHERE ended_at IS NULL;
  CREATE TABLE requests (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    subscription TEXT NOT NULL REFERENCES subscriptions (id),
    already INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  PRAGMA user_version = ${schemaVersion};
`;

const createSchema = (db: Database.Database): void => {
  const [version] = db.prepare('PRAGMA user_version').raw().all().flat();
  if (version === schemaVersion) return;
  if (version !== 0)
    throw new Error(`The Training Jet database has schema ${String(version)}, not ${schemaVersion}.`);
  db.exec(`BEGIN; ${schema} COMMIT;`);
};

/** Opens the file with everything that the stand-in knows; makes it where there is none. */
export const openDatabase = (directory: string): Database.Database => {
  const db = new Database(join(directory, 'training-jet.db'));
  try {
    db.prepare('PRAGMA journal_mode = WAL').get();
    createSchema(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** A row as its strict codec says; nothing where there is none. @throws TypeError when it is another */
export const rowAs = <A>(codec: t.Decoder<unknown, A>, row: unknown): A | undefined => {
  if (row === undefined) return undefined;
  // Decoded, not only checked: libsql adds a property of its own to single rows.
  const decoded = codec.decode(row);
  if (isRight(decoded)) return decoded.right;
  throw new TypeError('The database holds a row that is not understood.');
};
