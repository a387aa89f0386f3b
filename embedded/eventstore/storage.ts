import { closeDatabase } from '../database-file.js';
import { numberIn, numberOrNothingIn, textIn } from '../rows.js';
import { openDatabase } from './database.js';
import { eventColumns, eventIn } from './event-rows.js';
import type { StoredEvent } from './stored-event.js';

export type Range = { readonly from: number; readonly to: number; readonly limit: number };

/** What of a stream no read shows: before `firstVisible` or older than `oldest`. The `last` event always stays. */
type Hidden = {
  readonly last: number;
  readonly firstVisible: number;
  readonly oldest: number;
  readonly limit: number;
};

/** The only file that knows SQL statements. */
export const openStorage = (directory: string) => {
  const db = openDatabase(directory);
  const select = (rest: string) => db.prepare(`SELECT ${eventColumns} FROM events ${rest}`);

  const findStream = db.prepare('SELECT id FROM streams WHERE name = ?');
  const insertStream = db.prepare('INSERT INTO streams (name) VALUES (?) RETURNING id');
  const lastRevision = db.prepare('SELECT max(revision) AS revision FROM events WHERE stream = ?');
  const idAt = db.prepare('SELECT id, position FROM events WHERE stream = ? AND revision = ?');
  const insertEvent = db.prepare(
    `INSERT INTO events (position, stream, revision, id, type, is_json, created_at, data, metadata)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const eventAt = select('WHERE stream = ? AND revision = ?');
  const lastEvent = select('ORDER BY position DESC LIMIT 1');
  const streamForwards = select('WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision LIMIT ?');
  const streamBackwards = select(
    'WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision DESC LIMIT ?',
  );
  const allForwards = select('WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ?');
  const allBackwards = select('WHERE position BETWEEN ? AND ? ORDER BY position DESC LIMIT ?');

  const streamsAfter = db.prepare('SELECT id, name FROM streams WHERE id > ? ORDER BY id LIMIT ?');
  const freePages = db.prepare('PRAGMA freelist_count');
  const pageSize = db.prepare('PRAGMA page_size');
  const removeHidden = db.prepare(
    `DELETE FROM events WHERE position IN (
       SELECT position FROM events
       WHERE stream = ? AND revision < ? AND (revision < ? OR created_at < ?) ORDER BY revision LIMIT ?
     )`,
  );

  return {
    findStream: (name: string): number | undefined => {
      const row = findStream.get(name);
      return row === undefined ? undefined : numberIn(row, 'id');
    },
    insertStream: (name: string): number => numberIn(insertStream.get(name), 'id'),
    lastRevision: (stream: number): number | undefined =>
      numberOrNothingIn(lastRevision.get(stream), 'revision'),
    idAt: (stream: number, revision: number): { id: string; position: number } | undefined => {
      const row = idAt.get(stream, revision);
      return row === undefined ? undefined : { id: textIn(row, 'id'), position: numberIn(row, 'position') };
    },
    insertEvent: (stream: number, event: StoredEvent): void => {
      insertEvent.run(
        event.position,
        stream,
        event.revision,
        event.id,
        event.type,
        event.isJson ? 1 : 0,
        event.createdAt,
        event.data,
        event.metadata,
      );
    },
    eventAt: (stream: number, revision: number): StoredEvent | undefined => {
      const row = eventAt.get(stream, revision);
      return row === undefined ? undefined : eventIn(row);
    },
    lastEvent: (): StoredEvent | undefined => {
      const row = lastEvent.get();
      return row === undefined ? undefined : eventIn(row);
    },
    streamForwards: (stream: number, { from, to, limit }: Range): StoredEvent[] =>
      streamForwards.all(stream, from, to, limit).map(eventIn),
    streamBackwards: (stream: number, { from, to, limit }: Range): StoredEvent[] =>
      streamBackwards.all(stream, from, to, limit).map(eventIn),
    allForwards: ({ from, to, limit }: Range): StoredEvent[] => allForwards.all(from, to, limit).map(eventIn),
    allBackwards: ({ from, to, limit }: Range): StoredEvent[] =>
      allBackwards.all(from, to, limit).map(eventIn),
    streamsAfter: (id: number, limit: number): { id: number; name: string }[] =>
      streamsAfter.all(id, limit).map((row) => ({ id: numberIn(row, 'id'), name: textIn(row, 'name') })),
    /** Removes at most `limit` events for good, the oldest first, and answers how many. */
    removeHidden: (stream: number, { last, firstVisible, oldest, limit }: Hidden): number =>
      removeHidden.run(stream, last, firstVisible, oldest, limit).changes,
    /** The bytes of the file that wait to be used again. */
    unusedBytes: (): number =>
      numberIn(freePages.get(), 'freelist_count') * numberIn(pageSize.get(), 'page_size'),
    begin: (): void => {
      db.exec('BEGIN');
    },
    commit: (): void => {
      db.exec('COMMIT');
    },
    rollback: (): void => {
      if (db.inTransaction) db.exec('ROLLBACK');
    },
    close: (): void => {
      closeDatabase(db);
    },
  };
};

export type Storage = ReturnType<typeof openStorage>;
