import type Database from 'libsql';
import { openDatabaseFile } from '../../database-file.js';

/** 'MGdb' */
const applicationId = 0x4d476462;

const migrations = [
  `CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE indexes (
    collection INTEGER NOT NULL REFERENCES collections (id),
    name TEXT NOT NULL,
    spec BLOB NOT NULL,
    PRIMARY KEY (collection, name)
  ) STRICT;`,
  `PRAGMA application_id = ${applicationId};`,
];

export const databaseFile = { fileName: 'mongodb.db', called: 'document database' };

/** Opens the documents of a folder. */
export const openDatabase = (directory: string): Database.Database =>
  openDatabaseFile(directory, {
    ...databaseFile,
    applicationId,
    migrations,
    // What is deleted is to be gone from the file, too, and not only until its page is used again.
    settings: 'PRAGMA secure_delete = ON',
  });
