import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { numberIn, textIn } from './rows.js';
import { storageFailureIn } from './storage-failure.js';

// A backup tool may hold the database for a moment.
const busyTimeout = 2_000;

/** A kind of database, which is one file in its folder. */
interface DatabaseKind {
  readonly fileName: string;
  /** In errors: `event database`. */
  readonly called: string;
  /** Tells its files from others that SQLite can open. */
  readonly applicationId: number;
  /** Each brings a database from the version before it to its own, the first one an empty file to version 1. */
  readonly migrations: readonly string[];
  /** Settings of each connection. */
  readonly settings?: string;
  /** Throws if what is needed first is not readable. */
  readonly check?: (db: Database.Database) => void;
}

const pragma = (db: Database.Database, name: string): unknown => db.prepare(`PRAGMA ${name}`).get();
const numberOf = (db: Database.Database, name: string): number => numberIn(pragma(db, name), name);

/** Every acknowledged append must outlive a power cut: the log is synced at each commit. */
const makeDurable = (db: Database.Database): void => {
  db.prepare('PRAGMA journal_mode = WAL').get();
  db.exec('PRAGMA synchronous = FULL');
  const mode = textIn(pragma(db, 'journal_mode'), 'journal_mode');
  const synchronous = numberOf(db, 'synchronous');
  if (mode !== 'wal' || synchronous !== 2) {
    throw new Error(`SQLite refuses to be durable: journal_mode ${mode}, synchronous ${synchronous}.`);
  }
};

/** Refuses what a newer server or another program has written, before anything is changed. */
const checkOrigin = (db: Database.Database, { applicationId, migrations }: DatabaseKind): void => {
  const version = numberOf(db, 'user_version');
  if (version > migrations.length) {
    throw new Error(`it has version ${version}, and this server knows versions up to ${migrations.length}`);
  }
  const tables = numberIn(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get(), 'tables');
  const isForeign =
    version === 0 ? tables > 0 : version > 1 && numberOf(db, 'application_id') !== applicationId;
  if (isForeign) throw new Error('it is a database of another program');
};

const checkPages = (db: Database.Database): void => {
  const verdict = textIn(pragma(db, 'quick_check(1)'), 'quick_check');
  if (verdict !== 'ok') throw new Error(`it is damaged: ${verdict.trim()}`);
};

const migrate = (db: Database.Database, migrations: readonly string[]): void => {
  for (const [version, statements] of migrations.entries()) {
    if (version < numberOf(db, 'user_version')) continue;
    db.exec(`BEGIN; ${statements} PRAGMA user_version = ${version + 1}; COMMIT;`);
  }
};

// `closeDatabase` empties the write-ahead log: what is left of one was left by a process that died.
const wasLeftOpen = (file: string): boolean =>
  (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;

const prepare = (db: Database.Database, kind: DatabaseKind, mayBeTorn: boolean): void => {
  checkOrigin(db, kind);
  makeDurable(db);
  if (kind.settings !== undefined) db.exec(kind.settings);
  if (mayBeTorn) checkPages(db);
  migrate(db, kind.migrations);
  kind.check?.(db);
};

const reasonIn = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const isDamaged = storageFailureIn(error) === 'damaged';
  return isDamaged ? `it is damaged, or is no database at all: ${message}` : message;
};

/** Empties the write-ahead log, which has what was written in earlier states as well; does nothing while others read. */
export const emptyLog = (db: Database.Database): void => {
  db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
};

/** Leaves everything in one file, which can be copied then. */
export const closeDatabase = (db: Database.Database): void => {
  try {
    emptyLog(db);
  } finally {
    db.close();
  }
};

/** The error that a start fails with: which file it is about, and why. */
export const unusable = (called: string, file: string, error: unknown): Error =>
  new Error(`The ${called} ${file} cannot be used: ${reasonIn(error)}.`, { cause: error });

/** Opens a database, and makes a new one where there is none. The error of a file that is not usable says what is wrong; nothing is changed then. */
export const openDatabaseFile = (directory: string, kind: DatabaseKind): Database.Database => {
  const file = join(directory, kind.fileName);
  let db: Database.Database | undefined;
  try {
    const mayBeTorn = wasLeftOpen(file);
    db = new Database(file, { timeout: busyTimeout });
    prepare(db, kind, mayBeTorn);
    return db;
  } catch (error) {
    db?.close();
    throw unusable(kind.called, file, error);
  }
};
