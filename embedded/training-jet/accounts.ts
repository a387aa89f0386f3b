import * as t from 'io-ts';
import type Database from 'libsql';
import { v7 } from 'uuid';
import { rowAs } from './database.js';

const Account = t.readonly(t.strict({ accountId: t.string, email: t.string }));
export type Account = t.TypeOf<typeof Account>;

/** Accounts, one for an e-mail address, however it is written. */
export const createAccounts = (db: Database.Database) => {
  const insert = db.prepare('INSERT INTO accounts (id, email, name) VALUES (?, ?, ?)');
  const selectByEmail = db.prepare('SELECT id AS accountId, email FROM accounts WHERE email = ?');
  const selectById = db.prepare('SELECT id AS accountId, email FROM accounts WHERE id = ?');
  return {
    of: (email: string): Account | undefined => rowAs(Account, selectByEmail.get(email)),
    find: (accountId: string): Account | undefined => rowAs(Account, selectById.get(accountId)),
    add: (email: string, name?: string): Account => {
      const accountId = `acc_${v7()}`;
      insert.run(accountId, email, name ?? null);
      return { accountId, email };
    },
  };
};
