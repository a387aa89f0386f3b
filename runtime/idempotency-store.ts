import type { Db } from 'mongodb';
import type { Begun, IdempotencyStore, StoredAnswer } from '../api/ports.js';
import { isDuplicateKey } from './upsert.js';

interface Entry {
  readonly _id: string;
  readonly fingerprint: string;
  readonly expiresAt: Date;
  readonly answer?: StoredAnswer;
}

const minutes = 60 * 1000;
/** A request whose process ended may be sent again after this. */
const runningFor = 5 * minutes;
const keptFor = 24 * 60 * minutes;

const after = (milliseconds: number): Date => new Date(Date.now() + milliseconds);

/** Keeps the answers of carried-out requests for a day. Lost with MongoDB, it is a convenience and not a truth. */
export const createIdempotencyStore = async (db: Db): Promise<IdempotencyStore> => {
  const entries = db.collection<Entry>('idempotency_keys');
  await entries.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });

  const take = async (key: string, fingerprint: string): Promise<boolean> => {
    try {
      await entries.insertOne({ _id: key, fingerprint, expiresAt: after(runningFor) });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };

  const begin = async (key: string, fingerprint: string): Promise<Begun> => {
    if (await take(key, fingerprint)) return { kind: 'new' };
    const entry = await entries.findOne({ _id: key });
    if (entry !== null && entry.expiresAt.getTime() > Date.now()) {
      if (entry.fingerprint !== fingerprint) return { kind: 'mismatch' };
      return entry.answer === undefined ? { kind: 'running' } : { kind: 'done', answer: entry.answer };
    }
    // Run out and not swept yet: whoever removes exactly that entry may take the key.
    if (entry !== null) await entries.deleteOne({ _id: key, expiresAt: entry.expiresAt });
    return (await take(key, fingerprint)) ? { kind: 'new' } : { kind: 'running' };
  };

  return {
    begin,
    finish: async (key, answer) => {
      await entries.updateOne({ _id: key }, { $set: { answer, expiresAt: after(keptFor) } });
    },
    abandon: async (key) => {
      await entries.deleteOne({ _id: key });
    },
  };
};
