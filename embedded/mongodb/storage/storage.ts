import { decode, encode } from '../bson/codec.js';
import type { Doc } from '../bson/value.js';
import { openDatabase } from './database.js';
import { createGroupCommit } from './group-commit.js';

export interface StoredCollection {
  readonly id: number;
  readonly namespace: string;
  readonly indexes: readonly Doc[];
  documents(): Generator<readonly [number, Doc]>;
}

const column = (row: unknown, name: string): unknown =>
  typeof row === 'object' && row !== null
    ? Object.entries(row).find(([key]) => key === name)?.[1]
    : undefined;

const numberIn = (row: unknown, name: string): number => {
  const value = column(row, name);
  if (typeof value !== 'number') throw new TypeError(`column ${name} must hold a number`);
  return value;
};

const textIn = (row: unknown, name: string): string => {
  const value = column(row, name);
  if (typeof value !== 'string') throw new TypeError(`column ${name} must hold text`);
  return value;
};

const docIn = (row: unknown, name: string): Doc => {
  const value = column(row, name);
  // libsql gives a Buffer for a single row and an ArrayBuffer for a row of many.
  if (value instanceof ArrayBuffer) return decode(new Uint8Array(value));
  if (!(value instanceof Uint8Array)) throw new TypeError(`column ${name} must hold bytes`);
  return decode(value);
};

/** SQLite: one table for each collection, so that dropping one does not touch the documents of others. */
export const openStorage = (directory: string) => {
  const db = openDatabase(directory);
  const { enqueue, settled, flush } = createGroupCommit(db);
  const putIndex = db.prepare('INSERT OR REPLACE INTO indexes (collection, name, spec) VALUES (?, ?, ?)');
  const deleteIndex = db.prepare('DELETE FROM indexes WHERE collection = ? AND name = ?');
  const rename = db.prepare('UPDATE collections SET namespace = ? WHERE id = ?');
  const latest = db.prepare('SELECT coalesce(max(seq), 0) AS id FROM sqlite_sequence');
  let nextId = numberIn(latest.get(), 'id') + 1;

  const prepareTable = (id: number) => {
    const put = db.prepare(`INSERT OR REPLACE INTO documents_${id} (record, doc) VALUES (?, ?)`);
    const remove = db.prepare(`DELETE FROM documents_${id} WHERE record = ?`);
    return { put, remove };
  };
  const tables = new Map<number, ReturnType<typeof prepareTable>>();
  const table = (id: number): ReturnType<typeof prepareTable> => {
    const known = tables.get(id) ?? prepareTable(id);
    tables.set(id, known);
    return known;
  };

  const documents = function* (id: number): Generator<readonly [number, Doc]> {
    for (const row of db.prepare(`SELECT record, doc FROM documents_${id} ORDER BY record`).iterate()) {
      yield [numberIn(row, 'record'), docIn(row, 'doc')];
    }
  };
  const load = (): readonly StoredCollection[] =>
    db
      .prepare('SELECT id, namespace FROM collections ORDER BY id')
      .all()
      .map((row) => {
        const id = numberIn(row, 'id');
        const indexes = db.prepare('SELECT spec FROM indexes WHERE collection = ? ORDER BY rowid').all(id);
        return {
          id,
          namespace: textIn(row, 'namespace'),
          indexes: indexes.map((index) => docIn(index, 'spec')),
          documents: () => documents(id),
        };
      });

  return {
    load,
    settled,
    createCollection: (namespace: string): number => {
      const id = nextId++;
      enqueue(() => {
        db.prepare('INSERT INTO collections (id, namespace) VALUES (?, ?)').run(id, namespace);
        db.exec(`CREATE TABLE documents_${id} (record INTEGER PRIMARY KEY, doc BLOB NOT NULL) STRICT`);
      });
      return id;
    },
    dropCollection: (id: number): void =>
      enqueue(() => {
        tables.delete(id);
        db.prepare('DELETE FROM indexes WHERE collection = ?').run(id);
        db.prepare('DELETE FROM collections WHERE id = ?').run(id);
        db.exec(`DROP TABLE documents_${id}`);
      }),
    renameCollection: (id: number, namespace: string): void => enqueue(() => rename.run(namespace, id)),
    putIndex: (id: number, name: string, spec: Doc): void =>
      enqueue(() => putIndex.run(id, name, encode(spec))),
    dropIndex: (id: number, name: string): void => enqueue(() => deleteIndex.run(id, name)),
    put: (id: number, record: number, bytes: Uint8Array): void =>
      enqueue(() => table(id).put.run(record, bytes)),
    remove: (id: number, record: number): void => enqueue(() => table(id).remove.run(record)),
    close: (): void => {
      flush();
      db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      db.close();
    },
  };
};

export type Storage = ReturnType<typeof openStorage>;
