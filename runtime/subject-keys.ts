import { createHmac, randomBytes } from 'node:crypto';
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { SaltOf } from '../commands/history/export-history.js';
import type { Seal } from '../commands/seal.js';

/** The key that what is said of one subject (a lead, an address) is sealed with; destroyed when the subject is erased. */
export interface SubjectKey {
  readonly bytes: Uint8Array;
  /** Counts up for a subject that comes back after it was erased. */
  readonly generation: number;
}

/** As it is kept: `wrapped` is missing once it is destroyed. */
export interface KeptKey {
  readonly subject: string;
  readonly generation: number;
  readonly wrapped?: string;
}

/** Where keys are kept. What it has taken is durable. */
export interface KeyStore {
  /** The keys of the subjects, every generation. */
  readonly load: (subjects: readonly string[]) => Promise<readonly KeptKey[]>;
  /** Keeps each unless there is one of that subject and generation: then that one is given back, in the same place. */
  readonly keep: (keys: readonly Required<KeptKey>[]) => Promise<readonly KeptKey[]>;
  /** Any key that is not destroyed; none where there is none. */
  readonly any: () => Promise<KeptKey | undefined>;
  /** Destroys every key of the subject. */
  readonly destroy: (subject: string) => Promise<void>;
}

export type FoundKey = SubjectKey | 'destroyed';

/** The keys of a subject by their generation. */
type Keys = ReadonlyMap<number, FoundKey>;

export interface SubjectKeys {
  /** The key to seal with: one is made for a subject that has none. */
  readonly toSeal: (subject: string) => Promise<SubjectKey>;
  /** The keys of many subjects, all at once. A subject that is missing never had one. */
  readonly toOpen: (subjects: readonly string[]) => Promise<ReadonlyMap<string, Keys>>;
  readonly destroy: (subject: string) => Promise<void>;
  /** Forgets what is known of a subject in this process: another one may have destroyed its key. */
  readonly drop: (subject: string) => void;
  /** @throws Error where the keys that are kept were wrapped by another key of the house: what is sealed from then on would need both */
  readonly check: () => Promise<void>;
}

const cachedSubjects = 50_000;
/** Leads come in batches, and a key of its own is kept for each that is new. */
const keptAtOnce = 500;
/** In milliseconds: so long another process may still read what was erased. */
const cachedFor = 10 * 60 * 1000;

const none: Keys = new Map();

/** Keys of 32 random bytes, wrapped by the key of the house where they are kept, and cached as they are. */
export const createSubjectKeys = (store: KeyStore, seal: Seal): SubjectKeys => {
  const cache = new LRUCache<string, Keys>({ max: cachedSubjects, ttl: cachedFor });
  const keeper = new DataLoader<Required<KeptKey>, KeptKey>((keys) => store.keep(keys), {
    cache: false,
    maxBatchSize: keptAtOnce,
  });
  const placeOf = ({ subject, generation }: Pick<KeptKey, 'subject' | 'generation'>): string =>
    `${subject}#${generation}`;

  const unwrap = (kept: KeptKey): FoundKey => {
    if (kept.wrapped === undefined) return 'destroyed';
    const opened = seal.open(kept.wrapped, placeOf(kept));
    if (!opened.ok)
      throw new Error(`the key of ${kept.subject} cannot be unwrapped: is the encryption key another one?`);
    return { bytes: Buffer.from(opened.secret, 'base64'), generation: kept.generation };
  };

  const read = async (subjects: readonly string[]): Promise<void> => {
    const found = new Map<string, Map<number, FoundKey>>();
    for (const kept of await store.load(subjects)) {
      const keys = found.get(kept.subject) ?? new Map<number, FoundKey>();
      found.set(kept.subject, keys.set(kept.generation, unwrap(kept)));
    }
    for (const [subject, keys] of found) cache.set(subject, keys);
  };

  const make = async (subject: string, generation: number): Promise<FoundKey> => {
    const secret = randomBytes(32).toString('base64');
    const wrapped = seal.seal(secret, placeOf({ subject, generation }));
    return unwrap(await keeper.load({ subject, generation, wrapped }));
  };

  return {
    toSeal: async (subject) => {
      for (let generation = 1; ; generation += 1) {
        const known = cache.get(subject) ?? none;
        const key = known.get(generation) ?? (await make(subject, generation));
        cache.set(subject, new Map([...known, [generation, key]]));
        if (key !== 'destroyed') return key;
      }
    },
    toOpen: async (subjects) => {
      const missing = subjects.filter((subject) => !cache.has(subject));
      if (missing.length > 0) await read(missing);
      return new Map(
        subjects.flatMap((subject) => {
          const keys = cache.get(subject);
          return keys === undefined ? [] : [[subject, keys] as const];
        }),
      );
    },
    destroy: async (subject) => {
      await store.destroy(subject);
      cache.delete(subject);
    },
    drop: (subject) => {
      cache.delete(subject);
    },
    check: async () => {
      const kept = await store.any();
      if (kept !== undefined) unwrap(kept);
    },
  };
};

/** What makes the hash of an event's data worth nothing to who only guesses at the data; lost with the key. */
export const saltOf = ({ bytes }: SubjectKey, eventId: string): string =>
  createHmac('sha256', bytes).update(`salt ${eventId}`).digest('base64url');

/** The salts of all that is said of a subject, by the id of the event. */
export const createSaltOf =
  (keys: SubjectKeys): SaltOf =>
  async (subject) => {
    const key = (await keys.toOpen([subject])).get(subject)?.get(1);
    return (eventId) => (key === undefined || key === 'destroyed' ? undefined : saltOf(key, eventId));
  };
