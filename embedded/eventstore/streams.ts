import { LRUCache } from 'lru-cache';
import type { Storage } from './storage.js';
import { tombstoneRevision } from './stored-event.js';
import {
  isMetastream,
  metadataOfMetastreams,
  metastreamOf,
  noMetadata,
  originalOf,
  parseStreamMetadata,
  type StreamMetadata,
} from './stream-metadata.js';

type StreamState = { id: number | undefined; lastRevision: number; metadata: StreamMetadata | undefined };

const remembered = 50_000;

/** What an append or a read must know of a stream, read from disk once and then kept in step with the appends. */
export const createStreams = (storage: Storage) => {
  const states = new LRUCache<string, StreamState>({ max: remembered });

  const load = (name: string): StreamState => {
    const id = storage.findStream(name);
    const lastRevision = id === undefined ? -1 : (storage.lastRevision(id) ?? -1);
    const state = { id, lastRevision, metadata: undefined };
    states.set(name, state);
    return state;
  };
  const stateOf = (name: string): StreamState => states.get(name) ?? load(name);

  const lastRevision = (name: string): number => {
    if (isMetastream(name) && stateOf(originalOf(name)).lastRevision === tombstoneRevision) {
      return tombstoneRevision;
    }
    return stateOf(name).lastRevision;
  };

  const rawMetadata = (name: string): Uint8Array | undefined => {
    const metastream = stateOf(metastreamOf(name));
    if (metastream.id === undefined || metastream.lastRevision < 0) return undefined;
    return storage.eventAt(metastream.id, metastream.lastRevision)?.data;
  };

  const metadata = (name: string): StreamMetadata => {
    if (isMetastream(name)) return metadataOfMetastreams;
    const state = stateOf(name);
    if (state.metadata === undefined) {
      const raw = rawMetadata(name);
      state.metadata = raw === undefined ? noMetadata : parseStreamMetadata(raw);
    }
    return state.metadata;
  };

  return {
    /** -1 if the stream has no event. */
    lastRevision,
    metadata,
    rawMetadata,
    isTombstoned: (name: string): boolean => lastRevision(name) === tombstoneRevision,
    idOf: (name: string): number | undefined => stateOf(name).id,
    idForWriting: (name: string): number => {
      const state = stateOf(name);
      state.id ??= storage.insertStream(name);
      return state.id;
    },
    wasWritten: (name: string, revision: number): void => {
      stateOf(name).lastRevision = revision;
      if (isMetastream(name)) stateOf(originalOf(name)).metadata = undefined;
    },
    /** After a rollback memory may be ahead of the disk. */
    forget: (): void => {
      states.clear();
    },
  };
};

export type Streams = ReturnType<typeof createStreams>;
