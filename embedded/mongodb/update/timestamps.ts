import { Timestamp } from 'bson';
import { type Doc, setField } from '../bson/value.js';

let counter = 0;

/** A timestamp that no other one of this server equals. */
export const nextTimestamp = (now: Date): Timestamp =>
  new Timestamp({ t: Math.floor(now.getTime() / 1000), i: ++counter });

/** A document with the server's time in the place of empty timestamps, which are those at its top, `_id` excepted. */
export const fillTimestamps = (doc: Doc, now: Date): Doc => {
  const empty = Object.entries(doc).filter(
    ([name, value]) => name !== '_id' && value instanceof Timestamp && value.isZero(),
  );
  if (empty.length === 0) return doc;
  const filled: Doc = { ...doc };
  for (const [name] of empty) setField(filled, name, nextTimestamp(now));
  return filled;
};
