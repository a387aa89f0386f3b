import { join } from 'node:path';
import Database from 'libsql';
import { numberIn, textIn } from './rows.js';

const schemaVersion = 1;

// A backup tool may hold the database for a moment.
const busyTimeout = 2_000;

const schema = `
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES streams (id),
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    is_json INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    data BLOB NOT NULL,
    metadata BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_of_stream ON events (stream, revision);
  PRAGMA user_version = ${schemaVersion};
`;

const pragma = (db: Database.Database, name: string): unknown => db.prepare(`PRAGMA ${name}`).get();

/** Every acknowledged append must outlive a power cut: the log is synced at each commit. */
const makeDurable = (db: Database.Database): void => {
  db.prepare('PRAGMA journal_mode = WAL').get();
  db.exec('PRAGMA synchronous = FULL');
  const mode = textIn(pragma(db, 'journal_mode'), 'journal_mode');
  const synchronous = numberIn(pragma(db, 'synchronous'), 'synchronous');
  if (mode !== 'wal' || synchronous !== 2) {
    throw new Error(`SQLite refuses to be durable: journal_mode ${mode}, synchronous ${synchronous}.`);
  }
};

const createSchema = (db: Database.Database): void => {
  const version = numberIn(pragma(db, 'user_version'), 'user_version');
  if (version === schemaVersion) return;
  if (version !== 0) throw new Error(`The event database has schema ${version}, not ${schemaVersion}.`);
  db.exec(`BEGIN; ${schema} COMMIT;`);
};

export const openDatabase = (directory: string): Database.Database => {
  const db = new Database(join(directory, 'events.db'), { timeout: busyTimeout });
  try {
    makeDurable(db);
    createSchema(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
