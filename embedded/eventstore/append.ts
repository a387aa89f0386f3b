import { randomUUID } from 'node:crypto';
import { type ExpectedRevision, judge } from './expected-revision.js';
import type { LogWriter } from './log-writer.js';
import type { RecentIds } from './recent-ids.js';
import type { Storage } from './storage.js';
import { type ProposedEvent, tombstoneRevision } from './stored-event.js';
import {
  isMetastream,
  isSoftDeleted,
  metastreamOf,
  originalOf,
  softDeletedMetadata,
  withTruncateBefore,
} from './stream-metadata.js';
import type { Streams } from './streams.js';

export type Append = {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ProposedEvent[];
};

/** Revision -1: the stream has no event. */
export type Outcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'wrong-expected-revision'; readonly current: number }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'access-denied' };

type Known = {
  readonly storage: Storage;
  readonly streams: Streams;
  readonly recentIds: RecentIds;
  readonly writer: LogWriter;
};

// Everybody is an administrator here, as on a real server that was started without security; these not even they may.
const isReadOnly = (stream: string): boolean => stream === '$all';
const isUndeletable = (stream: string): boolean => isReadOnly(stream) || isMetastream(stream);

const noBytes = new Uint8Array();

const systemEvent = (type: string, data: Uint8Array, isJson: boolean): ProposedEvent => ({
  id: randomUUID(),
  type,
  isJson,
  data,
  metadata: noBytes,
});

/** All that changes the log. Each function is synchronous, and runs inside a transaction of the group commit. */
export const createAppends = (known: Known) => {
  const { streams, writer } = known;

  const writeMetadata = (stream: string, data: Uint8Array): number => {
    const metastream = metastreamOf(stream);
    return writer.write(metastream, streams.lastRevision(metastream) + 1, [
      systemEvent('$metadata', data, true),
    ]);
  };

  /** Events before `revision` stay deleted, those from it on are visible. */
  const undelete = (stream: string, revision: number): void => {
    const metadata = streams.rawMetadata(stream);
    const moved = metadata && withTruncateBefore(metadata, revision);
    if (moved) writeMetadata(stream, moved);
  };

  const write = ({ stream, events }: Append, wasSoftDeleted: boolean): Outcome => {
    const current = streams.lastRevision(stream);
    if (events.length === 0) return { kind: 'written', revision: current, position: undefined };
    const revivesOriginal = isMetastream(stream) && isSoftDeleted(streams.metadata(originalOf(stream)));
    const position = writer.write(stream, current + 1, events);
    if (wasSoftDeleted) undelete(stream, current + 1);
    if (revivesOriginal) undelete(originalOf(stream), streams.lastRevision(originalOf(stream)) + 1);
    return { kind: 'written', revision: current + events.length, position };
  };

  const deleteWith = (stream: string, expected: ExpectedRevision, remove: () => Outcome): Outcome => {
    if (isUndeletable(stream)) return { kind: 'access-denied' };
    const verdict = judge(known, stream, expected, [randomUUID()]);
    if (verdict.kind === 'stream-deleted') return verdict;
    if (verdict.kind === 'write') return remove();
    return { kind: 'wrong-expected-revision', current: streams.lastRevision(stream) };
  };

  return {
    append: (append: Append): Outcome => {
      if (isReadOnly(append.stream)) return { kind: 'access-denied' };
      const ids = append.events.map((event) => event.id);
      const verdict = judge(known, append.stream, append.expected, ids);
      switch (verdict.kind) {
        case 'write':
          return write(append, verdict.isSoftDeleted);
        case 'already-written':
          return { ...verdict, kind: 'written' };
        case 'stream-deleted':
          return verdict;
        case 'wrong-expected-revision':
          return { ...verdict, current: streams.lastRevision(append.stream) };
      }
    },
    softDelete: (stream: string, expected: ExpectedRevision): Outcome =>
      deleteWith(stream, expected, () => {
        const revision = streams.lastRevision(stream);
        if (revision < 0 && streams.lastRevision(metastreamOf(stream)) < 0) {
          return { kind: 'wrong-expected-revision', current: -1 };
        }
        return { kind: 'written', revision, position: writeMetadata(stream, softDeletedMetadata) };
      }),
    tombstone: (stream: string, expected: ExpectedRevision): Outcome =>
      deleteWith(stream, expected, () => {
        const tombstone = systemEvent('$streamDeleted', noBytes, false);
        const position = writer.write(stream, tombstoneRevision, [tombstone]);
        return { kind: 'written', revision: tombstoneRevision, position };
      }),
    /** The log of a real server is never empty: code must not take the first event it sees for its own. */
    writeFirstRecord: (): void => {
      writeMetadata('$scavenges', Buffer.from('{"$maxAge":2592000}', 'utf8'));
    },
  };
};
