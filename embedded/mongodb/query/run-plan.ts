import type { Doc } from '../bson/value.js';
import type { Key } from '../index/keys.js';
import type { Examination } from './examination.js';
import type { Expression } from './expression.js';
import { matches } from './match.js';
import type { Plan } from './plan.js';
import type { Scan } from './scan.js';
import { createSorter, type Sorter, type SortField } from './sort.js';

export interface Found {
  readonly record: number;
  readonly doc: Doc;
}

export interface Run {
  readonly plan: Plan;
  readonly filter: Expression;
  readonly sort: readonly SortField[];
  readonly records: ReadonlyMap<number, Doc>;
  readonly examination: Examination;
}

type Keyed = { readonly found: Found; readonly key: Key };

const everything = function* ({ records, filter, examination }: Run): Generator<Found> {
  for (const [record, doc] of records) {
    examination.doc();
    if (matches(filter, doc)) yield { record, doc };
  }
};

const readRange = function* (run: Run, scan: Scan, at: number, seen: Set<number>): Generator<Found> {
  const range = scan.ranges[at];
  if (range === undefined) return;
  for (const { record } of scan.index.ordered.entries(range, scan.reverse)) {
    run.examination.key();
    if (seen.has(record)) continue;
    seen.add(record);
    const doc = run.records.get(record);
    run.examination.doc();
    if (doc !== undefined && matches(run.filter, doc)) yield { record, doc };
  }
};

const readScan = function* (run: Run, scan: Scan, seen: Set<number>): Generator<Found> {
  for (let at = 0; at < scan.ranges.length; at++) yield* readRange(run, scan, at, seen);
};

const keyed = function* (source: Iterable<Found>, sorter: Sorter): Generator<Keyed> {
  for (const found of source) yield { found, key: sorter.keyOf(found.doc) };
};

const sorted = (source: Iterable<Found>, sorter: Sorter): Keyed[] =>
  [...keyed(source, sorter)].sort((a, b) => sorter.compare(a.key, b.key));

/** Streams in the order of the sort; a scan that is not is read and sorted whole. */
const streams = (run: Run, scans: readonly Scan[], sorter: Sorter): readonly Iterator<Keyed>[] =>
  scans.flatMap((scan): readonly Iterator<Keyed>[] =>
    scan.sorted
      ? scan.ranges.map((_, at) => keyed(readRange(run, scan, at, new Set()), sorter))
      : [sorted(readScan(run, scan, new Set()), sorter).values()],
  );

const merge = function* (sources: readonly Iterator<Keyed>[], sorter: Sorter): Generator<Found> {
  const heads = sources.flatMap((source) => {
    const { value, done } = source.next();
    return done ? [] : [{ source, head: value }];
  });
  const given = new Set<number>();
  while (heads.length > 0) {
    const least = heads.reduce((best, each) =>
      sorter.compare(each.head.key, best.head.key) < 0 ? each : best,
    );
    const { found } = least.head;
    if (!given.has(found.record)) {
      given.add(found.record);
      yield found;
    }
    // Only now: the next match of a stream may be far away.
    const { value, done } = least.source.next();
    if (done) heads.splice(heads.indexOf(least), 1);
    else least.head = value;
  }
};

const unordered = function* (run: Run): Generator<Found> {
  if (run.plan.scans === 'collection') {
    yield* everything(run);
    return;
  }
  const seen = new Set<number>();
  for (const scan of run.plan.scans) yield* readScan(run, scan, seen);
};

/** Everything that matches, in order and as late as possible; the collection must not change meanwhile. */
export const runPlan = function* (run: Run): Generator<Found> {
  const { scans, order } = run.plan;
  if (order === 'none') {
    yield* unordered(run);
    return;
  }
  const sorter = createSorter(run.sort);
  if (order === 'merge' && scans !== 'collection') {
    yield* merge(streams(run, scans, sorter), sorter);
    return;
  }
  for (const { found } of sorted(unordered(run), sorter)) yield found;
};
