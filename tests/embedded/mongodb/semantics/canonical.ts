import { deserialize, EJSON, serialize } from 'bson';

/** A text that is equal for values of equal BSON, types of numbers and order of fields included. */
export const canonical = (value: unknown): string =>
  EJSON.stringify(deserialize(serialize({ value }), { promoteValues: false }), undefined, 2, {
    relaxed: false,
  });
