import type { Doc } from '../bson/value.js';

/** The documents of a collection by their record, and how large they are as BSON. */
export const createRecords = () => {
  const docs = new Map<number, Doc>();
  const sizes = new Map<number, number>();
  let totalSize = 0;

  const sizeOf = (record: number): number => sizes.get(record) ?? 0;

  return {
    docs,
    sizeOf,
    totalSize: (): number => totalSize,
    /** No document: there is none any more. */
    put: (record: number, doc: Doc | undefined, size: number): void => {
      totalSize += size - sizeOf(record);
      if (doc) {
        docs.set(record, doc);
        sizes.set(record, size);
      } else {
        docs.delete(record);
        sizes.delete(record);
      }
    },
  };
};
