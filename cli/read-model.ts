import * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import { Finite } from '../domain/codecs/numbers.js';
import { open } from '../domain/codecs/struct.js';

const progress = { status: t.string, done: Finite, total: Finite };
const more = { ratePerSecond: Finite, secondsLeft: Finite, endedAt: t.string, error: t.string };

const Rebuild = open('Rebuild', progress, more);
const Difference = open('Difference', { id: t.string, path: t.string, live: t.string, fresh: t.string });
const Verification = open(
  'Verification',
  { ...progress, documents: Finite, differences: Finite },
  { ...more, first: Difference },
);

/** What the CLI reads of a read model. */
export const ReadModel = open(
  'ReadModel',
  { name: t.string, version: Finite, collection: t.string, documents: Finite, behind: Finite },
  { rebuild: Rebuild, verify: Verification },
);
export type ReadModel = t.TypeOf<typeof ReadModel>;

export const ReadModels = open('ReadModels', { items: list(ReadModel, { max: Number.POSITIVE_INFINITY }) });
