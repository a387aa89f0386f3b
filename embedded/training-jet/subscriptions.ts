import * as t from 'io-ts';
import type Database from 'libsql';
import { v7 } from 'uuid';
import { rowAs } from './database.js';

const Row = t.strict({
  subscriptionId: t.string,
  accountId: t.string,
  planId: t.string,
  externalRef: t.union([t.string, t.null]),
  startedAt: t.string,
  endedAt: t.union([t.string, t.null]),
});

/** A subscription as it is answered. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly accountId: string;
  readonly planId: string;
  readonly status: 'active' | 'ended';
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly externalRef?: string;
}

const toSubscription = ({ externalRef, endedAt, ...row }: t.TypeOf<typeof Row>): Subscription => ({
  ...row,
  status: endedAt === null ? 'active' : 'ended',
  ...(endedAt === null ? {} : { endedAt }),
  ...(externalRef === null ? {} : { externalRef }),
});

const columns = `id AS subscriptionId, account AS accountId, plan AS planId,
  external_ref AS externalRef, started_at AS startedAt, ended_at AS endedAt`;

/** Subscriptions of accounts to plans; at most one of an account to a plan runs at a time. */
export const createSubscriptions = (db: Database.Database) => {
  const insert = db.prepare(
    'INSERT INTO subscriptions (id, account, plan, external_ref, started_at) VALUES (?, ?, ?, ?, ?)',
  );
  const update = db.prepare('UPDATE subscriptions SET ended_at = ? WHERE id = ?');
  const selectById = db.prepare(`SELECT ${columns} FROM subscriptions WHERE id = ?`);
  const selectRunning = db.prepare(
    `SELECT ${columns} FROM subscriptions WHERE account = ? AND plan = ? AND ended_at IS NULL`,
  );
  const read = (row: unknown): Subscription | undefined => {
    const found = rowAs(Row, row);
    return found === undefined ? undefined : toSubscription(found);
  };
  return {
    find: (id: string): Subscription | undefined => read(selectById.get(id)),
    running: (accountId: string, planId: string): Subscription | undefined =>
      read(selectRunning.get(accountId, planId)),
    start: (accountId: string, planId: string, externalRef?: string): Subscription => {
      const started = {
        subscriptionId: `sub_${v7()}`,
        accountId,
        planId,
        externalRef: externalRef ?? null,
        startedAt: new Date().toISOString(),
        endedAt: null,
      };
      insert.run(started.subscriptionId, accountId, planId, started.externalRef, started.startedAt);
      return toSubscription(started);
    },
    end: (subscription: Subscription): Subscription => {
      const endedAt = new Date().toISOString();
      update.run(endedAt, subscription.subscriptionId);
      return { ...subscription, status: 'ended', endedAt };
    },
  };
};
