import { MongoServerError } from 'mongodb';

/** MongoDB's code for a key that is taken. */
export const duplicateKey = 11000;

/** Somebody else has inserted a document with this key. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === duplicateKey;

const tries = 3;

/**
 * Does an upsert, or a bulk of them, and does it again when another client was faster: MongoDB searches and inserts in two
 * steps, and refuses the insert where the key has been taken in between. The next search finds that document, unless it is gone again.
 */
export const upserting = async <A>(upsert: () => Promise<A>): Promise<A> => {
  for (let left = tries; ; left -= 1) {
    try {
      return await upsert();
    } catch (error) {
      if (left === 1 || !isDuplicateKey(error)) throw error;
    }
  }
};
