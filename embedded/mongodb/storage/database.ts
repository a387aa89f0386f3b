import { join } from 'node:path';
import Database from 'libsql';

const schemaVersion = 1;

const schema = `
  CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE indexes (
    collection INTEGER NOT NULL REFERENCES collections (id),
    name TEXT NOT NULL,
    spec BLOB NOT NULL,
    PRIMARY KEY (collection, name)
  ) STRICT;
  PRAGMA user_version = ${schemaVersion};
`;

const pragmaIn = (db: Database.Database, pragma: string): unknown => {
  const row = db.prepare(`PRAGMA ${pragma}`).get();
  return typeof row === 'object' && row !== null ? Object.values(row)[0] : undefined;
};

/** Every acknowledged write must outlive a power cut: the log is synced at each commit. */
const makeDurable = (db: Database.Database): void => {
  db.prepare('PRAGMA journal_mode = WAL').get();
  db.exec('PRAGMA synchronous = FULL');
  // What is deleted is to be gone from the file, too, and not only until its page is used again.
  db.exec('PRAGMA secure_delete = ON');
  if (pragmaIn(db, 'journal_mode') !== 'wal' || pragmaIn(db, 'synchronous') !== 2) {
    throw new Error('SQLite refuses to be durable.');
  }
};

export const openDatabase = (directory: string): Database.Database => {
  const db = new Database(join(directory, 'mongodb.db'));
  try {
    makeDurable(db);
    const version = pragmaIn(db, 'user_version');
    if (version === 0) db.exec(`BEGIN; ${schema} COMMIT;`);
    else if (version !== schemaVersion)
      throw new Error(`The database has schema ${String(version)}, not ${schemaVersion}.`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
