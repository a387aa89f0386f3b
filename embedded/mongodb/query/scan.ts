import type { Part, Range } from '../index/bound.js';
import type { Index } from '../index/collection-index.js';
import { type Constraint, demandsField, impliesPartial } from './constraints.js';
import { type Interval, intersectAll, intervalsOf, isPoint } from './intervals.js';
import type { SortField } from './sort.js';

/** Ranges of one index that hold every document wanted. */
export interface Scan {
  readonly index: Index;
  readonly ranges: readonly Range[];
  /** How many leading fields have one fixed value within each range. */
  readonly fixed: number;
  readonly bounded: number;
  readonly reverse: boolean;
  readonly sorted: boolean;
}

const maxRanges = 10_000;

const isUsable = (index: Index, constraints: readonly Constraint[]): boolean => {
  if (index.partial && !impliesPartial(constraints, index.partial)) return false;
  return !index.definition.sparse || index.fields.some(({ name }) => demandsField(constraints, name));
};

/** Two demands on an array may be met by different elements, so only one of them narrows a multikey index. */
const intervalsFor = (
  index: Index,
  name: string,
  constraints: readonly Constraint[],
): readonly Interval[] | undefined => {
  const lists = constraints
    .filter(({ path }) => path === name)
    .flatMap(({ predicate }) => {
      const intervals = intervalsOf(predicate);
      return intervals === undefined ? [] : [intervals];
    });
  if (!index.isMultikey()) return intersectAll(lists);
  return lists.find((list) => list.every(isPoint)) ?? lists[0];
};

const oriented = (
  { low, lowSide, high, highSide }: Interval,
  direction: 1 | -1,
  prefix: readonly Part[],
): Range =>
  direction === 1
    ? { low: { parts: [...prefix, low], side: lowSide }, high: { parts: [...prefix, high], side: highSide } }
    : {
        low: { parts: [...prefix, high], side: highSide === 1 ? -1 : 1 },
        high: { parts: [...prefix, low], side: lowSide === 1 ? -1 : 1 },
      };

const rootOf = (name: string): string => name.split('.')[0] ?? name;

const wholeRange = (prefix: readonly Part[]): Range => ({
  low: { parts: prefix, side: -1 },
  high: { parts: prefix, side: 1 },
});

interface Bounds {
  readonly ranges: readonly Range[];
  readonly fixed: number;
  readonly bounded: number;
}

const boundsOf = (index: Index, constraints: readonly Constraint[]): Bounds => {
  let prefixes: readonly (readonly Part[])[] = [[]];
  const roots = new Set<string>();
  let fixed = 0;
  for (const { name, direction } of index.fields) {
    const shared = index.isMultikey() && roots.has(rootOf(name));
    const intervals = shared ? undefined : intervalsFor(index, name, constraints);
    if (intervals === undefined || prefixes.length * intervals.length > maxRanges) break;
    roots.add(rootOf(name));
    if (!intervals.every(isPoint)) {
      const ordered = direction === 1 ? intervals : intervals.toReversed();
      const ranges = prefixes.flatMap((prefix) =>
        ordered.map((interval) => oriented(interval, direction, prefix)),
      );
      return { ranges, fixed, bounded: fixed + 1 };
    }
    prefixes = prefixes.flatMap((prefix) => intervals.map(({ low }) => [...prefix, low]));
    fixed++;
  }
  return { ranges: prefixes.map(wholeRange), fixed, bounded: fixed };
};

/** 1 or -1 if each range read forward or backward is in the order of the sort, else undefined. */
const sortDirection = (index: Index, fixed: number, sort: readonly SortField[]): 1 | -1 | undefined => {
  if (index.isMultikey()) return undefined;
  const constant = new Set(index.fields.slice(0, fixed).map(({ name }) => name));
  let at = fixed;
  let reading: number | undefined;
  for (const { name, direction } of sort) {
    if (constant.has(name)) continue;
    const next = index.fields[at++];
    if (next?.name !== name) return undefined;
    const turn = next.direction * direction;
    if (reading !== undefined && reading !== turn) return undefined;
    reading = turn;
  }
  return reading === -1 ? -1 : 1;
};

/** How an index would serve, or undefined if it might miss a document. */
export const scanOf = (
  index: Index,
  constraints: readonly Constraint[],
  sort: readonly SortField[],
  forced: boolean,
): Scan | undefined => {
  if (!isUsable(index, constraints) && !(forced && index.definition.sparse)) return undefined;
  const bounds = boundsOf(index, constraints);
  const direction = sortDirection(index, bounds.fixed, sort);
  const sorted = sort.length > 0 && direction !== undefined;
  if (bounds.bounded === 0 && !sorted && !forced) return undefined;
  return { index, ...bounds, reverse: direction === -1, sorted };
};

export const keysIn = (scan: Scan): number =>
  scan.ranges.reduce((sum, range) => sum + scan.index.ordered.count(range), 0);
