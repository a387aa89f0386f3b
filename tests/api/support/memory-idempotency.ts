import type { IdempotencyStore, StoredAnswer } from '../../../api/ports.js';

/** Remembers requests for as long as the test runs. */
export const createMemoryIdempotency = (): IdempotencyStore & { readonly kept: () => string } => {
  const entries = new Map<string, { readonly fingerprint: string; readonly answer?: StoredAnswer }>();
  return {
    kept: () => JSON.stringify([...entries]),
    begin: async (key, fingerprint) => {
      const entry = entries.get(key);
      if (entry === undefined) {
        entries.set(key, { fingerprint });
        return { kind: 'new' };
      }
      if (entry.fingerprint !== fingerprint) return { kind: 'mismatch' };
      return entry.answer === undefined ? { kind: 'running' } : { kind: 'done', answer: entry.answer };
    },
    finish: async (key, answer) => {
      const entry = entries.get(key);
      if (entry !== undefined) entries.set(key, { ...entry, answer });
    },
    abandon: async (key) => {
      entries.delete(key);
    },
  };
};
