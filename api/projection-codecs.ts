import * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import { Finite, integer, Position } from '../domain/codecs/numbers.js';
import { open } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { Instant } from '../domain/codecs/time.js';
import { unbounded } from './codecs.js';

const Count = integer('Count', { min: 0, max: Number.MAX_SAFE_INTEGER });

/** How far the log has been read: `done` and `total` are positions of the log, `events` counts what was read. */
const progress = { done: Count, total: Count, events: Count, startedAt: Instant };
const pace = { ratePerSecond: Finite, secondsLeft: Count, endedAt: Instant, error: t.string };

/** A rebuild: `catching-up` is at what happened since it began, `switched` is what is read now. */
export const Rebuild = open(
  'Rebuild',
  {
    status: oneOf('RebuildStatus', ['waiting', 'building', 'catching-up', 'switched', 'failed', 'cancelled']),
    collection: t.string,
    ...progress,
  },
  pace,
);
export type Rebuild = t.TypeOf<typeof Rebuild>;

/** Where two documents differ; values as JSON, shortened. */
export const Difference = open('Difference', {
  id: t.string,
  /** Empty for the whole document. */
  path: t.string,
  live: t.string,
  fresh: t.string,
});
export type Difference = t.TypeOf<typeof Difference>;

/** What a comparison with a fresh fold of the log has found. */
export const Verification = open(
  'Verification',
  {
    status: oneOf('VerificationStatus', ['waiting', 'folding', 'comparing', 'done', 'failed', 'cancelled']),
    ...progress,
    /** How many have been compared. */
    documents: Count,
    differences: Count,
  },
  { ...pace, first: Difference },
);
export type Verification = t.TypeOf<typeof Verification>;

export const ReadModelAnswer = open(
  'ReadModel',
  {
    name: t.string,
    version: Count,
    collection: t.string,
    documents: Count,
    /** How far behind the log, in positions. */
    behind: Count,
  },
  { position: Position, rebuild: Rebuild, verify: Verification },
);
export type ReadModelAnswer = t.TypeOf<typeof ReadModelAnswer>;

export const ReadModelList = open('ReadModelList', { items: list(ReadModelAnswer, unbounded) });
