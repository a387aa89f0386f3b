import type Database from 'libsql';
import { openDatabaseFile } from '../database-file.js';

/** 'ESdb' */
const applicationId = 0x45536462;

const migrations = [
  `CREATE TABLE streams (
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
  CREATE UNIQUE INDEX events_of_stream ON events (stream, revision);`,
  `PRAGMA application_id = ${applicationId};`,
];

/** The place where appends go on must be readable, or the next would be given a position that is taken. */
const checkEnd = (db: Database.Database): void => {
  db.prepare('SELECT * FROM events ORDER BY position DESC LIMIT 1').get();
};

/** Opens the events of a folder. */
export const openDatabase = (directory: string): Database.Database =>
  openDatabaseFile(directory, {
    fileName: 'events.db',
    called: 'event database',
    applicationId,
    migrations,
    check: checkEnd,
  });
