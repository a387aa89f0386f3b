import type { RecentIds } from './recent-ids.js';
import type { Storage } from './storage.js';
import { tombstoneRevision } from './stored-event.js';
import { isSoftDeleted, metastreamOf } from './stream-metadata.js';
import type { Streams } from './streams.js';

export type ExpectedRevision = bigint | 'any' | 'no_stream' | 'stream_exists';

export type Verdict =
  | { readonly kind: 'write'; readonly isSoftDeleted: boolean }
  | { readonly kind: 'already-written'; readonly revision: number; readonly position: number }
  | { readonly kind: 'wrong-expected-revision' }
  | { readonly kind: 'stream-deleted' };

type Known = { readonly storage: Storage; readonly streams: Streams; readonly recentIds: RecentIds };

const wrong = { kind: 'wrong-expected-revision' } as const;

const judgeByRecentIds = (
  { recentIds }: Known,
  stream: string,
  ids: readonly string[],
): Verdict | undefined => {
  const places = ids
    .map((id) => recentIds.get(id))
    .map((place) => (place?.stream === stream ? place : undefined));
  const last = places.at(-1);
  if (places[0] === undefined) return undefined;
  if (last === undefined || places.includes(undefined)) return wrong;
  return { kind: 'already-written', revision: last.revision, position: last.position };
};

/** The events that stand right after the expected revision tell a repeated append from a conflicting one. */
const judgeByStoredIds = (
  { storage, streams }: Known,
  stream: string,
  after: number,
  ids: readonly string[],
): Verdict => {
  const streamId = streams.idOf(stream);
  if (streamId === undefined) return wrong;
  let verdict: Verdict = wrong;
  for (const [index, id] of ids.entries()) {
    const revision = after + 1 + index;
    const stored = storage.idAt(streamId, revision);
    if (stored?.id !== id) {
      const mayStartAgain = index === 0 && after === -1 && isSoftDeleted(streams.metadata(stream));
      return mayStartAgain ? { kind: 'write', isSoftDeleted: true } : wrong;
    }
    verdict = { kind: 'already-written', revision, position: stored.position };
  }
  return verdict;
};

const judgeExact = (known: Known, stream: string, expected: bigint, ids: readonly string[]): Verdict => {
  const current = known.streams.lastRevision(stream);
  if (expected > BigInt(current)) return wrong;
  if (expected < BigInt(current)) return judgeByStoredIds(known, stream, Number(expected), ids);
  return { kind: 'write', isSoftDeleted: isSoftDeleted(known.streams.metadata(stream)) };
};

const judgeExists = ({ streams }: Known, stream: string): Verdict | undefined => {
  if (isSoftDeleted(streams.metadata(stream))) return { kind: 'stream-deleted' };
  const exists = streams.lastRevision(stream) >= 0 || streams.lastRevision(metastreamOf(stream)) >= 0;
  return exists ? undefined : wrong;
};

/** The rules of the real server's index writer, in its order. */
export const judge = (
  known: Known,
  stream: string,
  expected: ExpectedRevision,
  ids: readonly string[],
): Verdict => {
  if (known.streams.lastRevision(stream) === tombstoneRevision) return { kind: 'stream-deleted' };
  if (expected === 'no_stream') return judgeExact(known, stream, -1n, ids);
  if (typeof expected === 'bigint') return judgeExact(known, stream, expected, ids);
  const refusal = expected === 'stream_exists' ? judgeExists(known, stream) : undefined;
  return (
    refusal ??
    judgeByRecentIds(known, stream, ids) ?? {
      kind: 'write',
      isSoftDeleted: isSoftDeleted(known.streams.metadata(stream)),
    }
  );
};
