import * as t from 'io-ts';
import type Database from 'libsql';
import { rowAs } from './database.js';

const Answered = t.readonly(t.strict({ body: t.string, subscriptionId: t.string, already: t.number }));

/** Requests by their Idempotency-Key, and what was answered to them. */
export const createRequests = (db: Database.Database) => {
  const select = db.prepare(
    'SELECT body, subscription AS subscriptionId, already FROM requests WHERE key = ?',
  );
  const insert = db.prepare('INSERT INTO requests (key, body, subscription, already) VALUES (?, ?, ?, ?)');
  return {
    find: (key: string) => rowAs(Answered, select.get(key)),
    keep: (key: string, body: string, subscriptionId: string, already: boolean): void => {
      insert.run(key, body, subscriptionId, already ? 1 : 0);
    },
  };
};
