import * as t from 'io-ts';
import type { FlowPreview } from '../commands/segments/preview-flow.js';
import { list } from '../domain/codecs/collections.js';
import { integer } from '../domain/codecs/numbers.js';
import { open } from '../domain/codecs/struct.js';
import { Instant } from '../domain/codecs/time.js';
import { FlowVersion } from '../domain/flow/events.js';
import { unbounded } from './codecs.js';

const Count = integer('LeadCount', { min: 0, max: Number.MAX_SAFE_INTEGER });

const Matching = open('MatchingNow', {
  /** Where the conditions stand: `goal`, `exit`, or `steps[2].conditions`. */
  path: t.string,
  count: Count,
  sentence: t.string,
});

/** How many leads there are, and how many meet the conditions of a flow. */
export const PreviewAnswer = open('FlowPreview', {
  version: FlowVersion,
  countedAt: Instant,
  leads: Count,
  matching: list(Matching, unbounded),
});

const sentenceOf = (count: number): string =>
  count === 1 ? '1 lead matches now' : `${count.toLocaleString('en')} leads match now`;

export const showPreview = ({ matching, ...preview }: FlowPreview): t.TypeOf<typeof PreviewAnswer> => ({
  ...preview,
  matching: matching.map(({ path, count }) => ({ path, count, sentence: sentenceOf(count) })),
});
