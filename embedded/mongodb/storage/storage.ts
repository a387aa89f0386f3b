import { closeDatabase, emptyLog } from '../../database-file.js';
import { bytesIn, numberIn, textIn } from '../../rows.js';
import { decode, encode } from '../bson/codec.js';
import type { Doc } from '../bson/value.js';
import { openDatabase } from './database.js';
import { createGroupCommit } from './group-commit.js';

export interface StoredDocument {
  readonly record: number;
  readonly doc: Doc;
  /** In bytes, as BSON. */
  readonly size: number;
}

export interface StoredCollection {
  readonly id: number;
  readonly namespace: string;
  readonly indexes: readonly Doc[];
  documents(): Generator<StoredDocument>;
}

/** What a write takes back from memory if it does not get to the disk. */
type Undo = () => void;

/** SQLite: one table for each collection, so that dropping one does not touch the documents of others. */
export const openStorage = (directory: string) => {
  const db = openDatabase(directory);
  const { enqueue, flush, ...commits } = createGroupCommit(db);
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

  const documents = function* (id: number, namespace: string): Generator<StoredDocument> {
    for (const row of db.prepare(`SELECT record, doc FROM documents_${id} ORDER BY record`).iterate()) {
      const record = numberIn(row, 'record');
      try {
        const bytes = bytesIn(row, 'doc');
        yield { record, doc: decode(bytes), size: bytes.length };
      } catch (error) {
        throw new Error(`it is damaged: document ${record} of ${namespace} cannot be read`, { cause: error });
      }
    }
  };
  const load = (): readonly StoredCollection[] =>
    db
      .prepare('SELECT id, namespace FROM collections ORDER BY id')
      .all()
      .map((row) => {
        const id = numberIn(row, 'id');
        const indexes = db.prepare('SELECT spec FROM indexes WHERE collection = ? ORDER BY rowid').all(id);
        const namespace = textIn(row, 'namespace');
        return {
          id,
          namespace,
          indexes: indexes.map((index) => decode(bytesIn(index, 'spec'))),
          documents: () => documents(id, namespace),
        };
      });

  return {
    load,
    ...commits,
    createCollection: (namespace: string, undo: Undo): number => {
      const id = nextId++;
      enqueue(() => {
        db.prepare('INSERT INTO collections (id, namespace) VALUES (?, ?)').run(id, namespace);
        db.exec(`CREATE TABLE documents_${id} (record INTEGER PRIMARY KEY, doc BLOB NOT NULL) STRICT`);
      }, undo);
      return id;
    },
    dropCollection: (id: number, undo: Undo): void =>
      enqueue(() => {
        tables.delete(id);
        db.prepare('DELETE FROM indexes WHERE collection = ?').run(id);
        db.prepare('DELETE FROM collections WHERE id = ?').run(id);
        db.exec(`DROP TABLE documents_${id}`);
      }, undo),
    renameCollection: (id: number, namespace: string, undo: Undo): void =>
      enqueue(() => rename.run(namespace, id), undo),
    putIndex: (id: number, name: string, spec: Doc, undo: Undo): void =>
      enqueue(() => putIndex.run(id, name, encode(spec)), undo),
    dropIndex: (id: number, name: string, undo: Undo): void => enqueue(() => deleteIndex.run(id, name), undo),
    put: (id: number, record: number, bytes: Uint8Array, undo: Undo): void =>
      enqueue(() => table(id).put.run(record, bytes), undo),
    remove: (id: number, record: number, undo: Undo): void =>
      enqueue(() => table(id).remove.run(record), undo),
    /** Leaves nothing of what was deleted or replaced in the files; what is written but not on disk yet is not touched. */
    emptyLog: (): void => emptyLog(db),
    close: (): void => {
      flush();
      closeDatabase(db);
    },
  };
};

export type Storage = ReturnType<typeof openStorage>;
