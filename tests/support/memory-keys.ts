import { createSeal } from '../../runtime/seal.js';
import {
  createSubjectKeys,
  type KeptKey,
  type KeyStore,
  type SubjectKeys,
} from '../../runtime/subject-keys.js';

/** Keeps keys as long as the test. */
export const createMemoryKeyStore = (): KeyStore => {
  const kept: KeptKey[] = [];
  return {
    load: async (subjects) => kept.filter(({ subject }) => subjects.includes(subject)),
    keep: async (keys) =>
      keys.map((key) => {
        const known = kept.find(
          ({ subject, generation }) => subject === key.subject && generation === key.generation,
        );
        if (known === undefined) kept.push(key);
        return known ?? key;
      }),
    any: async () => kept.find(({ wrapped }) => wrapped !== undefined),
    destroy: async (destroyed) => {
      for (const [index, { subject, generation }] of kept.entries())
        if (subject === destroyed) kept[index] = { subject, generation };
    },
  };
};

/** Keys of people for a log of a test, all of them wrapped by the same key. */
export const createMemoryKeys = (store: KeyStore = createMemoryKeyStore()): SubjectKeys =>
  createSubjectKeys(store, createSeal(new Uint8Array(32)));
